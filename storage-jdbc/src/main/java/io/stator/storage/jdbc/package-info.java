/** Storage in an SQLite file. */
@NullMarked
package io.stator.storage.jdbc;

import org.jspecify.annotations.NullMarked;
