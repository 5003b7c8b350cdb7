/** The client of a system that a server has open: the whole API over HTTP. */
@NullMarked
package io.stator.client;

import org.jspecify.annotations.NullMarked;
