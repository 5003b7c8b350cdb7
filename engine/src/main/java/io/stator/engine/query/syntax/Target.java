package io.stator.engine.query.syntax;

/** What may stand in a binding form: a variable, or a placeholder that takes no value. */
public sealed interface Target extends Term permits Variable, Placeholder {}
