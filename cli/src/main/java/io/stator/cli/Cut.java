package io.stator.cli;

import io.stator.Results;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The first results of many, which knows afterwards whether there were more. Not safe for use by several threads. */
final class Cut<T> implements Iterable<T> {
    /** The most results that are computed before the first is shown. */
    static final int AHEAD_MAX = 1_000_000;

    private final Results<T> results;
    private final long limit;
    private boolean more;
    private int ahead;

    /**
     * Makes one.
     *
     * @param results without a limit
     * @param limit at most so many, -1 for all
     */
    Cut(Results<T> results, long limit) {
        this.results = limit < 0 || limit == Long.MAX_VALUE ? results.limit(limit) : results.limit(limit + 1);
        this.limit = limit < 0 ? Long.MAX_VALUE : limit;
    }

    /** Says, when results were left out, how to get them. */
    void tell(Console console, String how) {
        if (more) {
            console.out().flush();
            console.err().line("stator: note: there are more than these " + limit + ": " + how);
        }
    }

    /**
     * Has results computed before they are shown where a person reads them: the time that somebody takes to read is no time of the query.
     */
    Cut<T> ahead(Console console) {
        ahead = console.outIsTerminal() ? AHEAD_MAX : 0;
        return this;
    }

    private Iterator<T> computed() {
        Iterator<T> iterator = results.iterator();
        List<T> first = new ArrayList<>();
        while (first.size() < ahead && iterator.hasNext()) {
            first.add(iterator.next());
        }
        return new Iterators.Flat<>(List.of(first.iterator(), iterator).iterator(), part -> part);
    }

    @Override
    public Iterator<T> iterator() {
        Iterator<T> iterator = computed();
        return new Iterator<>() {
            private long count;

            @Override
            public boolean hasNext() {
                if (count < limit) {
                    return iterator.hasNext();
                }
                more = iterator.hasNext();
                return false;
            }

            @Override
            public T next() {
                if (count == limit) {
                    throw new NoSuchElementException("there are at most " + limit);
                }
                count++;
                return iterator.next();
            }
        };
    }
}
