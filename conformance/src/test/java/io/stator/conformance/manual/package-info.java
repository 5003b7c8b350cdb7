/** Runs what the manual says. */
@NullMarked
package io.stator.conformance.manual;

import org.jspecify.annotations.NullMarked;
