package io.stator.fulltext;

import io.stator.Index;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The index of the texts an attribute has ever had in a database at its basis; immutable.
 *
 * <p>Layers are shared with the snapshots it was made from. A new one holds the texts that were new; it is joined to its
 * neighbours as long as they are not at least twice its size, so that n texts are in at most log2(n) layers and each is
 * indexed at most as often. What a search finds and its scores depend on the texts alone, not on the layers.
 */
final class Snapshot {
    private static final int CHECK_INTERVAL = 1_024;

    private final DatabaseValue database;
    private final int attribute;
    private final List<Layer> layers;

    private Snapshot(DatabaseValue database, int attribute, List<Layer> layers) {
        this.database = database;
        this.attribute = attribute;
        this.layers = layers;
    }

    /** Returns the index of all texts, made from nothing. */
    static Snapshot build(DatabaseValue database, int attribute, long bytesMax, Deadline deadline) throws IOException {
        FactCursor facts = database.unfiltered().history().facts(Prefix.attributeByValue(attribute));
        List<String> values = new ArrayList<>();
        String last = null;
        long seen = 0;
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            if (seen++ % CHECK_INTERVAL == 0) {
                deadline.check();
            }
            String value = (String) fact.v();
            if (!value.equals(last)) {
                values.add(value);
                last = value;
            }
        }
        List<Layer> layers = values.isEmpty() ? List.of() : List.of(Layer.of(values, bytesMax, deadline));
        return new Snapshot(database, attribute, layers);
    }

    /** Returns whether this is known to be the index of a database without a look at its facts. */
    boolean isOf(DatabaseValue other) {
        return database.sharesAllFactsWith(other);
    }

    /** Returns the database this is the index of. */
    DatabaseValue database() {
        return database;
    }

    /** Returns the layers that make up the index. */
    List<Layer> layers() {
        return layers;
    }

    /** Returns the index of another database made from this one, or null when this one has texts too many. */
    @Nullable
    Snapshot advance(DatabaseValue other, long bytesMax, Deadline deadline) throws IOException {
        Prefix prefix = Prefix.attributeByValue(attribute);
        for (Fact gone : database.factsBeyond(other, prefix)) {
            if (!has(other, gone)) {
                return null;
            }
        }
        Set<String> added = new LinkedHashSet<>();
        for (Fact fact : other.factsBeyond(database, prefix)) {
            if (!has(database, fact)) {
                added.add((String) fact.v());
            }
        }
        return new Snapshot(other, attribute, added.isEmpty() ? layers : with(List.copyOf(added), bytesMax, deadline));
    }

    /** Returns whether the text of a fact was ever a value of the attribute. */
    private static boolean has(DatabaseValue database, Fact fact) {
        Prefix sameValue = new Prefix(Index.AVET, fact, 2);
        return database.unfiltered().history().first(sameValue) != null;
    }

    private List<Layer> with(List<String> added, long bytesMax, Deadline deadline) throws IOException {
        List<Layer> result = new ArrayList<>(layers);
        List<String> values = added;
        while (!result.isEmpty() && result.get(result.size() - 1).values().size() < 2L * values.size()) {
            List<String> joined =
                    new ArrayList<>(result.remove(result.size() - 1).values());
            joined.addAll(values);
            values = joined;
        }
        result.add(Layer.of(values, bytesMax, deadline));
        return List.copyOf(result);
    }
}
