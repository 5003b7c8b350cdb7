package io.stator.benchmarks;

import io.stator.Anomaly;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that asks at a rate, whatever it is answered, and goes on when the server comes back; it asks again for a transaction of which it does not know the end. */
final class OverloadClient implements Runnable {
    static final int WRITE_EVERY = 10;

    private static final long PAUSE_NANOS = 20_000_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final int ENTITIES = 10_000;
    private static final Keyword ID = Keyword.of("item", "id");
    private static final Keyword NAME = Keyword.of("item", "name");
    private static final Object PATTERN = Objects.requireNonNull(Edn.read(ServedDatabase.PATTERN));

    private final Callable<WireLoad> connect;
    private final AtomicBoolean down;
    private final long first;
    private final double rate;
    private final long end;

    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long sent;
    private long busy;
    private long broken;
    private @Nullable WireLoad load;
    private @Nullable WireDatabase wire;
    private @Nullable WireRequest unknown;
    private long unknownId;

    /**
     * Creates one.
     *
     * @param down whether the server is known to be down
     * @param first the number of the first entity it writes
     * @param rate how many requests a second; 0 for as fast as they are answered
     */
    OverloadClient(Callable<WireLoad> connect, AtomicBoolean down, long first, double rate, long end) {
        this.connect = connect;
        this.down = down;
        this.first = first;
        this.rate = rate;
        this.end = end;
    }

    /** Returns how long each accepted request took. */
    List<Long> latencies() {
        return latencies;
    }

    /** Returns the numbers of the entities that were acknowledged. */
    List<Long> acknowledged() {
        return acknowledged;
    }

    /** Returns what went wrong. */
    List<String> failures() {
        return failures;
    }

    long sent() {
        return sent;
    }

    long busy() {
        return busy;
    }

    long broken() {
        return broken;
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        for (long number = 0; System.nanoTime() < end || unknown != null; number++) {
            if (System.nanoTime() > end + PATIENCE_NANOS) {
                failures.add("a transaction has no answer");
                return;
            }
            if (rate > 0) {
                next = Math.max(next + (long) (1e9 / rate), System.nanoTime() - PAUSE_NANOS);
                LockSupport.parkNanos(next - System.nanoTime());
            }
            step(number);
        }
        disconnect();
    }

    private void step(long number) {
        boolean wasDown = down.get();
        try {
            if (load == null) {
                load = connect.call();
                wire = load.database(ServedDatabase.NAME);
            }
            one(load, Objects.requireNonNull(wire), number);
        } catch (Anomaly.Busy refused) {
            busy++;
            disconnect();
        } catch (IOException lost) {
            boolean connected = load != null;
            disconnect();
            if (wasDown || down.get()) {
                broken += connected ? 1 : 0;
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                failures.add(lost.toString());
            }
        } catch (Exception failure) {
            failures.add(failure.toString());
            disconnect();
        }
    }

    private void one(WireLoad over, WireDatabase database, long number) throws IOException {
        boolean write = unknown != null || number % WRITE_EVERY == 0;
        if (write && unknown == null) {
            unknownId = first + number;
            unknown = WireRequest.of(Operation.TRANSACT, database)
                    .with(WireKeys.TX_ID, UUID.randomUUID())
                    .with(WireKeys.TX_DATA, List.of(Map.of(ID, unknownId, NAME, "item " + unknownId)));
        }
        WireRequest request = write
                ? Objects.requireNonNull(unknown)
                : WireRequest.of(Operation.PULL, database)
                        .with(WireKeys.SELECTOR, PATTERN)
                        .with(WireKeys.EID, List.of(ID, number * 7919 % ENTITIES));
        sent++;
        long start = System.nanoTime();
        WireLoad.Answer answer = over.ask(request);
        if (answer.value() instanceof Map<?, ?> map && WireAnomalies.isAnomaly(map)) {
            Anomaly anomaly = WireAnomalies.read(map);
            if (anomaly instanceof Anomaly.Busy) {
                busy++;
            } else {
                failures.add(anomaly.toString());
                unknown = write ? null : unknown;
            }
            return;
        }
        latencies.add(System.nanoTime() - start);
        if (write) {
            acknowledged.add(unknownId);
            unknown = null;
        }
    }

    private void disconnect() {
        try {
            if (load != null) {
                load.close();
            }
        } catch (IOException gone) {
            load = null;
        }
        load = null;
    }
}
