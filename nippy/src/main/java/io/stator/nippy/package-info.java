/** The Nippy wire format: rich values as bytes that Clojure programs read, and their bytes as values. */
@NullMarked
package io.stator.nippy;

import org.jspecify.annotations.NullMarked;
