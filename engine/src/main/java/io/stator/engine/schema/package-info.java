/** Attributes and idents, and the schema every database begins with. */
@NullMarked
package io.stator.engine.schema;

import org.jspecify.annotations.NullMarked;
