/** Simulated threads, clocks and machines: all that happens in one order, which a seed chooses. */
@NullMarked
package io.stator.simulation;

import org.jspecify.annotations.NullMarked;
