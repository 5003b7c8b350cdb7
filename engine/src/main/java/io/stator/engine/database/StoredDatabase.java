package io.stator.engine.database;

import io.stator.Index;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be known of a database all of whose facts are in storage, to make it of them again.
 *
 * @param counters the numbers the next transaction goes on from
 * @param names the entity that has each name that was ever an attribute's
 * @param lastNames the last name of each attribute
 * @param fading the superseded facts of attributes without history that are still kept, oldest first: each assertion, then its retraction
 * @param forgotten whether any such facts were forgotten
 * @param trees for each index what is true now, then for each what no longer is
 */
public record StoredDatabase(
        Counters counters,
        Map<Keyword, Integer> names,
        Map<Integer, Keyword> lastNames,
        List<Fact> fading,
        boolean forgotten,
        List<List<StoredFacts>> trees) {

    /**
     * Returns what is to be known of a database.
     *
     * @throws IllegalStateException when any of its facts are not in storage
     */
    public static StoredDatabase of(DatabaseValue value) {
        Indexes indexes = value.indexes();
        List<Fact> fading = new ArrayList<>();
        for (Lives.Life life : indexes.fading().lives()) {
            Fact retraction = life.retraction();
            if (retraction != null) {
                fading.add(life.assertion());
                fading.add(retraction);
            }
        }
        return new StoredDatabase(
                value.counters(),
                value.schema().names(),
                value.schema().lastNames(),
                fading,
                indexes.hasForgotten(),
                indexes.stored());
    }

    /** Returns how many bytes the segments have. */
    public long bytes() {
        return trees.stream()
                .flatMap(List::stream)
                .mapToLong(part -> part.entry().size())
                .sum();
    }

    /** Returns the database. */
    public DatabaseValue value(String id, String name) {
        Fading kept = Fading.NONE;
        for (int i = 0; i + 1 < fading.size(); i += 2) {
            kept = kept.plus(new Lives.Life(fading.get(i), fading.get(i + 1)));
        }
        Indexes indexes = Indexes.ofStored(trees, kept, forgotten);
        Schema schema = Schema.ofNames(names, lastNames)
                .with(describedEntities(indexes), e -> DatabaseValue.currentFacts(indexes, e));
        return new DatabaseValue(id, name, indexes, schema, counters, Window.NOW, false);
    }

    private static Set<Integer> describedEntities(Indexes indexes) {
        Set<Integer> entities = new LinkedHashSet<>();
        FactCursor facts = indexes.current(Index.EAVT).cursor(Prefix.all(Index.EAVT));
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            if (EntityIds.partition(fact.e) != EntityIds.PARTITION_DB) {
                break;
            }
            entities.add((int) fact.e);
        }
        return entities;
    }
}
