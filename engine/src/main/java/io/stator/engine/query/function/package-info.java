/** The functions, predicates and aggregates of queries. */
@NullMarked
package io.stator.engine.query.function;

import org.jspecify.annotations.NullMarked;
