/** Runs queries: relations in columns, joins, index access, rules. */
@NullMarked
package io.stator.engine.query.run;

import org.jspecify.annotations.NullMarked;
