/** Serves a system of databases to clients over the network. */
@NullMarked
package io.stator.server;

import org.jspecify.annotations.NullMarked;
