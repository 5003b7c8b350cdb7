package io.stator.engine.query.syntax;

/** What a function is called with: a variable, a value, a data source, an input without question mark, or the result of another call. */
public sealed interface Argument permits Variable, Constant, SourceVariable, InputName, Call {}
