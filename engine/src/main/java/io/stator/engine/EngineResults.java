package io.stator.engine;

import io.stator.Results;
import io.stator.RowMapper;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.SkippingIterator;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Results computed in this process, from a source that makes a new iterator for each use. */
final class EngineResults<T> implements Results<T> {
    /** How many items are handed out between two looks at the clock. */
    private static final int DEADLINE_STRIDE = 256;

    /** How many items are passed over at once between two looks at the clock. */
    private static final long SKIP_STRIDE = 1 << 14;

    /** Makes the items anew. */
    interface Source<T> {
        Iterator<T> open(Deadline deadline);
    }

    private final Source<T> source;
    private final long offset;
    private final long limit;
    private final @Nullable Duration timeout;
    private final LongSupplier nanoClock;

    private EngineResults(
            Source<T> source, long offset, long limit, @Nullable Duration timeout, LongSupplier nanoClock) {
        this.source = source;
        this.offset = offset;
        this.limit = limit;
        this.timeout = timeout;
        this.nanoClock = nanoClock;
    }

    static <T> EngineResults<T> of(
            Source<T> source, long defaultLimit, @Nullable Duration defaultTimeout, LongSupplier nanoClock) {
        return new EngineResults<>(source, 0, defaultLimit, defaultTimeout, nanoClock);
    }

    @Override
    public Results<T> offset(long count) {
        return new EngineResults<>(source, Require.least(count, 0, "offset"), limit, timeout, nanoClock);
    }

    @Override
    public Results<T> limit(long count) {
        return new EngineResults<>(source, offset, Require.least(count, NO_LIMIT, "limit"), timeout, nanoClock);
    }

    @Override
    public Results<T> chunk(int size) {
        Require.least(size, 1, "chunk");
        return this;
    }

    @Override
    public Results<T> timeout(Duration duration) {
        return new EngineResults<>(source, offset, limit, Require.notNegative(duration, "timeout"), nanoClock);
    }

    @Override
    public <R> Results<R> map(Function<? super T, ? extends R> function) {
        Require.present(function, "function");
        Source<R> mapped = deadline -> {
            Iterator<T> items = source.open(deadline);
            return new SkippingIterator<>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public void skip(long count) {
                    EngineResults.skip(items, count, deadline);
                }

                @Override
                public R next() {
                    return function.apply(items.next());
                }
            };
        };
        return new EngineResults<>(mapped, offset, limit, timeout, nanoClock);
    }

    @Override
    public <R> Results<R> as(Class<R> type) {
        return map(RowMapper.to(type)::apply);
    }

    @Override
    public List<T> list() {
        List<T> items = new ArrayList<>();
        iterator().forEachRemaining(items::add);
        return items;
    }

    @Override
    public Optional<T> first() {
        Iterator<T> items = iterator();
        return items.hasNext() ? Optional.of(items.next()) : Optional.empty();
    }

    /** Returns the deadline of a use that starts now; a timeout of zero means none. */
    private Deadline deadline() {
        return timeout == null || timeout.isZero() ? Deadline.none() : Deadline.after(timeout, nanoClock);
    }

    private static void skip(Iterator<?> items, long count, Deadline deadline) {
        if (items instanceof SkippingIterator<?> skipping) {
            for (long left = count; left > 0 && items.hasNext(); left -= SKIP_STRIDE) {
                deadline.check();
                skipping.skip(Math.min(left, SKIP_STRIDE));
            }
            return;
        }
        for (long i = 0; i < count && items.hasNext(); i++) {
            if (i % DEADLINE_STRIDE == 0) {
                deadline.check();
            }
            items.next();
        }
    }

    @Override
    public Iterator<T> iterator() {
        Deadline deadline = deadline();
        Iterator<T> items = source.open(deadline);
        skip(items, offset, deadline);
        return new Iterator<>() {
            private long given;

            @Override
            public boolean hasNext() {
                return given != limit && items.hasNext();
            }

            @Override
            public T next() {
                if (given == limit) {
                    throw new NoSuchElementException("the limit of " + limit + " items is reached");
                }
                if (given++ % DEADLINE_STRIDE == 0) {
                    deadline.check();
                }
                return items.next();
            }
        };
    }

    /** Returns the options; what is asked for is not computed. */
    @Override
    public String toString() {
        return "Results[offset=" + offset + " limit=" + (limit == NO_LIMIT ? "none" : limit) + " timeout="
                + (timeout == null || timeout.isZero() ? "none" : timeout) + ", computed by list() or stream()]";
    }
}
