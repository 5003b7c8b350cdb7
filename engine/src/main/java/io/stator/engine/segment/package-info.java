/** Stored parts of indexes: many facts as columns, their directories, and the bytes of both. */
@NullMarked
package io.stator.engine.segment;

import org.jspecify.annotations.NullMarked;
