/** Datoms, their values, their bytes, and the orders in which they are kept. */
@NullMarked
package io.stator.engine.datom;

import org.jspecify.annotations.NullMarked;
