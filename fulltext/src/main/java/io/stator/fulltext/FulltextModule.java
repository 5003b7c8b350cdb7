package io.stator.fulltext;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.query.function.EngineFunction;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionModule;
import io.stator.engine.schema.AttributeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The function {@code fulltext}: {@code [(fulltext $ :article/text "word") [[?e ?v ?t ?score]]]}. Thread-safe.
 *
 * <p>The index tells which of the texts an attribute ever had match, and the database which of them are facts in what it
 * shows; so the answer is exact for every point in time and depends on the arguments alone.
 */
public final class FulltextModule implements FunctionModule {
    private static final int ARGUMENTS = 3;
    private static final int CHECK_INTERVAL = 1_024;

    private final FulltextIndexes indexes;

    /** Creates one; called by the service loader. */
    public FulltextModule() {
        this(Limits.defaults());
    }

    FulltextModule(Limits limits) {
        indexes = new FulltextIndexes(limits);
    }

    @Override
    public Map<String, EngineFunction> functions() {
        return Map.of("fulltext", this::search);
    }

    @Override
    public void forget(String databaseId) {
        indexes.forget(databaseId);
    }

    @Override
    public void close() {
        indexes.close();
    }

    FulltextIndexes indexes() {
        return indexes;
    }

    private Object search(FunctionContext context, @Nullable Object[] arguments) {
        if (arguments.length != ARGUMENTS) {
            throw new IllegalArgumentException(
                    "fulltext must be given a database, an attribute and a search: arguments=" + arguments.length);
        }
        if (!(arguments[0] instanceof DatabaseValue database)) {
            throw new IllegalArgumentException(
                    "the first argument of fulltext must be a database: argument=" + arguments[0]);
        }
        AttributeInfo attribute = attribute(database, arguments[1]);
        if (!(arguments[2] instanceof String text)) {
            throw Anomaly.incorrect(Search.ERROR, "a search must be a string: search=" + Edn.describe(arguments[2]));
        }
        return rows(database, attribute, Search.parse(text), context.deadline());
    }

    private static AttributeInfo attribute(DatabaseValue database, @Nullable Object name) {
        if (name == null) {
            throw new IllegalArgumentException("fulltext must be given an attribute: attribute=nil");
        }
        AttributeInfo attribute = database.requireAttribute(name);
        if (!attribute.fulltext() || attribute.type() != ValueType.STRING) {
            throw Anomaly.incorrect(
                    "not-fulltext",
                    "an attribute to be searched must be of strings and have been installed with :db/fulltext true:"
                            + " attribute=" + attribute.ident());
        }
        return attribute;
    }

    /** Returns the facts found, the best ones first; scores are relative to the best. */
    private List<List<Object>> rows(DatabaseValue database, AttributeInfo attribute, Search search, Deadline deadline) {
        List<Hit> hits;
        try {
            hits = search.run(
                    indexes.snapshot(database, attribute.id(), deadline).layers(), deadline);
        } catch (IOException impossible) {
            throw new Anomaly.Fault("an index in memory failed: " + impossible.getMessage(), Map.of(), impossible);
        }
        List<Match> matches = new ArrayList<>();
        float best = 0;
        for (int i = 0; i < hits.size(); i++) {
            if (i % CHECK_INTERVAL == 0) {
                deadline.check();
            }
            Hit hit = hits.get(i);
            FactCursor facts = database.facts(Prefix.attributeValue(attribute.id(), hit.value()));
            for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
                matches.add(new Match(fact, hit.score()));
                best = Math.max(best, hit.score());
            }
        }
        matches.sort(Comparator.comparingDouble(match -> -match.score()));
        List<List<Object>> rows = new ArrayList<>(matches.size());
        for (Match match : matches) {
            rows.add(match.row(best));
        }
        return rows;
    }

    private record Match(Fact fact, float score) {
        List<Object> row(float best) {
            double relative = score == best ? 1.0 : (double) score / best;
            return List.of(fact.e, fact.v(), fact.t(), relative);
        }
    }
}
