package io.stator.engine.writer;

import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.engine.log.SubmissionMark;
import io.stator.spi.UnicodeText;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hash of transaction data that is the same for equal data in any process: 128 bits of SHA-256 over a text of the forms
 * in which the order of sets and maps, and the class of whole numbers and of instants, do not count.
 */
final class Fingerprint {
    private static final int HALVES_BYTES = 2 * Long.BYTES;

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Returns the mark of a transaction that has a submission id, or null. */
    static @Nullable SubmissionMark markOf(TxData txData) {
        String id = txData.submissionId().orElse(null);
        if (id == null) {
            return null;
        }
        ByteBuffer print = ByteBuffer.wrap(hash(txData.forms()), 0, HALVES_BYTES);
        return new SubmissionMark(id, print.getLong(), print.getLong(), 0, Map.of());
    }

    private static byte[] hash(@Nullable Object value) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(value);
        return fingerprint.digest.digest();
    }

    private void add(@Nullable Object value) {
        if (value == null) {
            put('0', "");
        } else if (value instanceof String text) {
            put('s', text);
        } else if (value instanceof Keyword keyword) {
            put('k', keyword.toString());
        } else if (value instanceof Symbol symbol) {
            put('y', symbol.toString());
        } else if (value instanceof Long || value instanceof BigInteger) {
            put('i', value.toString());
        } else if (value instanceof Instant instant) {
            put('t', Long.toString(instant.toEpochMilli()));
        } else if (value instanceof byte[] bytes) {
            put('b', Arrays.toString(bytes));
        } else if (value instanceof Tagged tagged) {
            put('#', tagged.tag().toString());
            add(tagged.value());
        } else {
            addOther(value);
        }
    }

    private void addOther(Object value) {
        if (value instanceof List<?> list) {
            put('l', Integer.toString(list.size()));
            list.forEach(this::add);
        } else if (value instanceof Set<?> set) {
            put('x', Integer.toString(set.size()));
            addInAnyOrder(set);
        } else if (value instanceof Map<?, ?> map) {
            put('m', Integer.toString(map.size()));
            List<@Nullable Object> entries = new ArrayList<>();
            map.forEach((key, element) -> entries.add(Arrays.asList(key, element)));
            addInAnyOrder(entries);
        } else {
            put('o', value.getClass().getName());
            put('=', value.toString());
        }
    }

    private void addInAnyOrder(Collection<?> elements) {
        elements.stream().map(Fingerprint::hash).sorted(Arrays::compare).forEach(digest::update);
    }

    /** Adds a kind and a text, which ends where its length says. */
    private void put(char kind, String text) {
        boolean wellFormed = UnicodeText.isWellFormed(text);
        byte[] bytes = text.getBytes(wellFormed ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE);
        digest.update((byte) (wellFormed ? kind : Character.toUpperCase(kind)));
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
