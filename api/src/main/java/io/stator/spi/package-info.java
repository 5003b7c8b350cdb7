/** What an implementation of the client registers so that the entry points find it. */
@NullMarked
package io.stator.spi;

import org.jspecify.annotations.NullMarked;
