/** Where a system keeps its bytes: a log, immutable segments and roots. Nothing here knows what the bytes mean. */
@NullMarked
package io.stator.engine.storage;

import org.jspecify.annotations.NullMarked;
