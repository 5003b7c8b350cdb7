/** What attributes there are. */
@NullMarked
package io.stator.engine.schema;

import org.jspecify.annotations.NullMarked;
