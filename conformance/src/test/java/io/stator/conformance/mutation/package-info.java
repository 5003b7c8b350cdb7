/** Makes small changes to the main sources at random and asks whether a test notices. */
@NullMarked
package io.stator.conformance.mutation;

import org.jspecify.annotations.NullMarked;
