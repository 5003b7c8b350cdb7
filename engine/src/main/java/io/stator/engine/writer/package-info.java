/** The one writer of a database: transactions on their way, their batches, and the threads that answer. */
@NullMarked
package io.stator.engine.writer;

import org.jspecify.annotations.NullMarked;
