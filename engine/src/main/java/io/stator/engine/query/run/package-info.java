/** Runs plans over data: the order of clauses, access to indexes, calls, recursion. */
@NullMarked
package io.stator.engine.query.run;

import org.jspecify.annotations.NullMarked;
