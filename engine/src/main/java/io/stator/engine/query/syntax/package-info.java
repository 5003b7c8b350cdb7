/** The syntax tree of queries and rules, and the parser that makes it from forms. */
@NullMarked
package io.stator.engine.query.syntax;

import org.jspecify.annotations.NullMarked;
