package io.stator.fulltext;

import io.stator.Anomaly;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.AttributeSource;

/**
 * Replaces a term that stands for many words by all of them, which count the same, or refuses when they are too many. No
 * word is left out, as Lucene would do for similar ones.
 */
final class Expansion extends MultiTermQuery.RewriteMethod {
    private final int expansionsMax;

    Expansion(int expansionsMax) {
        this.expansionsMax = expansionsMax;
    }

    @Override
    public Query rewrite(IndexReader reader, MultiTermQuery query) throws IOException {
        Terms terms = MultiTerms.getTerms(reader, query.getField());
        if (terms != null) {
            TermsEnum matching = getTermsEnum(query, terms, new AttributeSource());
            int count = 0;
            while (matching.next() != null) {
                if (++count > expansionsMax) {
                    throw Anomaly.incorrect(
                            Search.ERROR,
                            "a term of a search must stand for at most " + expansionsMax
                                    + " words, make it longer: term=" + query.toString(Words.FIELD));
                }
            }
        }
        return MultiTermQuery.CONSTANT_SCORE_REWRITE.rewrite(reader, query);
    }
}
