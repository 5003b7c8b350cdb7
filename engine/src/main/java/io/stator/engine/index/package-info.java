/** The four sorted orders of datoms as persistent trees with counts. */
@NullMarked
package io.stator.engine.index;

import org.jspecify.annotations.NullMarked;
