/** Two implementations of transactions, given the same random schemas and transactions, and compared after each. */
@NullMarked
package io.stator.engine.duel;

import org.jspecify.annotations.NullMarked;
