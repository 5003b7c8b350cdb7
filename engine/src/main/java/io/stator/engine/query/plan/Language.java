package io.stator.engine.query.plan;

import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import java.util.Map;

/**
 * What names in clauses mean.
 *
 * @param rules the rules
 * @param graph which of them call which
 * @param sources the numbers of the sources
 * @param functions the functions
 */
record Language(RuleSet rules, RuleGraph graph, Map<SourceVariable, Integer> sources, FunctionRegistry functions) {}
