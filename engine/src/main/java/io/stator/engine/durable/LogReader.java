package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Transaction;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.Remains;
import io.stator.engine.database.SkippingIterator;
import io.stator.engine.datom.Fact;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the transactions of a log from any t on, a few records at a time.
 *
 * <p>Remembers the first t of every {@value #STRIDE}th record, so that it need not read from the beginning.
 * Thread-safe.
 */
public final class LogReader {
    /** Has a look at storage made, wherever that is to be done. */
    public interface Fetch {
        /** Returns what a look finds. */
        <T> T fetch(Supplier<T> look);
    }

    private static final int STRIDE = 16;
    private static final int FACTS_PER_READ = 10_000;
    private static final long NOT_REMEMBERED = -1;

    private final Log log;
    private final String name;
    private long[] firstTs = new long[STRIDE];
    private int marks;

    /** The first record of which is remembered where it begins, and how many marks of records before are not here. */
    private long firstSequence;

    private long marksBefore;
    private volatile HiddenFacts hidden = HiddenFacts.NONE;

    /** Creates one that has read nothing. */
    public LogReader(Log log, String name) {
        this.log = log;
        this.name = name;
    }

    /** Makes sure that the beginning of one more record can be remembered without any memory. */
    synchronized void reserve() {
        if (marks == firstTs.length) {
            firstTs = Arrays.copyOf(firstTs, marks * 2);
        }
    }

    /** Remembers where a record begins; {@link #reserve} must have been called. */
    synchronized void appended(long sequence, long firstT) {
        if (sequence % STRIDE == 0 && sequence / STRIDE == marksBefore + marks) {
            firstTs[marks++] = firstT;
        }
    }

    /** Begins to remember with a record; nothing may be remembered yet. */
    public synchronized void beginAt(long sequence) {
        firstSequence = sequence;
        marksBefore = (sequence + STRIDE - 1) / STRIDE;
    }

    /** Returns a record that has the transaction with a t, or is some way before it. */
    public long sequenceAtOrBefore(long t) {
        long known = rememberedAtOrBefore(t);
        return known == NOT_REMEMBERED ? search(t) : known;
    }

    /** Returns the same when it is remembered. */
    private synchronized long rememberedAtOrBefore(long t) {
        int position = Arrays.binarySearch(firstTs, 0, marks, t);
        int mark = position >= 0 ? position : -position - 2;
        return mark >= 0 ? (marksBefore + mark) * STRIDE : firstSequence == 0 ? 0 : NOT_REMEMBERED;
    }

    /** Looks for the last record before those that are remembered which does not begin after a t. */
    private long search(long t) {
        long low = 0;
        long high = firstSequence;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            LoggedTransaction first = firstOf(middle);
            if (first != null && first.t() <= t) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * Hands every transaction from a record on to a consumer, and remembers where records begin.
     *
     * @return the record that comes next
     */
    public long replay(long fromSequence, Consumer<LoggedTransaction> consumer) {
        return replay(fromSequence, Long.MIN_VALUE, consumer, next -> {});
    }

    /**
     * Hands every transaction from a record on to a consumer, and remembers where records begin.
     *
     * @param knownT transactions up to this t come without their facts
     * @param afterRecord told after all transactions of a record which one comes next
     * @return the record that comes next
     */
    public long replay(long fromSequence, long knownT, Consumer<LoggedTransaction> consumer, LongConsumer afterRecord) {
        long[] next = {fromSequence};
        call(() -> log.read(fromSequence, (sequence, epoch, bytes) -> {
            List<LoggedTransaction> transactions = decode(sequence, bytes, knownT);
            reserve();
            appended(sequence, transactions.get(0).t());
            transactions.forEach(consumer);
            next[0] = sequence + 1;
            afterRecord.accept(next[0]);
            return true;
        }));
        return next[0];
    }

    /**
     * Hands the records from one (inclusive) to another (exclusive), or to the end of the log, to a consumer, as they are.
     *
     * @return the record that comes next
     */
    public long records(long from, long to, BiConsumer<Long, List<LoggedTransaction>> consumer) {
        long[] next = {from};
        if (from < to) {
            call(() -> log.read(from, (sequence, epoch, bytes) -> {
                consumer.accept(sequence, decode(sequence, bytes));
                next[0] = sequence + 1;
                return next[0] < to;
            }));
        }
        return next[0];
    }

    /** Returns the last transaction of a record, or null if there is no such record. */
    public @Nullable LoggedTransaction lastOf(long record) {
        List<LoggedTransaction> transactions = record(record);
        return transactions.isEmpty() ? null : transactions.get(transactions.size() - 1);
    }

    private @Nullable LoggedTransaction firstOf(long record) {
        List<LoggedTransaction> transactions = record(record);
        return transactions.isEmpty() ? null : transactions.get(0);
    }

    private List<LoggedTransaction> record(long record) {
        List<LoggedTransaction> found = new ArrayList<>();
        call(() -> log.read(record, (sequence, epoch, bytes) -> {
            found.addAll(decode(sequence, bytes));
            return false;
        }));
        return found;
    }

    /** Keeps facts that a transaction numbered t excised from being seen. */
    synchronized void hide(List<Fact> facts, List<Remains> remains, long t) {
        hidden = hidden.plus(facts, remains, t);
    }

    /** Forgets the facts that were excised up to t, because they are not in the log any more. */
    synchronized void show(long t) {
        hidden = hidden.without(t);
    }

    /** Returns the facts that are still in the log but kept from being seen. */
    HiddenFacts hidden() {
        return hidden;
    }

    /** Hands the records that may hold the transactions from one t to another (inclusive) to a consumer, as they are. */
    void scan(long firstT, long lastT, BiConsumer<Long, List<LoggedTransaction>> consumer) {
        if (firstT > lastT) {
            return;
        }
        call(() -> log.read(sequenceAtOrBefore(firstT), (sequence, epoch, bytes) -> {
            List<LoggedTransaction> transactions = decode(sequence, bytes);
            consumer.accept(sequence, transactions);
            return transactions.get(transactions.size() - 1).t() < lastT;
        }));
    }

    private static void call(Runnable storageCall) {
        try {
            storageCall.run();
        } catch (StorageException failure) {
            throw StorageAnomalies.of(failure);
        }
    }

    private List<LoggedTransaction> decode(long sequence, byte[] bytes) {
        return decode(sequence, bytes, Long.MIN_VALUE);
    }

    private List<LoggedTransaction> decode(long sequence, byte[] bytes, long knownT) {
        try {
            List<LoggedTransaction> transactions = LogRecord.decode(bytes, knownT);
            if (transactions.isEmpty()) {
                throw new IllegalArgumentException("log record must hold a transaction");
            }
            return transactions;
        } catch (IllegalArgumentException damaged) {
            throw new Anomaly.Fault(
                    "log record " + sequence + " of database '" + name + "' cannot be read: " + damaged.getMessage(),
                    Map.of(),
                    damaged);
        }
    }

    /** Returns the transactions from one t (inclusive) to another (exclusive). */
    public SkippingIterator<Transaction> read(long fromT, long toT) {
        return read(fromT, toT, new Fetch() {
            @Override
            public <T> T fetch(Supplier<T> look) {
                return look.get();
            }
        });
    }

    /** Returns the transactions from one t (inclusive) to another (exclusive); storage is looked at as the caller wants it. */
    public SkippingIterator<Transaction> read(long fromT, long toT, Fetch fetch) {
        return new TransactionIterator(fromT, toT, fetch);
    }

    /** What one look at storage found: transactions that may be seen, and where the next look begins. */
    private record Found(List<Transaction> transactions, long nextSequence, boolean isEnd) {}

    private final class TransactionIterator implements SkippingIterator<Transaction> {
        private final long toT;
        private final Fetch fetch;
        private long nextT;

        /** The record to go on with; when it is not known, storage is asked with the next look. */
        private long nextSequence;

        private boolean ended;
        private final Deque<Transaction> ready = new ArrayDeque<>();

        TransactionIterator(long fromT, long toT, Fetch fetch) {
            this.toT = toT;
            this.fetch = fetch;
            this.nextT = Math.max(0, fromT);
            this.nextSequence = rememberedAtOrBefore(nextT);
        }

        private @Nullable Transaction peek() {
            while (ready.isEmpty() && !ended && nextT < toT) {
                if (nextT <= Bootstrap.LAST_T) {
                    ready.add(transaction(nextT, Bootstrap.transactions().get((int) nextT)));
                    nextT++;
                } else {
                    readMore();
                }
            }
            return ready.peek();
        }

        private static Transaction transaction(long t, List<Fact> facts) {
            return new Transaction(t, Collections.<Datom>unmodifiableList(facts));
        }

        private void readMore() {
            long firstT = nextT;
            long sequence = nextSequence;
            Found found =
                    fetch.fetch(() -> look(firstT, sequence == NOT_REMEMBERED ? sequenceAtOrBefore(firstT) : sequence));
            nextSequence = found.nextSequence;
            ended = found.isEnd;
            for (Transaction transaction : found.transactions) {
                ready.add(transaction);
                nextT = transaction.t() + 1;
            }
        }

        /** Reads some records; again when an excision began or ended meanwhile, because it may have changed some of them. */
        private Found look(long firstT, long sequence) {
            while (true) {
                HiddenFacts unseen = hidden;
                List<LoggedTransaction> logged = new ArrayList<>();
                Found end = read(firstT, sequence, logged);
                if (unseen == hidden) {
                    List<Transaction> transactions = new ArrayList<>(logged.size());
                    for (LoggedTransaction each : logged) {
                        transactions.add(
                                transaction(each.t(), unseen.visible(each).facts()));
                    }
                    return new Found(transactions, end.nextSequence, end.isEnd);
                }
            }
        }

        private Found read(long firstT, long sequence, List<LoggedTransaction> found) {
            int[] facts = {0};
            long[] sequenceAfter = {sequence};
            boolean[] isEnd = {true};
            call(() -> log.read(sequence, (at, epoch, bytes) -> {
                sequenceAfter[0] = at + 1;
                long lastT = firstT;
                for (LoggedTransaction transaction : decode(at, bytes)) {
                    lastT = transaction.t();
                    if (lastT >= firstT && lastT < toT) {
                        found.add(transaction);
                        facts[0] += transaction.facts().size();
                    }
                }
                isEnd[0] = lastT + 1 >= toT;
                return !isEnd[0] && facts[0] < FACTS_PER_READ;
            }));
            return new Found(List.of(), sequenceAfter[0], isEnd[0]);
        }

        @Override
        public boolean hasNext() {
            return peek() != null;
        }

        @Override
        public void skip(long count) {
            long rest = count;
            for (; rest > 0 && !ready.isEmpty(); rest--) {
                ready.remove();
            }
            if (rest > 0 && !ended) {
                nextT = Math.min(toT, nextT + Math.min(rest, toT));
                nextSequence = Math.max(nextSequence, rememberedAtOrBefore(nextT));
            }
        }

        @Override
        public Transaction next() {
            Transaction transaction = peek();
            if (transaction == null) {
                throw new NoSuchElementException("no transaction is left before t " + toT);
            }
            return ready.remove();
        }
    }
}
