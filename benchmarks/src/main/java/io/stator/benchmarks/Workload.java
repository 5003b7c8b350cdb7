package io.stator.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The transactions of one side of {@link TransactionRates}. */
final class Workload {
    /** How many values an entity has, and datoms. */
    static final int ATTRIBUTES = 10;

    private static final int TRANSACTIONS = 20_000;
    private static final int REPLACEMENTS = 10_000;
    private static final int UNDER_WAY = 64;
    private static final int LARGE = 10_000;
    private static final int LARGE_VALUES = 9;
    private static final int LARGE_TRANSACTIONS = 3;
    private static final long STRIDE = 7919;
    private static final int VALUES = 1_000_000;

    private final Contender contender;
    private final Object[] attributes = new Object[ATTRIBUTES];
    private final Object id;
    private final AtomicLong keys = new AtomicLong();
    private final long[] entities = new long[1000];
    private long replaced;

    Workload(Contender contender) {
        this.contender = contender;
        this.id = contender.keyword(":db/id");
        StringBuilder schema = new StringBuilder("[");
        for (int i = 0; i < ATTRIBUTES; i++) {
            attributes[i] = contender.keyword(":p/a" + i);
            schema.append("{:db/ident :p/a").append(i).append(" :db/cardinality :db.cardinality/one");
            schema.append(i == 0 ? " :db/unique :db.unique/identity" : "");
            schema.append(" :db/valueType :db.type/").append(i % 2 == 0 ? "string}" : "long}");
        }
        contender.transactText(schema.append("]").toString());
        List<Object> forms = new ArrayList<>();
        for (int i = 0; i < entities.length; i++) {
            forms.add(contender.map(id, "t" + i, attributes[0], key(keys.getAndIncrement()), attributes[1], 0L));
        }
        Map<?, ?> tempids = contender.transact(forms);
        for (int i = 0; i < entities.length; i++) {
            entities[i] = tempids.get("t" + i) instanceof Long entity ? entity : 0;
        }
    }

    private static String key(long number) {
        return "key" + number;
    }

    private Object value(int attribute, long seed) {
        long number = Math.floorMod((seed * ATTRIBUTES + attribute) * 0x9E3779B97F4A7C15L, VALUES);
        return attribute % 2 == 0 ? "value " + number : (Object) number;
    }

    private Object map(long key, int values, long seed) {
        Object[] all = new Object[2 * values];
        all[0] = attributes[0];
        all[1] = key(key);
        for (int i = 1; i < values; i++) {
            all[2 * i] = attributes[i];
            all[2 * i + 1] = value(i, seed);
        }
        return contender.map(all);
    }

    List<Object> entity() {
        return entity(ATTRIBUTES);
    }

    List<Object> entity(int values) {
        long key = keys.getAndIncrement();
        return List.of(map(key, values, key));
    }

    List<Object> replacementById() {
        Object entity = entities[(int) (replaced++ % entities.length)];
        return List.of(contender.map(id, entity, attributes[1], replaced));
    }

    List<Object> replacementByKey() {
        Object key = key(replaced++ % entities.length);
        return List.of(contender.map(attributes[0], key, attributes[1], replaced));
    }

    List<Object> replacementOfNine() {
        long key = entities.length + replaced++ * STRIDE % TRANSACTIONS;
        return List.of(map(key, ATTRIBUTES, -replaced));
    }

    double rate(IntConsumer call) {
        long start = System.nanoTime();
        for (int i = 0; i < TRANSACTIONS; i++) {
            call.accept(i);
        }
        return Measure.rate(TRANSACTIONS, start);
    }

    /** Returns the rate of transactions of which some are always under way. */
    double pipelined(Supplier<List<Object>> forms) throws InterruptedException, ExecutionException {
        Deque<Future<?>> underWay = new ArrayDeque<>();
        long start = System.nanoTime();
        for (int i = 0; i < REPLACEMENTS; i++) {
            underWay.add(contender.transactAsync(forms.get()));
            if (underWay.size() == UNDER_WAY) {
                underWay.remove().get();
            }
        }
        while (!underWay.isEmpty()) {
            underWay.remove().get();
        }
        return Measure.rate(REPLACEMENTS, start);
    }

    /** Returns the rate of datoms of large transactions, made beforehand. */
    double large() throws InterruptedException, ExecutionException {
        List<List<Object>> transactions = new ArrayList<>();
        for (int i = 0; i < LARGE_TRANSACTIONS; i++) {
            List<Object> forms = new ArrayList<>(LARGE);
            for (int j = 0; j < LARGE; j++) {
                long key = keys.getAndIncrement();
                forms.add(map(key, LARGE_VALUES, key));
            }
            transactions.add(forms);
        }
        Deque<Future<?>> underWay = new ArrayDeque<>();
        long start = System.nanoTime();
        for (List<Object> forms : transactions) {
            underWay.add(contender.transactAsync(forms));
        }
        while (!underWay.isEmpty()) {
            underWay.remove().get();
        }
        return Measure.rate((long) LARGE * LARGE_VALUES * LARGE_TRANSACTIONS, start);
    }

    /** Returns the rate of callers who wait for each of their transactions. */
    double concurrent(int callers, int values, double seconds) throws InterruptedException {
        return Measure.concurrent(callers, seconds, number -> contender.transact(entity(values)));
    }
}
