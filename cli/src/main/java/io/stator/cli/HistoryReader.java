package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the transactions of a database as those of its copy, which begins with the first that is a user's. Holds a few transactions, and what is
 * said of attributes. Not safe for use by several threads.
 */
final class HistoryReader implements Iterator<CopiedTransaction> {
    private final TransactionHistory history;
    private final SystemEntities system;
    private final TransactionNumbers transactions;
    private final EntityNumbers entities;
    private final FactSum.Marks marks;
    private final Map<Long, Keyword> leftOut;
    private final Set<Keyword> derived;
    private final CopiedSchema schema;
    private final long instant;
    private final long excisedBeforeT;
    private final long toT;
    private final boolean named;
    private final Iterator<Transaction> originals;
    private long nextEntity;
    private long nextAttribute;
    private long omitted;

    /**
     * Makes a reader of all transactions before a t.
     *
     * @param leftOut the idents of attributes whose facts are not read
     * @param named whether the forms of transactions have idents where people expect them, not ids
     */
    static HistoryReader of(
            TransactionHistory history, SystemEntities system, Collection<Keyword> leftOut, long toT, boolean named) {
        TransactionNumbers transactions = new TransactionNumbers(system.firstT());
        EntityNumbers entities = new EntityNumbers(system, history.idents(), transactions);
        Map<Long, Keyword> ids = new HashMap<>();
        for (Keyword name : leftOut) {
            OptionalLong id = history.entityId(name);
            ids.put(
                    id.orElseThrow(() -> new Anomaly.NotFound(
                            "--leave-out must name an attribute of the database: there is no " + name)),
                    name);
        }
        return new HistoryReader(
                history,
                system,
                transactions,
                entities,
                ids,
                new CopiedSchema(system),
                entities.firstT(),
                toT,
                named,
                system.firstOwn(),
                system.firstOwn());
    }

    private HistoryReader(
            TransactionHistory history,
            SystemEntities system,
            TransactionNumbers transactions,
            EntityNumbers entities,
            Map<Long, Keyword> leftOut,
            CopiedSchema schema,
            long fromT,
            long toT,
            boolean named,
            long nextEntity,
            long nextAttribute) {
        this.history = history;
        this.system = system;
        this.transactions = transactions;
        this.entities = entities;
        this.leftOut = leftOut;
        this.schema = schema;
        this.toT = toT;
        this.named = named;
        this.nextEntity = nextEntity;
        this.nextAttribute = nextAttribute;
        this.marks = FactSum.Marks.of(system);
        this.derived = Set.of(
                Keyword.of("db.install", "attribute"),
                Keyword.of("db.install", "valueType"),
                Keyword.of("db.install", "function"),
                Keyword.of("db.alter", "attribute"));
        this.instant = system.require("db", "txInstant");
        this.excisedBeforeT = system.require("db.excise", "beforeT");
        this.originals = history.transactions(fromT, toT);
    }

    /** Returns a reader of the transactions from one on, which this one has just read, to its end; it goes on by itself. */
    HistoryReader again(CopiedSchema before, long fromT) {
        return new HistoryReader(
                history,
                system,
                transactions,
                entities,
                leftOut,
                before.copy(),
                Math.max(fromT, entities.firstT()),
                toT,
                named,
                nextEntity,
                nextAttribute);
    }

    /** Returns what the transactions so far say of attributes. */
    CopiedSchema schema() {
        return schema;
    }

    /** Returns which facts follow from others. */
    FactSum.Marks marks() {
        return marks;
    }

    /** Returns how many facts were left out as it was asked for. */
    long omitted() {
        return omitted;
    }

    @Override
    public boolean hasNext() {
        return originals.hasNext();
    }

    @Override
    public CopiedTransaction next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all transactions were read");
        }
        Transaction original = originals.next();
        long t = transactions.append(original.t());
        try {
            return copy(original, t);
        } catch (Anomaly unknown) {
            throw unknown.category()
                    .anomaly("transaction " + original.t() + ": " + unknown.getMessage(), unknown.data(), unknown);
        }
    }

    private CopiedTransaction copy(Transaction original, long t) {
        Set<CopiedDatom> datoms = new LinkedHashSet<>();
        Instant at = null;
        for (Datom datom : original.data()) {
            Keyword name = entities.systemName(datom.a());
            if (leftOut.containsKey(datom.a())) {
                omitted++;
            } else if (name == null || !derived.contains(name)) {
                CopiedDatom copied = copy(datom);
                datoms.add(copied);
                if (copied.a() == instant && copied.e() == copied.tx() && copied.v() instanceof Instant time) {
                    at = time;
                }
            }
        }
        List<CopiedDatom> all = new ArrayList<>(datoms);
        List<Object> forms = CopiedTransaction.forms(t, all, schema, nextEntity, nextAttribute, named);
        schema.learn(all);
        return new CopiedTransaction(original.t(), t, at, all, forms, FactSum.of(marks, all));
    }

    private CopiedDatom copy(Datom datom) {
        long a = attribute(datom.a());
        long e = entities.of(datom.e());
        long partition = e >>> EntityNumbers.COUNTER_BITS;
        if (partition == EntityNumbers.PARTITION_DB) {
            nextAttribute = Math.max(nextAttribute, e + 1);
        } else if (partition != EntityNumbers.PARTITION_TX) {
            nextEntity = Math.max(nextEntity, EntityNumbers.counter(e) + 1);
        }
        return new CopiedDatom(e, a, value(a, datom.v()), entities.of(datom.tx()), datom.added());
    }

    private long attribute(long id) {
        Keyword name = entities.systemName(id);
        long a;
        try {
            a = entities.of(id);
        } catch (Anomaly.Unsupported unknown) {
            throw unsupported(id, name, unknown);
        }
        if (!schema.isAttribute(a)) {
            throw unsupported(id, name, null);
        }
        return a;
    }

    private static Anomaly unsupported(long id, @Nullable Keyword name, @Nullable Throwable cause) {
        return new Anomaly.Unsupported(
                name == null
                        ? "says something with the attribute " + id + ", which no transaction before it installs"
                        : "says something with " + name + ", which Stator does not have: leave its facts out with"
                                + " --leave-out " + name,
                Map.of(),
                cause);
    }

    private Object value(long a, Object value) {
        if (value instanceof Long number) {
            if (schema.isReference(a)) {
                return entities.of(number);
            }
            if (a != excisedBeforeT) {
                return value;
            }
            boolean transaction = number >>> EntityNumbers.COUNTER_BITS == EntityNumbers.PARTITION_TX;
            return transaction ? entities.of(number) : entities.ofT(number);
        }
        if (!(value instanceof List<?> tuple)) {
            return value;
        }
        List<@Nullable Object> elements = new ArrayList<>(tuple.size());
        for (int i = 0; i < tuple.size(); i++) {
            Object element = tuple.get(i);
            elements.add(element instanceof Long id && schema.isReference(a, i) ? (Object) entities.of(id) : element);
        }
        return Collections.unmodifiableList(elements);
    }
}
