/** Full-text search in queries: the function {@code fulltext}, with Lucene. */
@NullMarked
package io.stator.fulltext;

import org.jspecify.annotations.NullMarked;
