package io.stator.engine.database;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The transactions every database begins with, read once from a resource. */
public final class Bootstrap {
    /** The t of the last of them. */
    public static final long LAST_T = 5;

    private static final String RESOURCE = "bootstrap.edn";
    private static final List<List<Fact>> READ = read();
    private static final List<List<Fact>> TRANSACTIONS = READ.subList(0, (int) LAST_T + 1);
    private static final List<Fact> UNTOLD = READ.get((int) LAST_T + 1);
    private static final Counters COUNTERS =
            new Counters(LAST_T, SystemIds.FIRST_USER_ATTRIBUTE, SystemIds.FIRST_USER_ATTRIBUTE, 0);
    private static final DatabaseValue VALUE = build();

    private Bootstrap() {}

    /** Returns the facts of each transaction, by t. */
    public static List<List<Fact>> transactions() {
        return TRANSACTIONS;
    }

    /** Returns the facts of t 0 that are in no transaction of the log. */
    public static List<Fact> untold() {
        return UNTOLD;
    }

    /** Returns a new, empty database. */
    public static DatabaseValue database(String id, String name) {
        return VALUE.renamed(id, name);
    }

    private static DatabaseValue build() {
        Replay replay = Replay.ofNothing();
        replay.add(UNTOLD, COUNTERS);
        for (List<Fact> facts : TRANSACTIONS) {
            replay.add(facts, COUNTERS);
        }
        return replay.finish("", "");
    }

    private static List<List<Fact>> read() {
        List<Object> forms;
        try (InputStream in = Bootstrap.class.getResourceAsStream(RESOURCE)) {
            byte[] bytes = Objects.requireNonNull(in, RESOURCE).readAllBytes();
            forms = Edn.readAll(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Map<Keyword, Integer> idents = new HashMap<>();
        forms.forEach(form -> rows(form).forEach(row -> {
            if (row.get(1).equals(Keyword.of("db", "ident"))) {
                idents.put((Keyword) row.get(2), ((Long) row.get(0)).intValue());
            }
        }));
        List<List<Fact>> transactions = new ArrayList<>();
        for (Object form : forms) {
            long t = transactions.size() <= LAST_T ? transactions.size() : 0;
            transactions.add(
                    rows(form).stream().map(row -> fact(row, t, idents)).toList());
        }
        return List.copyOf(transactions);
    }

    @SuppressWarnings("unchecked")
    private static List<List<Object>> rows(Object form) {
        Object facts = ((Map<?, ?>) form).get(Keyword.of("facts"));
        return (List<List<Object>>) Objects.requireNonNull(facts, "facts");
    }

    private static Fact fact(List<Object> row, long t, Map<Keyword, Integer> idents) {
        int a = Objects.requireNonNull(idents.get((Keyword) row.get(1)), row::toString);
        Object v = row.get(2);
        boolean reference = switch (a) {
            case SystemIds.INSTALL_PARTITION,
                    SystemIds.INSTALL_VALUE_TYPE,
                    SystemIds.INSTALL_ATTRIBUTE,
                    SystemIds.VALUE_TYPE,
                    SystemIds.CARDINALITY,
                    SystemIds.UNIQUE -> true;
            default -> false;
        };
        Object value = reference
                ? (Object) Objects.requireNonNull(idents.get((Keyword) v), row::toString)
                        .longValue()
                : v;
        return Fact.of((Long) row.get(0), a, value, t, true);
    }
}
