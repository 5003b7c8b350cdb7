/** Copies of systems and databases from one storage to another, above what storage promises and nothing else. */
@NullMarked
package io.stator.engine.copies;

import org.jspecify.annotations.NullMarked;
