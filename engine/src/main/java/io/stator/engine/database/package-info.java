/** A database as a value: filters in time, access to datoms, counts. */
@NullMarked
package io.stator.engine.database;

import org.jspecify.annotations.NullMarked;
