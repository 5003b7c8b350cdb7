package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Values;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pattern whose attribute is not known, or is several, for a value that came from the query and not from facts.
 *
 * <p>Such a value means different things with different attributes: {@code ":a/b"} is a text with one, a keyword with another, and with a reference the entity of that name. So
 * the pattern is run for all meanings at once, bound to a hidden variable, and of the facts that are found those are kept whose value is the meaning that their own attribute gives.
 * A meaning that an attribute cannot have, as the entity of a name that nobody has, matches nothing there.
 */
final class NamedValues {
    private NamedValues() {}

    /** Returns whether a pattern over a database is to be run so. */
    static boolean applies(Pattern pattern, Bindings bindings) {
        int slot = pattern.slot(Position.V);
        int attribute = pattern.slot(Position.A);
        if (pattern.hidden() < 0 || (slot >= 0 && slot == pattern.slot(Position.E))) {
            return false;
        }
        Relation attributes = attribute < 0 ? null : bindings.part(attribute);
        if (attributes != null && attributes.size == 1) {
            return false;
        }
        if (slot < 0) {
            return mayMeanSeveral(pattern.constants()[Position.V]);
        }
        Relation part = bindings.part(slot);
        if (part == null || !part.column(slot).names || part.column(slot).isPrimitive()) {
            return false;
        }
        for (int row = 0; row < part.size; row++) {
            if (mayMeanSeveral(part.column(slot).get(row))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayMeanSeveral(@Nullable Object value) {
        return value instanceof List || value instanceof BigInteger || GivenValues.keyword(value) != null;
    }

    /** Makes the bindings hold only what also matches the pattern. */
    static void run(Context context, Bindings bindings, Pattern pattern, BitSet needed) {
        DatabaseValue database = context.database(pattern.source());
        int value = pattern.hidden();
        int attribute = pattern.slot(Position.A) >= 0 ? pattern.slot(Position.A) : value + 1;
        addMeanings(context, bindings, pattern, database);
        Relation attributes = bindings.part(attribute);
        if (attributes != null && isOfOneRow(bindings, pattern)) {
            bindings.merged(new int[] {attribute, value}, context.guard());
        }
        int[] slots = Arrays.copyOf(pattern.slots(), pattern.slots().length);
        slots[Position.A] = attribute;
        slots[Position.V] = value;
        BitSet variables = (BitSet) pattern.variables().clone();
        variables.set(attribute);
        variables.set(value);
        BitSet kept = (BitSet) needed.clone();
        kept.or(variables);
        Pattern stored = new Pattern(pattern.source(), slots, pattern.constants(), variables, pattern.origin(), -1);
        Positions positions = Positions.of(stored, database, bindings, kept);
        PatternRun run = new PatternRun(new AccessPath(positions, null), bindings, context.guard());
        run.run();
        run.tell(context.tally());
        if (!bindings.failed()) {
            keepMeant(context, bindings, pattern, attribute);
        }
    }

    private static boolean isOfOneRow(Bindings bindings, Pattern pattern) {
        int slot = pattern.slot(Position.V);
        Relation part = slot < 0 ? null : bindings.part(slot);
        return part == null || part.size == 1;
    }

    /** Binds the hidden variable to all that each value may mean. */
    private static void addMeanings(Context context, Bindings bindings, Pattern pattern, DatabaseValue database) {
        int slot = pattern.slot(Position.V);
        Relation part = slot < 0 ? null : bindings.part(slot);
        Column values = part == null ? Column.constant(pattern.constants()[Position.V], 1, true) : part.column(slot);
        int count = part == null ? 1 : part.size;
        Rows rows = new Rows(count);
        ColumnBuilder meanings = new ColumnBuilder();
        for (int row = 0; row < count; row++) {
            context.guard().tick(row);
            for (Object meaning : meanings(database, pattern, values.get(row))) {
                rows.add(row);
                meanings.add(meaning);
            }
            context.guard().rows(rows.size());
        }
        if (part == null || part.size == 1) {
            bindings.add(new Relation(
                    new int[] {pattern.hidden()}, new Column[] {meanings.build()}, rows.size(), new BitSet()));
        } else {
            bindings.replace(part, part.gather(rows, null, context.guard()).plus(pattern.hidden(), meanings.build()));
        }
    }

    private static Set<Object> meanings(DatabaseValue database, Pattern pattern, @Nullable Object value) {
        Set<Object> meanings = new LinkedHashSet<>();
        Object itself = Resolver.value(database, null, value, true, pattern.origin());
        if (itself == null) {
            return meanings;
        }
        Long id = itself instanceof BigInteger ? WholeNumbers.asLong(itself) : null;
        meanings.add(id == null ? itself : id);
        Keyword keyword = GivenValues.keyword(itself);
        if (keyword != null) {
            meanings.add(keyword);
        }
        if (itself instanceof List<?> elements) {
            List<@Nullable Object> keywords = new ArrayList<>(elements);
            keywords.replaceAll(
                    element -> GivenValues.keyword(element) == null ? element : GivenValues.keyword(element));
            meanings.add(EdnVector.copyOf(keywords));
        }
        Long entity = mayMeanSeveral(itself) ? entity(database, itself) : null;
        if (entity != null) {
            meanings.add(entity);
        }
        return meanings;
    }

    /** Returns the entity that a value names, or null when it names none. */
    private static @Nullable Long entity(DatabaseValue database, Object value) {
        try {
            return database.entityId(value);
        } catch (Anomaly.Incorrect namesNothing) {
            return null;
        }
    }

    /** Keeps the rows whose hidden variable is what the value means with the attribute. */
    private static void keepMeant(Context context, Bindings bindings, Pattern pattern, int attribute) {
        DatabaseValue database = context.database(pattern.source());
        int slot = pattern.slot(Position.V);
        int[] looked =
                slot < 0 ? new int[] {pattern.hidden(), attribute} : new int[] {pattern.hidden(), attribute, slot};
        Relation rows = bindings.merged(looked, context.guard());
        int size = rows == null ? 1 : rows.size;
        Column attributes = bindings.column(attribute, rows, size);
        Column stored = bindings.column(pattern.hidden(), rows, size);
        Column given = slot < 0
                ? Column.constant(pattern.constants()[Position.V], size, true)
                : bindings.column(slot, rows, size);
        Rows kept = new Rows(size);
        for (int row = 0; row < size; row++) {
            context.guard().tick(row);
            AttributeInfo found = Resolver.attribute(database, attributes.get(row), attributes.names);
            Object meant = found == null
                    ? null
                    : Resolver.valueOfOneOfSome(database, found, given.get(row), given.names, pattern.origin());
            if (meant != null && Values.equal(meant, stored.get(row))) {
                kept.add(row);
            }
        }
        if (rows != null) {
            bindings.replace(rows, rows.gather(kept, rows.candidateKey, context.guard()));
        } else if (kept.size() == 0) {
            bindings.fail();
        }
    }
}
