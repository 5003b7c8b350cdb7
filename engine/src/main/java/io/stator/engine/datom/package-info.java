/** Datoms, the values in them, their order and their encoding. */
@NullMarked
package io.stator.engine.datom;

import org.jspecify.annotations.NullMarked;
