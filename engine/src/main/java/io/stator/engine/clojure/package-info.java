/** The bridge to functions of Clojure; it names nothing of the engine but the bridge that it is. */
@NullMarked
package io.stator.engine.clojure;

import org.jspecify.annotations.NullMarked;
