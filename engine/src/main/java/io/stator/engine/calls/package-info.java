/** Calls on their way: what becomes of them, the threads they run in, and those in which futures are completed. */
@NullMarked
package io.stator.engine.calls;

import org.jspecify.annotations.NullMarked;
