/** What an implementation of the API builds on; not for application code. */
@NullMarked
package io.stator.spi;

import org.jspecify.annotations.NullMarked;
