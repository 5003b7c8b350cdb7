/** The database as a value. */
@NullMarked
package io.stator.engine.database;

import org.jspecify.annotations.NullMarked;
