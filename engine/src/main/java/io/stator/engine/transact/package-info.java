/** Transactions as a pure function from a database and tx-data to a result or an anomaly. */
@NullMarked
package io.stator.engine.transact;

import org.jspecify.annotations.NullMarked;
