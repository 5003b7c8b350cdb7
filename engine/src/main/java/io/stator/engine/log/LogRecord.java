package io.stator.engine.log;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.ValueCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one log record: the transactions of one group commit.
 *
 * <pre>
 * record      version (1 byte), number of transactions (varint), transactions
 * transaction t, next entity, next attribute (varints), instant (zigzag varint), number of facts (varint), facts,
 *             and in version 2: 0 (1 byte), or 1 and the submission
 * fact        head (1 byte: value tag, bit 6 same entity as before, bit 7 assertion),
 *             entity (zigzag varint of the difference to the one before, unless the same), attribute (varint), value
 * submission  id (text), fingerprint (16 bytes), time (zigzag varint), number of tempids (varint), tempids
 * tempid      0 and a text, 1 and a number (zigzag varint), or 2 and EDN text, then the entity (varint)
 * </pre>
 *
 * <p>Version 1 is written when no transaction has a submission.
 *
 * <p>Values are those of {@link ValueCodec}. Nothing here is checked against damage: storage does that.
 */
public final class LogRecord {
    private static final int VERSION = 1;
    private static final int VERSION_WITH_SUBMISSIONS = 2;
    private static final int SAME_ENTITY = 0x40;
    private static final int ADDED = 0x80;
    private static final int TAG_MASK = 0x3f;

    private LogRecord() {}

    /** Returns the bytes of these transactions. */
    public static byte[] encode(List<LoggedTransaction> transactions) {
        ByteSink sink = new ByteSink();
        boolean submissions = transactions.stream().anyMatch(transaction -> transaction.submission() != null);
        sink.put(submissions ? VERSION_WITH_SUBMISSIONS : VERSION);
        sink.putVarint(transactions.size());
        for (LoggedTransaction transaction : transactions) {
            sink.putVarint(transaction.t());
            sink.putVarint(transaction.nextEntity());
            sink.putVarint(transaction.nextAttribute());
            sink.putZigzag(transaction.instant());
            sink.putVarint(transaction.facts().size());
            long previous = 0;
            for (Fact fact : transaction.facts()) {
                encode(fact, previous, sink);
                previous = fact.e;
            }
            if (submissions) {
                SubmissionCodec.put(transaction.submission(), sink);
            }
        }
        return sink.toByteArray();
    }

    private static void encode(Fact fact, long previous, ByteSink sink) {
        int tag = ValueCodec.tag(fact);
        boolean same = fact.e == previous;
        sink.put(tag | (same ? SAME_ENTITY : 0) | (fact.added() ? ADDED : 0));
        if (!same) {
            sink.putZigzag(fact.e - previous);
        }
        sink.putVarint(fact.a);
        ValueCodec.put(tag, fact, sink);
    }

    /**
     * Returns the transactions of a record.
     *
     * @throws IllegalArgumentException when the bytes are no record of a version known here
     */
    public static List<LoggedTransaction> decode(byte[] bytes) {
        return decode(bytes, Long.MIN_VALUE);
    }

    /**
     * Returns the transactions of a record, without the facts of those up to a t, of which nothing is made.
     *
     * @param knownT the t up to which facts are known from elsewhere
     * @throws IllegalArgumentException when the bytes are no record of a version known here
     */
    public static List<LoggedTransaction> decode(byte[] bytes, long knownT) {
        ByteSource source = new ByteSource(bytes);
        int version = source.get();
        if (version != VERSION && version != VERSION_WITH_SUBMISSIONS) {
            throw new IllegalArgumentException("version of a log record must be " + VERSION + " or "
                    + VERSION_WITH_SUBMISSIONS + ": version=" + version);
        }
        int count = source.getCount();
        List<LoggedTransaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long t = source.getVarint();
            long nextEntity = source.getVarint();
            int nextAttribute = (int) source.getVarint();
            long instant = source.getZigzag();
            List<Fact> facts = t <= knownT ? passFacts(source) : decodeFacts(source, t);
            SubmissionMark submission = version == VERSION ? null : SubmissionCodec.get(source);
            transactions.add(new LoggedTransaction(t, nextEntity, nextAttribute, instant, facts, submission));
        }
        source.expectEnd();
        return transactions;
    }

    private static List<Fact> passFacts(ByteSource source) {
        for (int left = source.getCount(); left > 0; left--) {
            int head = source.get();
            if ((head & SAME_ENTITY) == 0) {
                source.getVarint();
            }
            source.getVarint();
            ValueCodec.pass(head & TAG_MASK, source);
        }
        return List.of();
    }

    private static List<Fact> decodeFacts(ByteSource source, long t) {
        int count = source.getCount();
        List<Fact> facts = new ArrayList<>(count);
        long previous = 0;
        for (int f = 0; f < count; f++) {
            Fact fact = decodeFact(source, previous, t);
            facts.add(fact);
            previous = fact.e;
        }
        return facts;
    }

    private static Fact decodeFact(ByteSource source, long previous, long t) {
        int head = source.get();
        long e = (head & SAME_ENTITY) != 0 ? previous : previous + source.getZigzag();
        int a = (int) source.getVarint();
        return ValueCodec.getFact(head & TAG_MASK, source, e, a, t, (head & ADDED) != 0);
    }
}
