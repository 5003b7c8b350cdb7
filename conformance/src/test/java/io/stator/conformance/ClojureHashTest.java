package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import io.stator.Client;
import io.stator.Database;
import io.stator.Stator;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The functions {@code hash} and {@code compare} of queries beside those of Clojure. */
final class ClojureHashTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int VALUES = 3_000;

    private static Object random(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 9 : 12)) {
            case 0 -> random.nextLong();
            case 1 -> (long) random.nextInt(-3, 3);
            case 2 -> random.nextInt(-3, 3) / 2.0;
            case 3 -> BigDecimal.valueOf(random.nextInt(-500, 500), random.nextInt(4));
            case 4 -> BigInteger.valueOf(random.nextLong()).multiply(BigInteger.valueOf(random.nextInt(3)));
            case 5 -> text(random);
            case 6 -> Keyword.of(random.nextBoolean() ? null : "n" + text(random), "k" + text(random));
            case 7 -> Symbol.of(random.nextBoolean() ? null : "n" + text(random), "s" + text(random));
            case 8 -> new UUID(random.nextLong(), random.nextLong());
            case 9 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random(random, depth - 1));
                }
                yield list;
            }
            case 10 -> {
                Set<Object> set = new LinkedHashSet<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    set.add(text(random) + i);
                }
                yield set;
            }
            default -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("key" + i, random(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append((char) random.nextInt('a', 'z'));
        }
        return random.nextInt(5) == 0 ? text.append("äß\u4e2d").toString() : text.toString();
    }

    @Test
    void hashesAndOrderAreThoseOfClojure() {
        IFn hash = Clojure.var("clojure.core", "hash");
        IFn compare = Clojure.var("clojure.core", "compare");
        SplittableRandom random = new SplittableRandom(SEED);
        try (Client client = Stator.inMemory()) {
            client.createDatabase("d");
            Database db = client.connect("d").db();
            for (int i = 0; i < VALUES; i++) {
                Object value = random(random, 2);
                Object clojure = ClojureData.toClojure(value, other -> other);
                Object hashed = db.q("[:find ?h . :in $ ?x :where [(hash ?x) ?h]]", value);
                assertThat(hashed)
                        .as("hash of %s, seed %s", value, SEED)
                        .isEqualTo(((Number) hash.invoke(clojure)).longValue());
                String other = text(random);
                Object order = db.q("[:find ?o . :in $ ?x ?y :where [(compare ?x ?y) ?o]]", text(random), other);
                assertThat(order).isInstanceOf(Long.class);
                String left = text(random);
                assertThat((Object) db.q("[:find ?o . :in $ ?x ?y :where [(compare ?x ?y) ?o]]", left, other))
                        .as("%s %s", left, other)
                        .isEqualTo(((Number) compare.invoke(left, other)).longValue());
            }
        }
    }
}
