package io.stator.server;

import io.stator.client.wire.Dialect;
import io.stator.client.wire.Operation;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireLimits;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests whose arguments are of any kind are answered or refused, and none of them is the server's fault. */
final class RandomRequestsTest {
    private static final int REQUESTS = 3_000;

    private static final List<String> KEYS = List.of(
            "db-name",
            "database-id",
            "t",
            "next-t",
            "as-of",
            "since",
            "history",
            "next-token",
            "query",
            "args",
            "offset",
            "limit",
            "chunk",
            "timeout",
            "tx-id",
            "tx-data",
            "selector",
            "eid",
            "index",
            "start",
            "end",
            "reverse",
            "attrid",
            "e",
            "a",
            "v",
            "tx",
            "action",
            "io-context",
            "query-stats");

    private final Random random = new Random(Long.getLong("stator.seed", 1));

    /** Values that some argument may have, and others. */
    private List<Object> values() {
        Object database = Edn.read("{" + RequestProperties.context() + "}");
        List<Object> values = new ArrayList<>(Arrays.asList(
                null,
                true,
                false,
                0L,
                1L,
                -1L,
                5L,
                1L << 42,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1.5,
                Double.NaN,
                0.1f,
                "",
                "films",
                ":db/ident",
                "[:find ?e :where [?e :db/ident]]",
                "[",
                'a',
                new byte[] {1},
                Instant.EPOCH,
                Instant.MAX,
                new java.math.BigDecimal("1E+1000"),
                java.math.BigInteger.ONE.shiftLeft(100),
                Keyword.of("db", "ident"),
                Keyword.of("eavt"),
                Keyword.of("aevt"),
                Keyword.of("avet"),
                Keyword.of("vaet"),
                Keyword.of("upgrade-schema"),
                java.util.UUID.randomUUID(),
                database,
                List.of(database),
                List.of(database, 1L)));
        for (String edn : List.of(
                "[]",
                "{}",
                "#{}",
                "()",
                "[*]",
                "[:db/ident]",
                "[:db/ident :db/doc]",
                "[{:db/ident \"a\"}]",
                "[[:db/add \"a\" :db/doc \"b\"]]",
                "[[:db/add 1 2 3]]",
                "[[nil]]",
                "[nil]",
                "[:db/id nil]",
                "[:find ?e :where [?e :db/ident]]",
                "[:find ?e . :in $ :where [?e :db/doc]]",
                "[:find (pull ?e [*]) :where [?e :db/ident :db/doc]]",
                "{:find [?x] :in [$ ?x]}",
                "[:find ?x :in $ [?x ...]]",
                "[[:db/ident :db/doc]]",
                "[\"*\"]",
                "[(limit :db/ident 1)]",
                "[{:db/ident ...}]",
                "{:database-id \"x\"}",
                "#t 5",
                "[[[[[[[[[[]]]]]]]]]]")) {
            values.add(Edn.read(edn));
        }
        return values;
    }

    @Test
    void noRequestIsTheServersFault() {
        List<Object> values = values();
        Object context = Edn.read("{" + RequestProperties.context() + "}");
        for (int i = 0; i < REQUESTS; i++) {
            Map<Object, Object> request = new LinkedHashMap<>();
            request.put(Keyword.of("op"), Operation.values()[random.nextInt(Operation.values().length)].keyword());
            if (random.nextInt(4) > 0) {
                request.putAll((Map<?, ?>) context);
            }
            for (int argument = random.nextInt(8); argument > 0; argument--) {
                Object value = values.get(random.nextInt(values.size()));
                boolean inVector = random.nextInt(8) == 0;
                request.put(
                        Keyword.of(KEYS.get(random.nextInt(KEYS.size()))),
                        inVector ? EdnVector.of(value, value) : value);
            }
            try {
                RequestProperties.check(Transit.write(request, Dialect.STATOR, WireLimits.ofAnswers()));
            } catch (AssertionError failed) {
                throw new AssertionError("request " + Edn.describe(request), failed);
            }
        }
    }
}
