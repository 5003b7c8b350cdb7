/** Queries and rules made ready to run: what does not depend on data. */
@NullMarked
package io.stator.engine.query.plan;

import org.jspecify.annotations.NullMarked;
