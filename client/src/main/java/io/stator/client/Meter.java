package io.stator.client;

import io.stator.IoStats;
import io.stator.Measured;
import io.stator.QueryStats;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import io.stator.spi.StatsMaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server tells of one use of results beside their items. Thread-safe. */
final class Meter {
    /** What statistics are asked for under where a program does not say it. */
    private static final Keyword UNNAMED = Keyword.of("stator", "measure");

    private final @Nullable Keyword context;
    private final long begin = System.nanoTime();

    // guarded by this
    private final List<IoStats> reads = new ArrayList<>();
    private @Nullable QueryStats query;

    /** Creates one that asks under a name; null for none. */
    Meter(@Nullable Keyword context) {
        this.context = context;
    }

    /** Returns a request that asks for statistics of reading, too. */
    WireRequest asking(WireRequest request) {
        return request.with(WireKeys.IO_CONTEXT, context == null ? UNNAMED : context);
    }

    /** Takes note of what an answer tells; null for nothing. */
    synchronized void hear(@Nullable Map<?, ?> told) {
        Object stats = told == null ? null : told.get(WireKeys.QUERY_STATS);
        if (stats != null) {
            query = StatsMaps.queryStats(stats);
        }
        Object read = told == null ? null : told.get(WireKeys.IO_STATS);
        if (read != null) {
            reads.add(StatsMaps.ioStats(read));
        }
    }

    /** Returns items with what was told of them; where a server tells no time it is that of the whole use. */
    synchronized <T> Measured<T> measured(List<T> items, Keyword api) {
        IoStats sum = StatsMaps.sum(Optional.ofNullable(context), api, reads);
        IoStats timed = reads.isEmpty()
                ? new IoStats(sum.context(), api, Duration.ofNanos(System.nanoTime() - begin), sum.reads())
                : sum;
        return new Measured<>(items, Optional.ofNullable(query), timed);
    }
}
