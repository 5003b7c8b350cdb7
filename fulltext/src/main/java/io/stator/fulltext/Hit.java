package io.stator.fulltext;

/**
 * A value that a search has found.
 *
 * @param score how well it matches, by Lucene's BM25
 */
record Hit(String value, float score) {}
