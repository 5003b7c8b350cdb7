package io.stator.fulltext;

import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/** How a text is taken apart into words: at the boundaries of Unicode, in lower case, without those that say nothing. */
final class Words {
    /** The name of the one field of a document. */
    static final String FIELD = "text";

    /** The English words that are not searched for, those that Lucene has always left out. */
    private static final List<String> STOP_WORDS = List.of(
            "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not",
            "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was",
            "will", "with");

    /** The analyser of values and searches; thread-safe. */
    static final Analyzer ANALYZER = new StandardAnalyzer(new CharArraySet(STOP_WORDS, true));

    private Words() {}
}
