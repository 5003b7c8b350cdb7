/** Tests of what programs of Clojure see. */
@NullMarked
package io.stator.clojure;

import org.jspecify.annotations.NullMarked;
