package io.stator.engine.query.syntax;

/** What may stand in a position of a data pattern or rule call. */
public sealed interface Term permits Constant, Target {}
