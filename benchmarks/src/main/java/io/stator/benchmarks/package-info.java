/** Benchmarks, and comparisons with other databases. */
@NullMarked
package io.stator.benchmarks;

import org.jspecify.annotations.NullMarked;
