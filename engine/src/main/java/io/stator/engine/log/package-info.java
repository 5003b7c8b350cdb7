/** Log records: the datoms of a group of transactions as bytes. */
@NullMarked
package io.stator.engine.log;

import org.jspecify.annotations.NullMarked;
