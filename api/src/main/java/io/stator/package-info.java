/** The API of Stator: open a client, connect to a database, transact, query, pull, look into the past. */
@NullMarked
package io.stator;

import org.jspecify.annotations.NullMarked;
