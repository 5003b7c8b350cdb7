package io.stator.cli;

import io.stator.Results;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The first results of many, which knows afterwards whether there were more. Not safe for use by several threads. */
final class Cut<T> implements Iterable<T> {
    private final Results<T> results;
    private final long limit;
    private boolean more;

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

    @Override
    public Iterator<T> iterator() {
        Iterator<T> iterator = results.iterator();
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
