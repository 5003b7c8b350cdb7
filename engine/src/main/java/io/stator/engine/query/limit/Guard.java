package io.stator.engine.query.limit;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.edn.Keyword;
import io.stator.engine.database.Budget;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Effort;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a running query within its time and memory; not thread-safe.
 *
 * <p>What relations hold is counted, what is built beside them is estimated by its rows. The sum is reserved in the account
 * of the system, in chunks, and given back when the query ends.
 */
public final class Guard implements Effort, Budget, AutoCloseable {
    /** After so many rows, or steps, a loop looks at the deadline; a power of two. */
    static final int ROWS_BETWEEN_CHECKS = 1 << 12;

    /** What a row costs while it is found: its number in two relations, in an index, and a few of its values. */
    private static final long BYTES_A_ROW = 40;

    /** How deep clauses may be run within clauses: parts of rules, negations, choices, and what judges failures. */
    static final int NESTED_MAX = 200;

    /** From this depth on the body of a rule is cut at all calls of recursive rules, which are then answered from tables instead of within each other. */
    private static final int NESTED_MANY = 20;

    /** So many bytes are reserved and given back at once. */
    private static final long CHUNK_BYTES = 1 << 18;

    private final String subject;
    private final Deadline deadline;
    private final QueryLimits limits;
    private final MemoryAccount account;
    private long held;
    private long kept;
    private long reserved;
    private long steps;
    private int nested;
    private @Nullable Object clause;
    private @Nullable Anomaly spent;

    /** Makes one with a deadline, and limits that never bind. */
    public Guard(Deadline deadline) {
        this(deadline, QueryLimits.NONE, new MemoryAccount(Long.MAX_VALUE));
    }

    /** Makes one with a deadline and limits, for a query of the system with this account. */
    public Guard(Deadline deadline, QueryLimits limits, MemoryAccount account) {
        this("query", deadline, limits, account);
    }

    /** As {@link #Guard(Deadline, QueryLimits, MemoryAccount)}, for what messages call by a name. */
    public Guard(String subject, Deadline deadline, QueryLimits limits, MemoryAccount account) {
        this.subject = subject;
        this.deadline = deadline;
        this.limits = limits;
        this.account = account;
    }

    /** Says which clause is running, for messages; returns which one was. */
    @Nullable
    public Object at(@Nullable Object running) {
        Object before = clause;
        clause = running;
        return before;
    }

    /** Takes note that clauses are run within those that are running; throws when that is too deep. */
    public void enter() {
        if (nested == NESTED_MAX) {
            throw Anomaly.incorrect(
                    "query-limit",
                    "rules, not and or must lead at most " + NESTED_MAX
                            + " deep into each other: call fewer rules by rules, or fewer functions that fail"
                            + (clause == null ? "" : ", clause=" + clause));
        }
        nested++;
    }

    /** Takes note that the clauses entered last are done. */
    public void leave() {
        nested--;
    }

    /** Returns whether clauses are run so deep within others that no more should be. */
    public boolean isDeep() {
        return nested > NESTED_MANY;
    }

    /** Throws when the time is over, or a limit was exceeded before. */
    @Override
    public void check() {
        if (spent != null) {
            throw spent;
        }
        deadline.check();
    }

    @Override
    public Effort effort() {
        return this;
    }

    /** Throws when the time is over, looking at the clock only now and then. */
    public void tick(int row) {
        if ((row & (ROWS_BETWEEN_CHECKS - 1)) == 0) {
            check();
        }
    }

    /** Throws when the time is over, looking at the clock only after enough steps. */
    @Override
    public void steps(long count) {
        steps += count;
        if (steps >= ROWS_BETWEEN_CHECKS || steps < 0) {
            steps = 0;
            check();
        }
    }

    /** Throws when an intermediate relation has too many rows, or there is no memory for them. */
    public void rows(long count) {
        rows(count, 0);
    }

    /** Throws when an intermediate relation has too many rows, or there is no memory for them and the values they hold. */
    public void rows(long count, long bytes) {
        if (count > limits.rowsMax()) {
            throw exceeded(Limit.QUERY_ROWS, limits.rowsMax(), "needs more rows at a time than");
        }
        need(count * BYTES_A_ROW + bytes);
    }

    /** Throws when there is no memory for some bytes beside what is held. */
    public void need(long bytes) {
        long total = held + kept + bytes;
        if (total > reserved) {
            reserve(total);
        }
    }

    private void reserve(long total) {
        if (total > limits.bytesMax() || total < 0) {
            throw exceeded(Limit.QUERY_BYTES, limits.bytesMax(), "needs more memory for intermediate results than");
        }
        if (total > account.bytesMax()) {
            throw exceeded(
                    Limit.ALL_QUERIES_BYTES,
                    account.bytesMax(),
                    "needs by itself more memory for intermediate results than");
        }
        long more = Math.min(account.bytesMax() - reserved, chunks(total - reserved) * CHUNK_BYTES);
        if (!account.reserve(more)) {
            throw crowded();
        }
        reserved += more;
    }

    private static long chunks(long bytes) {
        return (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    }

    private Anomaly exceeded(Limit limit, long max, String what) {
        return spent(
                Anomaly.Category.INCORRECT,
                limit,
                max,
                " " + what + " the limit " + limit.key()
                        + " allows: ask for less, or open the system with another limit: ");
    }

    /** Returns that others have the memory which this query could have alone: it may have it later. */
    private Anomaly crowded() {
        return spent(
                Anomaly.Category.BUSY,
                Limit.ALL_QUERIES_BYTES,
                account.bytesMax(),
                " needs more memory for intermediate results than the others that are running leave of the limit "
                        + Limit.ALL_QUERIES_BYTES.key()
                        + ": ask again later, or open the system with another limit: ");
    }

    private Anomaly spent(Anomaly.Category category, Limit limit, long max, String why) {
        Anomaly anomaly = category.anomaly(
                subject + why + limit.key() + "=" + max + (clause == null ? "" : ", clause=" + clause),
                Map.of(
                        Keyword.of("db", "error"), Keyword.of("db.error", "query-limit"),
                        Keyword.of("limit"), Keyword.of(limit.key()),
                        Keyword.of("max"), max),
                null);
        spent = anomaly;
        return anomaly;
    }

    /** Takes note that so many bytes more, or less, are held than before. */
    public void hold(long bytes) {
        held += bytes;
        need(0);
        long spare = reserved - held - kept;
        if (spare > 2 * CHUNK_BYTES + held + kept) {
            long less = spare / CHUNK_BYTES * CHUNK_BYTES;
            account.release(less);
            reserved -= less;
        }
    }

    /** Takes note that so many bytes are held until the query ends. */
    @Override
    public void keep(long bytes) {
        kept += bytes;
        need(0);
    }

    /** Returns how many rows are aggregated at once where not all of them are needed together. */
    public int rowsAtOnce() {
        return limits.rowsAtOnce();
    }

    /** Returns how many bytes are held until the query ends. */
    public long kept() {
        return kept;
    }

    /** Returns how many bytes are held. */
    public long held() {
        return held;
    }

    /** Gives all memory back. */
    @Override
    public void close() {
        account.release(reserved);
        reserved = 0;
        held = 0;
        kept = 0;
    }
}
