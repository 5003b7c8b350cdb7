/** Pull patterns: parsed, and applied to entities of a database value. */
@NullMarked
package io.stator.engine.pull;

import org.jspecify.annotations.NullMarked;
