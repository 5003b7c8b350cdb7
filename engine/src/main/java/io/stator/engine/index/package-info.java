/** Persistent, counted trees of datoms. */
@NullMarked
package io.stator.engine.index;

import org.jspecify.annotations.NullMarked;
