/** What a query may need of time and memory, and who counts it. */
@NullMarked
package io.stator.engine.query.limit;

import org.jspecify.annotations.NullMarked;
