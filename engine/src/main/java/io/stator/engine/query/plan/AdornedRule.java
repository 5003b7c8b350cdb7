package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import java.util.BitSet;

/**
 * A rule with a binding pattern: it is called on some default source with some of its arguments known.
 *
 * @param rule its name
 * @param source the number of the source
 * @param bound the parameters, by number, whose arguments are known
 */
public record AdornedRule(Symbol rule, int source, BitSet bound) {}
