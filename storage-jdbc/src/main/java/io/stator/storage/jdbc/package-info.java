/** Storage in a relational database through JDBC; SQLite in one local file is the one there is. */
@NullMarked
package io.stator.storage.jdbc;

import org.jspecify.annotations.NullMarked;
