package io.stator.engine.query.plan;

import java.util.BitSet;

/**
 * A rule with a binding pattern: it is called on some default source with some of its arguments known.
 *
 * @param rule which one, and which of its parameters are one
 * @param source the number of the source
 * @param bound the parameters, by number, whose arguments are known
 */
public record AdornedRule(CalledRule rule, int source, BitSet bound) {}
