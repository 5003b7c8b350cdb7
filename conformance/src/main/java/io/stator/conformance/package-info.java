/** The harness that runs behaviour files on every implementation. */
@NullMarked
package io.stator.conformance;

import org.jspecify.annotations.NullMarked;
