package io.stator.engine.query;

import io.stator.edn.Edn;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.RandomClauses.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A query written at random, with its inputs.
 *
 * @param text the query
 * @param inputs its arguments
 */
record RandomQuery(String text, List<Object> inputs) {
    private static final int CLAUSES_MAX = 4;
    private static final int FILTERS_MAX = 3;

    /** Returns a query over a database, or over two views of it. */
    static RandomQuery over(DatabaseValue database, SplittableRandom random) {
        DatabaseValue view = RandomDatabase.view(database, random);
        RandomClauses write = new RandomClauses(random, view.isHistory(), view == database);
        List<Object> inputs = new ArrayList<>(List.of(view, RandomClauses.RULES));
        StringBuilder in = new StringBuilder("$ %");
        inputs(write, in, inputs);
        List<String> clauses = new ArrayList<>();
        int bindings = 1 + random.nextInt(CLAUSES_MAX);
        for (int i = 0; i < bindings; i++) {
            clauses.add(write.binding(0));
        }
        int filters = random.nextInt(FILTERS_MAX);
        for (int i = 0; i < filters; i++) {
            String filter = write.filter(0);
            if (filter != null) {
                clauses.add(filter);
            }
        }
        if (write.chance(40)) {
            clauses.addAll(write.failing());
        }
        if (write.chance(15) && !write.variables(Kind.ENTITY).isEmpty()) {
            in.append(" $past");
            inputs.add(database.asOf(database.basisT() - 1));
            String entity = write.pick(write.variables(Kind.ENTITY));
            clauses.add(
                    write.chance(50)
                            ? "[$past " + entity + " :p/age " + write.variable(Kind.LONG) + "]"
                            : "($past not [" + entity + " :p/friend _])");
        }
        if (write.chance(10)) {
            in.append(" $rows");
            inputs.add(Edn.read("[[\"Ann\" 1] [\"Bob\" 2] [\"A\" 1] [\"Ann\" 3]]"));
            clauses.add(
                    write.chance(70)
                            ? "[$rows " + write.variable(Kind.STRING) + " " + write.variable(Kind.LONG) + "]"
                            : "[$rows _ " + write.variable(Kind.LONG) + "]");
        }
        Collections.shuffle(clauses, new Random(random.nextLong()));
        String text = "[:find " + find(write, random) + " :in " + in + " :where " + String.join("\n ", clauses) + "]";
        return new RandomQuery(text, inputs);
    }

    private static void inputs(RandomClauses write, StringBuilder in, List<Object> inputs) {
        if (write.chance(15)) {
            in.append(' ').append(write.fresh(Kind.LONG));
            inputs.add(Edn.read(write.constant(Kind.LONG)));
        }
        if (write.chance(15)) {
            in.append(" [").append(write.fresh(Kind.STRING)).append(" ...]");
            inputs.add(Edn.read("[" + write.constant(Kind.STRING) + " " + write.constant(Kind.STRING) + "]"));
        }
        if (write.chance(10)) {
            in.append(" [[").append(write.fresh(Kind.STRING)).append(' ');
            in.append(write.fresh(Kind.LONG)).append("]]");
            inputs.add(Edn.read("[[\"Ann\" 1] [\"Bob\" 2] [\"A\" 1] [\"Ann\" 3]]"));
        }
        if (write.chance(12)) {
            String named = write.constant(Kind.ENTITY);
            in.append(' ').append(write.fresh(Kind.ENTITY));
            inputs.add(Edn.read(named));
        }
        if (write.chance(12)) {
            in.append(" [").append(write.fresh(Kind.ATTRIBUTE)).append(" ...]");
            inputs.add(Edn.read("[:p/word :p/best " + (write.chance(50) ? ":p/color :p/friend]" : "]")));
        }
        if (write.chance(10)) {
            in.append(" [").append(write.fresh(Kind.LONG)).append(" _]");
            inputs.add(Edn.read("[2 3]"));
        }
    }

    private static String find(RandomClauses write, SplittableRandom random) {
        List<String> variables = new ArrayList<>(write.variables());
        if (variables.isEmpty()) {
            return "?nothing";
        }
        Collections.shuffle(variables, new Random(random.nextLong()));
        List<String> chosen = variables.subList(0, 1 + random.nextInt(variables.size()));
        if (random.nextInt(4) > 0) {
            return String.join(" ", chosen);
        }
        List<String> longs = new ArrayList<>(write.variables(Kind.LONG));
        String last = chosen.get(chosen.size() - 1);
        String aggregate = longs.isEmpty() || random.nextBoolean()
                ? "(" + write.pick(List.of("count", "count-distinct", "min", "max", "distinct")) + " " + last + ")"
                : "(" + write.pick(List.of("sum", "avg", "median", "min 2", "max 2")) + " " + write.pick(longs) + ")";
        String plain = String.join(" ", chosen.subList(0, chosen.size() - 1));
        String with = random.nextBoolean() ? "" : " :with " + String.join(" ", variables);
        return plain + " " + aggregate + with;
    }
}
