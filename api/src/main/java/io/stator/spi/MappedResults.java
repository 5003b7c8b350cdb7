package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Results;
import io.stator.RowMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * What results have in common wherever they are computed: which part is asked for, and what functions of the program make of the items. Immutable.
 *
 * <p>What is not said here waits and fails as {@link Results} says.
 *
 * @param <S> the type of what a source gives
 * @param <T> the type of an item
 */
public abstract class MappedResults<S, T> implements Results<T> {
    /** What the functions of the program make of what the source gives. */
    protected final Function<? super S, ? extends T> mapper;

    /** Which part is asked for, and how. */
    protected final ResultOptions options;

    /**
     * Creates one. Never waits.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    protected MappedResults(Function<? super S, ? extends T> mapper, ResultOptions options) {
        this.mapper = Require.present(mapper, "mapper");
        this.options = Require.present(options, "options");
    }

    /** Returns results of the same source. Never waits, and fails with nothing. */
    protected abstract <R> Results<R> with(Function<? super S, ? extends R> changed, ResultOptions other);

    /** Begins a use of these results, in chunks. Never waits, and fails with nothing. */
    protected abstract ChunkSource<S> use();

    @Override
    public final Results<T> offset(long count) {
        return with(mapper, options.withOffset(count));
    }

    @Override
    public final Results<T> limit(long count) {
        return with(mapper, options.withLimit(count));
    }

    @Override
    public final Results<T> chunk(int size) {
        return with(mapper, options.withChunk(size));
    }

    @Override
    public final Results<T> timeout(Duration duration) {
        return with(mapper, options.withTimeout(duration));
    }

    @Override
    public final Results<T> ioContext(Object context) {
        return with(mapper, options.withIoContext(Require.present(context, "context")));
    }

    @Override
    public final <R> Results<R> map(Function<? super T, ? extends R> function) {
        Require.present(function, "function");
        return with(item -> function.apply(mapper.apply(item)), options);
    }

    @Override
    public final <R> Results<R> as(Class<R> type) {
        return map(RowMapper.to(type)::apply);
    }

    @Override
    public final List<T> list() {
        List<T> items = new ArrayList<>();
        iterator().forEachRemaining(items::add);
        return items;
    }

    @Override
    public final Flow.Publisher<T> publisher() {
        return ChunkPublisher.items(this::use, mapper);
    }

    @Override
    public final Flow.Publisher<List<T>> chunks() {
        return ChunkPublisher.chunks(this::use, mapper);
    }

    /** Returns the options; what is asked for is not computed. Never fails. */
    @Override
    public final String toString() {
        Duration timeout = options.timeout();
        return "Results[offset=" + options.offset() + " limit="
                + (options.limit() == NO_LIMIT ? "none" : options.limit()) + " timeout="
                + (timeout == null || timeout.isZero() ? "none" : timeout) + ", computed by list() or stream()]";
    }
}
