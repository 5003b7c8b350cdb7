package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of any length in items, of which each has a limit: few are an attribute of the item they belong to, its head; of more the head
 * names parts, which are put before it. What decides whether the bytes are there is the head alone, and its checksum is that of all bytes.
 *
 * @param bytesMax how many bytes one item holds; {@link #ITEM_BYTES_MAX} but in tests
 * @param epoch of the opening that puts parts, which their tokens begin with; 0 of one that only reads
 */
record Blobs(Calls calls, int bytesMax, long epoch) {
    /** How many bytes one item holds, of the 400 KB that the service allows with all names and numbers. */
    static final int ITEM_BYTES_MAX = 350 * 1024;

    /** The attribute of bytes, behind one byte that says so: nothing that begins with it is taken for a frozen value. */
    private static final String BYTES = "b";

    private static final byte PLAIN = 1;

    private static final char EPOCH_END = '.';
    private static final int HEXADECIMAL = 16;

    private static final String PARTS = "n";
    private static final String TOKEN = "t";
    private static final String LENGTH = "l";

    /** The places of the parts of something. */
    @FunctionalInterface
    interface Parts {
        /** Returns the place of a part; the token is another one each time the bytes are put. */
        Place at(String token, int part);
    }

    /** Returns whether bytes need parts. */
    boolean needParts(byte[] bytes) {
        return bytes.length > bytesMax;
    }

    /** Returns a head with bytes; the parts of them are there when this returns. */
    Item with(Item head, byte[] bytes, String what, Parts places) {
        if (!needParts(bytes)) {
            return head.with(BYTES, framed(bytes, 0, bytes.length));
        }
        String token = Long.toHexString(epoch) + EPOCH_END + UUID.randomUUID();
        List<Item> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += bytesMax) {
            int to = Math.min(bytes.length, from + bytesMax);
            parts.add(places.at(token, parts.size()).key().with(BYTES, framed(bytes, from, to)));
        }
        calls.putAll(Call.PART_PUT, what, parts);
        return head.with(TOKEN, token).with(PARTS, parts.size()).with(LENGTH, bytes.length);
    }

    private static byte[] framed(byte[] bytes, int from, int to) {
        byte[] framed = new byte[to - from + 1];
        framed[0] = PLAIN;
        System.arraycopy(bytes, from, framed, 1, to - from);
        return framed;
    }

    /** Returns the bytes of a head, or null if a part of them is not there, or the head makes no sense. */
    byte @Nullable [] read(Item head, String what, Parts places, boolean consistent) {
        String token = Fields.text(head, TOKEN);
        if (token == null) {
            return unframed(head);
        }
        int count = Fields.integer(head, PARTS, 0);
        int length = Fields.integer(head, LENGTH, -1);
        if (length < 0 || count != (length + bytesMax - 1L) / bytesMax) {
            return null;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (Optional<Item> part : calls.getAll(Call.PART_GET, what, places(head, places), consistent)) {
            byte[] some = part.isEmpty() ? null : unframed(part.get());
            if (some == null || some.length > length - at) {
                return null;
            }
            System.arraycopy(some, 0, bytes, at, some.length);
            at += some.length;
        }
        return at == length ? bytes : null;
    }

    private static byte @Nullable [] unframed(Item item) {
        byte[] framed = Fields.bytes(item, BYTES);
        return framed == null || framed.length == 0 || framed[0] != PLAIN
                ? null
                : Arrays.copyOfRange(framed, 1, framed.length);
    }

    /** Returns whether the bytes of a head are in parts. */
    static boolean hasParts(Item head) {
        return head.has(TOKEN);
    }

    /** Returns the token of a head with parts, or null. */
    static @Nullable String token(Item head) {
        return Fields.text(head, TOKEN);
    }

    /**
     * Returns whether parts that no head names can be deleted: they are not of a later opening, whose head may still come. Tokens of the first
     * version say nothing of it, and are of earlier ones.
     */
    boolean isMineOrOlder(String token) {
        int end = token.indexOf(EPOCH_END);
        try {
            return end < 0 || Long.parseLong(token.substring(0, end), HEXADECIMAL) <= epoch;
        } catch (NumberFormatException foreign) {
            return false;
        }
    }

    private static List<Place> places(Item head, Parts places) {
        String token = Fields.text(head, TOKEN);
        List<Place> all = new ArrayList<>();
        for (int part = 0; token != null && part < Fields.integer(head, PARTS, 0); part++) {
            all.add(places.at(token, part));
        }
        return all;
    }

    /** Deletes the parts of a head that is not used any more. */
    void delete(Item head, String what, Parts places) {
        calls.deleteAll(what, places(head, places).stream().map(Place::key).toList());
    }
}
