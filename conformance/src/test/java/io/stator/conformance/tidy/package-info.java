/** Checks that read the whole source tree: lengths, banned calls and the arrows between packages. */
@NullMarked
package io.stator.conformance.tidy;

import org.jspecify.annotations.NullMarked;
