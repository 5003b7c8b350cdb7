package io.stator.engine.storage;

import io.stator.IoStats;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a call returned, and what was read for it.
 *
 * @param result what it returned
 * @param ioStats what was read; empty when nobody asks
 */
public record CountedCall<T>(T result, Optional<IoStats> ioStats) {
    /**
     * Makes a transaction, and counts what it reads where it has a name for that.
     *
     * @param context what it is told under; null when nobody asks
     */
    public static <T> CountedCall<T> transaction(@Nullable Keyword context, LongSupplier nanoClock, Supplier<T> call) {
        if (context == null) {
            return new CountedCall<>(call.get(), Optional.empty());
        }
        ReadCounts counts = new ReadCounts(nanoClock);
        long begin = nanoClock.getAsLong();
        T result = counts.counting(call);
        Duration elapsed = Duration.ofNanos(Math.max(0, nanoClock.getAsLong() - begin));
        return new CountedCall<>(
                result, Optional.of(new IoStats(Optional.of(context), Keyword.of("tx-with"), elapsed, counts.reads())));
    }
}
