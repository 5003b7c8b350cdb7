package io.stator.storage.dynamodb.cluster;

import io.stator.storage.dynamodb.SmallItems;
import java.util.SplittableRandom;

/**
 * How a simulation goes, by chance.
 *
 * @param works how many transactions clients want
 * @param submitters how many threads of a writer want them
 * @param readers how many machines only read
 * @param liveFacts how many facts may be in memory alone
 * @param faults how many requests come to grief in bad weather
 * @param preemption how often a thread loses its turn where it takes a lock
 * @param evils how many evils befall the machines
 * @param repeats whether the clients of DynamoDB make calls again by themselves
 * @param itemBytes how many bytes an item holds, of which more are put in parts
 * @param kinds how many kinds of transactions there are
 * @param sidelines whether other databases are made and deleted
 */
record Settings(
        int works,
        int submitters,
        int readers,
        long liveFacts,
        double faults,
        double preemption,
        int evils,
        boolean repeats,
        int itemBytes,
        int kinds,
        boolean sidelines) {
    private static final long[] LIVE = {16, 60, 200, Long.MAX_VALUE};
    private static final double[] FAULTS = {0, 0.02, 0.1, 0.3};
    private static final double[] PREEMPTION = {0, 0, 0.01, 0.1};

    private static final int[] ITEM_BYTES = {SmallItems.BYTES_MAX, SmallItems.BYTES_MAX, 2_000, 400};

    static Settings of(SplittableRandom random) {
        return new Settings(
                8 + random.nextInt(24),
                1 + random.nextInt(3),
                random.nextInt(3),
                LIVE[random.nextInt(LIVE.length)],
                FAULTS[random.nextInt(FAULTS.length)],
                PREEMPTION[random.nextInt(PREEMPTION.length)],
                random.nextInt(8),
                random.nextBoolean(),
                ITEM_BYTES[random.nextInt(ITEM_BYTES.length)],
                Work.Kind.values().length - (random.nextBoolean() ? Work.KINDS_OF_SECRETS : 0),
                random.nextInt(3) == 0);
    }
}
