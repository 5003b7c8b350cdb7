package io.stator.engine.log;

import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one log record: the transactions of one group commit.
 *
 * <pre>
 * record      version (1 byte), number of transactions (varint), transactions
 * transaction t, next entity, next attribute (varints), instant (zigzag varint), number of facts (varint), facts
 * fact        head (1 byte: value tag, bit 6 same entity as before, bit 7 assertion),
 *             entity (zigzag varint of the difference to the one before, unless the same), attribute (varint), value
 * </pre>
 *
 * <p>Values are those of {@link ValueCodec}. Nothing here is checked against damage: storage does that.
 */
public final class LogRecord {
    private static final int VERSION = 1;
    private static final int SAME_ENTITY = 0x40;
    private static final int ADDED = 0x80;
    private static final int TAG_MASK = 0x3f;

    private LogRecord() {}

    /** Returns the bytes of these transactions. */
    public static byte[] encode(List<LoggedTransaction> transactions) {
        ByteSink sink = new ByteSink();
        sink.put(VERSION);
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
        ByteSource source = new ByteSource(bytes);
        int version = source.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("version of a log record must be " + VERSION + ": version=" + version);
        }
        int count = source.getCount();
        List<LoggedTransaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long t = source.getVarint();
            long nextEntity = source.getVarint();
            int nextAttribute = (int) source.getVarint();
            long instant = source.getZigzag();
            int factCount = source.getCount();
            List<Fact> facts = new ArrayList<>(factCount);
            long previous = 0;
            for (int f = 0; f < factCount; f++) {
                Fact fact = decodeFact(source, previous, t);
                facts.add(fact);
                previous = fact.e;
            }
            transactions.add(new LoggedTransaction(t, nextEntity, nextAttribute, instant, facts));
        }
        source.expectEnd();
        return transactions;
    }

    private static Fact decodeFact(ByteSource source, long previous, long t) {
        int head = source.get();
        long e = (head & SAME_ENTITY) != 0 ? previous : previous + source.getZigzag();
        int a = (int) source.getVarint();
        return ValueCodec.getFact(head & TAG_MASK, source, e, a, t, (head & ADDED) != 0);
    }
}
