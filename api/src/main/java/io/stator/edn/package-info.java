/** EDN: its values, a reader and a printer. */
@NullMarked
package io.stator.edn;

import org.jspecify.annotations.NullMarked;
