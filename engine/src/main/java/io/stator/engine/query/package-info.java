/** Datalog queries: parsed, planned and run over a database value. */
@NullMarked
package io.stator.engine.query;

import org.jspecify.annotations.NullMarked;
