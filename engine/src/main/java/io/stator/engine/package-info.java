/** The embedded client: the only place with threads, locks, time and lifecycle. */
@NullMarked
package io.stator.engine;

import org.jspecify.annotations.NullMarked;
