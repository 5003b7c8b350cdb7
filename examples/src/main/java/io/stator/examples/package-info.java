/** Small programs that show one thing each. */
@NullMarked
package io.stator.examples;

import org.jspecify.annotations.NullMarked;
