/** Relations in columns, joined by hashing; they know neither clauses nor databases. */
@NullMarked
package io.stator.engine.query.relation;

import org.jspecify.annotations.NullMarked;
