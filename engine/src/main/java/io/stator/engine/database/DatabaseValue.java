package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import io.stator.engine.index.Storing;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A database at a basis, seen through a {@link Window}; immutable and pure.
 *
 * <p>Names of entities resolve in time-independent ways: idents at the basis, lookup refs in the window.
 */
public final class DatabaseValue {
    private final String id;
    private final String name;
    private final Indexes indexes;
    private final Schema schema;
    private final Counters counters;
    private final Window window;
    private final boolean speculative;
    private final boolean unfiltered;

    /** Is told of facts that are passed over because they are not shown. */
    private final Effort effort;

    DatabaseValue(
            String id,
            String name,
            Indexes indexes,
            Schema schema,
            Counters counters,
            Window window,
            boolean speculative) {
        this(id, name, indexes, schema, counters, window, speculative, Effort.UNLIMITED);
    }

    private DatabaseValue(
            String id,
            String name,
            Indexes indexes,
            Schema schema,
            Counters counters,
            Window window,
            boolean speculative,
            Effort effort) {
        this.effort = effort;
        this.id = id;
        this.name = name;
        this.indexes = indexes;
        this.schema = schema;
        this.counters = counters;
        this.window = window;
        this.speculative = speculative;
        this.unfiltered = !window.history() && window.since() == Window.NO_SINCE && window.asOf() >= counters.basisT();
    }

    /** Returns the opaque id of the database. */
    public String id() {
        return id;
    }

    /** Returns the name of the database. */
    public String name() {
        return name;
    }

    /** Returns the t of the newest transaction. */
    public long basisT() {
        return counters.basisT();
    }

    /** Returns the numbers the next transaction goes on from. */
    public Counters counters() {
        return counters;
    }

    /** Returns the schema of the basis. */
    public Schema schema() {
        return schema;
    }

    /** Returns the t of {@link #asOf}, or null. */
    public @Nullable Long asOfT() {
        return window.asOf() == Window.NO_AS_OF ? null : (Long) window.asOf();
    }

    /** Returns the t of {@link #since}, or null. */
    public @Nullable Long sinceT() {
        return window.since() == Window.NO_SINCE ? null : (Long) window.since();
    }

    /** Returns whether superseded facts and retractions are shown. */
    public boolean isHistory() {
        return window.history();
    }

    /** Returns whether only what is true now is shown. */
    public boolean isUnfiltered() {
        return unfiltered;
    }

    DatabaseValue renamed(String nextId, String nextName) {
        return new DatabaseValue(nextId, nextName, indexes, schema, counters, window, speculative);
    }

    private DatabaseValue seenThrough(Window next) {
        return new DatabaseValue(id, name, indexes, schema, counters, next, speculative, effort);
    }

    /** Returns this value for a computation, which is told of what it passes over; nobody else should have it. */
    public DatabaseValue watchedBy(Effort computation) {
        return unfiltered
                ? this
                : new DatabaseValue(id, name, indexes, schema, counters, window, speculative, computation);
    }

    /** Returns this database as it was at t, inclusive. */
    public DatabaseValue asOf(long t) {
        return seenThrough(new Window(window.since(), t, window.history()));
    }

    /** Returns what was added after t. */
    public DatabaseValue since(long t) {
        return seenThrough(new Window(t, window.asOf(), window.history()));
    }

    /** Returns all assertions and retractions. */
    public DatabaseValue history() {
        return seenThrough(new Window(window.since(), window.asOf(), true));
    }

    /** Returns the same basis without filters. */
    public DatabaseValue unfiltered() {
        return window.equals(Window.NOW) ? this : seenThrough(Window.NOW);
    }

    /** Returns this value as one that is in no log. */
    public DatabaseValue asSpeculative() {
        return new DatabaseValue(id, name, indexes, schema, counters, window, true);
    }

    /** Returns the facts inside a prefix, in the order of its index. */
    public FactCursor facts(Prefix prefix) {
        FactTree current = indexes.current(prefix);
        if (isUnfiltered()) {
            return current.cursor(prefix);
        }
        FactTree superseded = indexes.superseded(prefix);
        return view(prefix.index(), current.cursor(prefix), superseded.cursor(prefix));
    }

    /** Returns the facts from the beginning of a prefix to the end of its index. */
    public FactCursor factsFrom(Prefix prefix) {
        FactTree current = indexes.current(prefix.index());
        if (isUnfiltered()) {
            return current.cursorFrom(prefix);
        }
        FactTree superseded = indexes.superseded(prefix.index());
        return view(prefix.index(), current.cursorFrom(prefix), superseded.cursorFrom(prefix));
    }

    /** Returns the facts from the end of a prefix to the beginning of its index, the last one first. */
    public FactCursor factsBackFrom(Prefix prefix) {
        FactTree current = indexes.current(prefix.index());
        FactTree superseded = isUnfiltered() ? null : indexes.superseded(prefix.index());
        return new BackwardCursor(current, superseded, this::factsBetween, prefix);
    }

    private FactCursor factsBetween(Prefix start, Predicate<Fact> isBehind) {
        FactCursor currents = new EndingCursor(indexes.current(start.index()).cursorFrom(start), isBehind);
        if (isUnfiltered()) {
            return currents;
        }
        FactCursor old = indexes.superseded(start.index()).cursorFrom(start);
        return view(start.index(), currents, new EndingCursor(old, isBehind));
    }

    private FactCursor view(Index index, FactCursor currents, FactCursor superseded) {
        return new ViewCursor(index, window, currents, superseded, effort);
    }

    /** Returns the first fact inside a prefix, or null. */
    public @Nullable Fact first(Prefix prefix) {
        return isUnfiltered()
                ? indexes.current(prefix).first(prefix)
                : facts(prefix).next();
    }

    /**
     * Returns about how many facts are inside a prefix: exact for an unfiltered value, an upper bound otherwise; costs
     * as much as one lookup.
     */
    public long estimate(Prefix prefix) {
        long count = indexes.current(prefix).count(prefix);
        return isUnfiltered() ? count : count + indexes.superseded(prefix).count(prefix);
    }

    /** Returns the number of current facts before a prefix (or before its end) in the unfiltered index. */
    public long rank(Prefix prefix, boolean end) {
        return indexes.current(prefix.index()).rank(prefix, end);
    }

    /** Returns the one value of an attribute of an entity as a fact; the first when there are several; or null. */
    public @Nullable Fact value(long e, int a) {
        return first(Prefix.entityAttribute(e, a));
    }

    /** Returns the attribute a keyword, string or number names, or null when there is none. */
    public @Nullable AttributeInfo attribute(Object attribute) {
        if (attribute instanceof Keyword keyword) {
            return schema.attribute(keyword);
        }
        Long id = Meaning.entity(this, attribute);
        return id == null ? null : schema.attribute(id);
    }

    /**
     * Returns the attribute that is named.
     *
     * @throws Anomaly.Incorrect when there is none
     */
    public AttributeInfo requireAttribute(Object attribute) {
        AttributeInfo info = attribute(attribute);
        if (info == null) {
            throw Meaning.entity(this, attribute) == null
                    ? Meaning.notAnAttributeName(this, attribute)
                    : Meaning.notAnAttribute(attribute);
        }
        return info;
    }

    /** Returns the id of an entity given as a number, ident, string such as {@code ":a/b"} or lookup ref, or null. */
    public @Nullable Long entityId(@Nullable Object entity) {
        return Meaning.entity(this, entity);
    }

    /** Returns the id an ident means: the entity that has it, or else the last one that had it; or null. */
    public @Nullable Long identId(Keyword ident) {
        AttributeInfo info = schema.attribute(ident);
        if (info != null && info.ident().equals(ident)) {
            return (long) info.id();
        }
        Prefix prefix = Prefix.attributeValue(SystemIds.IDENT, ident);
        Fact current = indexes.current(prefix).first(prefix);
        if (current != null) {
            return current.e;
        }
        Long newest = null;
        long newestT = -1;
        FactCursor old = indexes.superseded(prefix).cursor(prefix);
        for (Fact fact = old.next(); fact != null; fact = old.next()) {
            if (fact.added() && fact.t() > newestT) {
                newestT = fact.t();
                newest = fact.e;
            }
        }
        return newest;
    }

    /** Returns the current ident of an entity, or null. */
    public @Nullable Keyword ident(long e) {
        AttributeInfo info = schema.attribute(e);
        if (info != null) {
            return info.ident();
        }
        // few entities have idents: in AEVT they are side by side, and soon in the processor's cache
        Prefix prefix = new Prefix(Index.AEVT, Fact.ofLong(e, SystemIds.IDENT, 0, 0, true), 2);
        Fact fact = indexes.current(prefix).first(prefix);
        return fact == null ? null : (Keyword) fact.v();
    }

    /** Returns the t a time point means: a t, a transaction id, an Instant or a Date. */
    public long timePoint(@Nullable Object timePoint) {
        return TimePoints.toT(unfiltered(), timePoint);
    }

    /** Returns the t of the first transaction not before a time point; one past the basis when there is none. */
    public long firstTransactionFrom(Object timePoint) {
        return TimePoints.firstAtOrAfter(unfiltered(), timePoint);
    }

    /** Returns the fact that is true at the basis with this entity, attribute and value, or null. */
    public @Nullable Fact find(Fact fact) {
        return indexes.find(fact);
    }

    /** Returns whether another value has the same facts because it is at the same basis or has the same trees; false does not say it has not. */
    public boolean sharesAllFactsWith(DatabaseValue other) {
        boolean sameBasis =
                id.equals(other.id) && counters.equals(other.counters) && !speculative && !other.speculative;
        return sameBasis
                || (indexes.current(Index.EAVT).isSameVersion(other.indexes.current(Index.EAVT))
                        && indexes.superseded(Index.EAVT).isSameVersion(other.indexes.superseded(Index.EAVT)));
    }

    /**
     * Returns the facts of all time inside a prefix that another value has not, or that were true there and no longer are
     * here. It takes time for the transactions between the two only, when both are of one database.
     */
    public List<Fact> factsBeyond(DatabaseValue other, Prefix prefix) {
        List<Fact> facts = indexes.current(prefix.index()).without(other.indexes.current(prefix.index()), prefix);
        facts.addAll(indexes.superseded(prefix.index()).without(other.indexes.superseded(prefix.index()), prefix));
        return facts;
    }

    /** Returns the number of facts of all time, of one attribute when {@code attribute} is not null. */
    public long totalCount(@Nullable Integer attribute) {
        Prefix prefix = attribute == null ? Prefix.all(Index.EAVT) : Prefix.attribute(attribute);
        return indexes.current(prefix).count(prefix)
                + indexes.superseded(prefix).count(prefix);
    }

    /**
     * Returns this database with the facts of one more transaction, which must be consistent with it: every retracted
     * fact is true, no added one is.
     */
    public DatabaseValue plus(List<Fact> facts, Counters next) {
        return plus(facts, next, () -> {});
    }

    /**
     * As {@link #plus(List, Counters)}, for who may have to give up.
     *
     * @param look is run again and again when there are many facts, in several threads at once, and ends it by throwing
     */
    public DatabaseValue plus(List<Fact> facts, Counters next, Runnable look) {
        Indexes nextIndexes = indexes.with(facts, schema, look);
        Schema nextSchema = schema;
        Set<Integer> changed = changedAttributes(facts);
        if (!changed.isEmpty()) {
            nextSchema = schema.with(changed, e -> currentFacts(nextIndexes, e));
        }
        nextSchema = nextSchema.withoutNames(namesOfOthers(facts, nextSchema));
        return new DatabaseValue(id, name, nextIndexes, nextSchema, next, Window.NOW, speculative);
    }

    /** Returns whether the facts of a transaction may be put into the indexes together with those of others. */
    boolean isPlain(List<Fact> transaction) {
        for (Fact fact : transaction) {
            if (SystemIds.isSchemaAttribute(fact.a)
                    || fact.a == SystemIds.EXCISE
                    || (!fact.added() && schema.installed(fact.a).noHistory())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns this database with the facts of several transactions that are all plain.
     *
     * @param facts in the order of EAVT, whole
     * @param next the numbers after the last of them
     */
    DatabaseValue plusSorted(Fact[] facts, Counters next) {
        return new DatabaseValue(id, name, indexes.withSorted(facts, schema), schema, next, Window.NOW, speculative);
    }

    /** Returns this basis without the facts of all time that an excision asks for, and those facts. */
    Excision.Result excise(Excision excision, Runnable step) {
        Lives found = Lives.of(excision, indexes, schema, step);
        Collection<Lives.Life> lives = found.found();
        List<Fact> removed = new ArrayList<>();
        for (Lives.Life life : lives) {
            removed.add(life.assertion());
            Fact retraction = life.retraction();
            if (retraction != null) {
                removed.add(retraction);
            }
        }
        Indexes rest = indexes.without(lives, schema);
        DatabaseValue database = new DatabaseValue(id, name, rest, schema, counters, window, speculative);
        return new Excision.Result(database, removed, remains(excision, found, database));
    }

    private List<Remains> remains(Excision excision, Lives found, DatabaseValue after) {
        if (!indexes.hasForgotten()) {
            return List.of();
        }
        boolean ofAttribute = found.entities().isEmpty() && excision.target() >= SystemIds.FIRST_USER_ATTRIBUTE;
        Set<Integer> attributes =
                ofAttribute && schema.attribute(excision.target()) != null ? Set.of((int) excision.target()) : Set.of();
        return List.of(Remains.of(after, found.entities(), attributes));
    }

    /** Returns how many facts were changed since all facts were in storage. */
    public long live() {
        return indexes.live();
    }

    /** Returns the number of facts in the trees of all indexes. */
    public long size() {
        return indexes.size();
    }

    /**
     * Returns the same database, to which facts are added so that up to {@code facts} of them are in EAVT alone until somebody asks for another
     * index; in all at once when that is 0.
     */
    public DatabaseValue deferring(long facts) {
        return with(indexes.deferring(facts));
    }

    /** Returns a database of the same facts, all of which are in storage. */
    public DatabaseValue inStorage(Storing storing) {
        return with(indexes.inStorage(storing));
    }

    /**
     * Returns this database once more, with the nodes of another one of the same facts as an earlier version.
     *
     * @param before an earlier version of this database
     * @param equal a database of the same facts as the earlier version
     */
    public DatabaseValue rebased(DatabaseValue before, DatabaseValue equal) {
        return with(indexes.rebased(before.indexes, equal.indexes));
    }

    private DatabaseValue with(Indexes equal) {
        return new DatabaseValue(id, name, equal, schema, counters, window, speculative);
    }

    Indexes indexes() {
        return indexes;
    }

    /** Returns whether any index holds a fact of the log, asserted or retracted by the same transaction. */
    boolean holds(Fact fact) {
        return indexes.holds(fact);
    }

    /** Returns the names that are given to entities that are no attributes. */
    private static List<Keyword> namesOfOthers(List<Fact> facts, Schema schema) {
        List<Keyword> names = List.of();
        for (Fact fact : facts) {
            if (fact.a == SystemIds.IDENT && fact.added() && schema.attribute(fact.e) == null) {
                names = names.isEmpty() ? new ArrayList<>() : names;
                names.add((Keyword) fact.v());
            }
        }
        return names;
    }

    static List<Fact> currentFacts(Indexes indexes, long e) {
        List<Fact> facts = new ArrayList<>();
        FactCursor cursor = indexes.current(Index.EAVT).cursor(Prefix.entity(e));
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts.add(fact);
        }
        return facts;
    }

    /** Returns the entities whose facts about being an attribute are among these. */
    static Set<Integer> changedAttributes(List<Fact> facts) {
        Set<Integer> changed = new LinkedHashSet<>();
        for (Fact fact : facts) {
            if (SystemIds.isSchemaAttribute(fact.a) && EntityIds.partition(fact.e) == EntityIds.PARTITION_DB) {
                changed.add((int) fact.e);
            }
        }
        return changed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof DatabaseValue value
                        && id.equals(value.id)
                        && counters.equals(value.counters)
                        && window.equals(value.window)
                        && !speculative
                        && !value.speculative);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, counters, window);
    }
}
