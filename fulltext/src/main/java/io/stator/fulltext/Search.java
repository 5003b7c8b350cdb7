package io.stator.fulltext;

import io.stator.Anomaly;
import io.stator.engine.database.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/** A search in Lucene's classic syntax, checked; immutable. */
final class Search {
    /** The error code of a search that cannot be carried out. */
    static final String ERROR = "invalid-fulltext-search";

    private static final int CHECK_INTERVAL = 1_024;

    private final Query query;

    private Search(Query query) {
        this.query = query;
    }

    /**
     * Returns the search that a text means.
     *
     * @throws Anomaly.Incorrect when the text is not in Lucene's syntax, or asks for too much
     */
    static Search parse(String text) {
        if (text.length() > Limits.SEARCH_LENGTH_MAX) {
            throw Anomaly.incorrect(
                    ERROR,
                    "a search must have at most " + Limits.SEARCH_LENGTH_MAX + " characters: length=" + text.length());
        }
        if (text.isBlank()) {
            throw Anomaly.incorrect(ERROR, "a search must have a word at least: search=\"" + text + "\"");
        }
        Query query;
        try {
            query = new Parser().parse(text);
        } catch (ParseException | RuntimeException | StackOverflowError refused) {
            throw refusal(text, refused);
        }
        query.visit(new QueryVisitor() {
            @Override
            public boolean acceptField(String field) {
                if (!field.equals(Words.FIELD)) {
                    throw Anomaly.incorrect(
                            ERROR,
                            "a search must not name fields, put a backslash before the colon: field=" + field
                                    + ", search=\"" + text + "\"");
                }
                return true;
            }
        });
        return new Search(query);
    }

    private static Anomaly refusal(String text, Throwable refused) {
        Throwable reason = refused.getCause() == null ? refused : refused.getCause();
        String message = reason instanceof StackOverflowError || reason.getMessage() == null
                ? reason.getClass().getSimpleName()
                : reason.getMessage().lines().findFirst().orElse("");
        return Anomaly.incorrect(
                ERROR,
                "a search must be written in Lucene's syntax, with a backslash before special characters: search=\""
                        + text + "\", problem=" + message);
    }

    /** Returns the texts that match, in no order of note. */
    List<Hit> run(List<Layer> layers, Deadline deadline) throws IOException {
        if (layers.isEmpty()) {
            return List.of();
        }
        QueryTimeout timeout = () -> {
            deadline.check();
            return false;
        };
        IndexReader[] readers = new IndexReader[layers.size()];
        for (int i = 0; i < readers.length; i++) {
            DirectoryReader reader = layers.get(i).reader();
            readers[i] = ExitableDirectoryReader.wrap(reader, timeout);
        }
        // not closed: closing would close nothing, the layers live as long as something refers to them
        MultiReader all = new MultiReader(readers, false);
        IndexSearcher searcher = new IndexSearcher(all);
        searcher.setQueryCache(null);
        searcher.setTimeout(timeout);
        Hits hits = new Hits(layers, deadline);
        try {
            searcher.search(query, hits);
        } catch (IndexSearcher.TooManyClauses refused) {
            throw refusal(query.toString(Words.FIELD), refused);
        }
        return hits.found;
    }

    /** Lucene's classic syntax, in which terms that stand for many words are bounded. */
    private static final class Parser extends QueryParser {
        private final Expansion expansion = new Expansion(Limits.EXPANSIONS_MAX);

        Parser() {
            super(Words.FIELD, Words.ANALYZER);
            setMultiTermRewriteMethod(expansion);
            setDeterminizeWorkLimit(Limits.PATTERN_WORK_MAX);
        }

        @Override
        protected Query newFuzzyQuery(Term term, float similarity, int prefixLength) {
            FuzzyQuery plain = (FuzzyQuery) super.newFuzzyQuery(term, similarity, prefixLength);
            return new FuzzyQuery(
                    term,
                    plain.getMaxEdits(),
                    prefixLength,
                    FuzzyQuery.defaultMaxExpansions,
                    FuzzyQuery.defaultTranspositions,
                    expansion);
        }
    }

    /** Gathers all that match. */
    private static final class Hits extends SimpleCollector {
        private final List<Layer> layers;
        private final Deadline deadline;
        private final List<Hit> found = new ArrayList<>();
        private List<String> values = List.of();
        private @Nullable NumericDocValues ordinals;
        private @Nullable Scorable scorer;

        Hits(List<Layer> layers, Deadline deadline) {
            this.layers = layers;
            this.deadline = deadline;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            // every layer has one segment
            values = layers.get(context.ord).values();
            ordinals = DocValues.getNumeric(context.reader(), Layer.ORDINAL);
        }

        @Override
        public void setScorer(Scorable next) {
            scorer = next;
        }

        @Override
        public void collect(int document) throws IOException {
            if (found.size() % CHECK_INTERVAL == 0) {
                deadline.check();
            }
            if (ordinals == null || scorer == null || !ordinals.advanceExact(document)) {
                throw new IllegalStateException("a document must have its ordinal: document=" + document);
            }
            found.add(new Hit(values.get((int) ordinals.longValue()), scorer.score()));
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE;
        }
    }
}
