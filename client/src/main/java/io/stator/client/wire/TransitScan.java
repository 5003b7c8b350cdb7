package io.stator.client.wire;

import io.stator.Anomaly;
import java.util.Arrays;

/**
 * Looks through the bytes of a message before anything is made of it: whether they are one Transit value in msgpack, and within the limits.
 *
 * <p>What reads values trusts declared sizes, calls itself for each level of nesting, takes the codes of strings it has never seen for nil, and what is no
 * UTF-8 for question marks. This loop does none of that: it needs a few bytes for each level of nesting and for each string that may come again as a code.
 *
 * <p>Strings of four or more characters that are keys, keywords, symbols or tags are numbered as they come, up to 1,936, then anew from 0; a caret and one
 * or two digits of base 44 is such a string again.
 */
final class TransitScan {
    /** How many strings are numbered before the numbers begin anew. */
    private static final int CODES = 44 * 44;

    private static final int CODE_BASE = 44;
    private static final int CODE_ZERO = '0';
    private static final int CACHED_LENGTH_MIN = 4;

    /** The greatest length of a number that is written as text. */
    static final int NUMBER_CHARACTERS_MAX = 20_000;

    private static final int LEVELS_AT_FIRST = 16;

    /** After so many values is looked whether the message is still wanted; a power of two. */
    private static final int ITEMS_BETWEEN_LOOKS = 1 << 13;

    private final byte[] bytes;
    private final int end;
    private final WireLimits limits;
    private final Runnable look;
    private final boolean[] isTagCode = new boolean[CODES];

    private int at;
    private int items;
    private int nextCode;
    private int codesKnown;

    /** The open arrays and maps: how many items of each have come and are to come, and whether it is a map. */
    private int[] come = new int[LEVELS_AT_FIRST];

    private int[] sizes = new int[LEVELS_AT_FIRST];
    private boolean[] isMap = new boolean[LEVELS_AT_FIRST];
    private int depth;

    private TransitScan(byte[] bytes, int start, int length, WireLimits limits, Runnable look) {
        this.look = look;
        this.bytes = bytes;
        this.at = start;
        this.end = start + length;
        this.limits = limits;
    }

    /**
     * Checks the bytes of a message.
     *
     * @param look is run now and then, and ends it by throwing
     * @throws Anomaly.Incorrect when they are not one Transit value in msgpack, or a limit is exceeded
     */
    static void check(byte[] bytes, int start, int length, WireLimits limits, Runnable look) {
        if (length > limits.bytes()) {
            throw exceeded("bytes", limits.bytes());
        }
        new TransitScan(bytes, start, length, limits, look).run();
    }

    private void run() {
        do {
            item();
            while (depth > 0 && come[depth - 1] == sizes[depth - 1]) {
                depth--;
            }
        } while (depth > 0);
        if (at != end) {
            throw malformed("there are " + (end - at) + " bytes after it");
        }
    }

    private void item() {
        if (++items > limits.items()) {
            throw exceeded("values", limits.items());
        }
        if ((items & (ITEMS_BETWEEN_LOOKS - 1)) == 0) {
            look.run();
        }
        if (depth > 0) {
            come[depth - 1]++;
        }
        int head = next(1) & 0xff;
        if (head < 0x80 || head >= 0xe0) {
            return;
        }
        if (head < 0x90) {
            open((head & 0x0f) * 2L, true);
        } else if (head < 0xa0) {
            open(head & 0x0f, false);
        } else if (head < 0xc0) {
            text(head & 0x1f);
        } else {
            other(head);
        }
    }

    private void other(int head) {
        switch (head) {
            case 0xc0, 0xc2, 0xc3 -> {}
            case 0xca, 0xce, 0xd2 -> next(Integer.BYTES);
            case 0xcb, 0xcf, 0xd3 -> next(Long.BYTES);
            case 0xcc, 0xd0 -> next(1);
            case 0xcd, 0xd1 -> next(Short.BYTES);
            case 0xd9 -> text(size(1));
            case 0xda -> text(size(Short.BYTES));
            case 0xdb -> text(size(Integer.BYTES));
            case 0xdc -> open(size(Short.BYTES), false);
            case 0xdd -> open(size(Integer.BYTES), false);
            case 0xde -> open(size(Short.BYTES) * 2, true);
            case 0xdf -> open(size(Integer.BYTES) * 2, true);
            default -> throw malformed("Transit has no values of the type 0x" + Integer.toHexString(head));
        }
    }

    /** Returns the first of the next bytes, and steps over them. */
    private byte next(int count) {
        if (end - at < count) {
            throw malformed("it ends too soon");
        }
        byte first = bytes[at];
        at += count;
        return first;
    }

    private long size(int width) {
        int start = at;
        next(width);
        long size = 0;
        for (int i = start; i < at; i++) {
            size = (size << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return size;
    }

    private void open(long size, boolean map) {
        if (size > end - at) {
            throw malformed("a collection has more items than there are bytes");
        }
        if (depth == limits.nesting()) {
            throw exceeded("levels of nesting", limits.nesting());
        }
        if (depth == sizes.length) {
            int more = depth * 2;
            come = Arrays.copyOf(come, more);
            sizes = Arrays.copyOf(sizes, more);
            isMap = Arrays.copyOf(isMap, more);
        }
        come[depth] = 0;
        sizes[depth] = (int) size;
        isMap[depth] = map;
        depth++;
    }

    private void text(long size) {
        if (size > end - at) {
            throw malformed("a text is longer than what is there");
        }
        int start = at;
        at += (int) size;
        if (size == 0) {
            return;
        }
        int characters = characters(start, at);
        boolean tag = size > 2 && bytes[start] == '~' && bytes[start + 1] == '#';
        if (bytes[start] == '^' && !(size == 2 && bytes[start + 1] == ' ')) {
            tag = isTagCode[code(start, characters)];
        } else if (characters >= CACHED_LENGTH_MIN && (isKey() || isName(start))) {
            if (nextCode == CODES) {
                nextCode = 0;
            }
            isTagCode[nextCode] = tag;
            nextCode++;
            codesKnown = Math.max(codesKnown, nextCode);
        }
        if (tag) {
            tag(start, size);
        } else if (size > NUMBER_CHARACTERS_MAX && bytes[start] == '~' && "idnf".indexOf(bytes[start + 1]) >= 0) {
            throw malformed("a number must have at most " + NUMBER_CHARACTERS_MAX + " characters");
        }
    }

    /** Returns whether the text just read is the key of an entry. */
    private boolean isKey() {
        return depth > 0 && isMap[depth - 1] && (come[depth - 1] & 1) == 1;
    }

    /** Returns whether text is a keyword, a symbol or a tag. */
    private boolean isName(int start) {
        return bytes[start] == '~' && (bytes[start + 1] == ':' || bytes[start + 1] == '$' || bytes[start + 1] == '#');
    }

    private int code(int start, int characters) {
        boolean fits = characters == at - start && (characters == 2 || characters == 3);
        int high = fits && characters == 3 ? bytes[start + 1] - CODE_ZERO : 0;
        int low = fits ? bytes[at - 1] - CODE_ZERO : -1;
        int code = high * CODE_BASE + low;
        if (high < 0 || high >= CODE_BASE || low < 0 || low >= CODE_BASE || code >= codesKnown) {
            throw malformed("a code stands for no text that came before");
        }
        return code;
    }

    /** Checks that a tag has one value, and is none that only plain values have. */
    private void tag(int start, long size) {
        boolean first = depth > 0 && come[depth - 1] == 1 && sizes[depth - 1] == 2;
        if (!first) {
            throw malformed("a tag must have one value");
        }
        if (size == 3 && "_s?idb".indexOf(bytes[start + 2]) >= 0) {
            throw malformed("a plain value must not have a tag");
        }
    }

    /** Returns the number of characters of well-formed UTF-8. */
    private int characters(int from, int to) {
        int characters = 0;
        int i = from;
        while (i < to) {
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
                characters++;
                continue;
            }
            int length = sequenceLength(lead & 0xff);
            if (length == 0 || i + length > to || !isSequence(i, length)) {
                throw malformed("a text must be UTF-8");
            }
            i += length;
            characters += length == 4 ? 2 : 1;
        }
        return characters;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xc2 && lead < 0xe0) {
            return 2;
        }
        if (lead >= 0xe0 && lead < 0xf0) {
            return 3;
        }
        return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    }

    /** Returns whether bytes after a lead byte continue it to the shortest form of a character that is no surrogate. */
    private boolean isSequence(int start, int length) {
        int code = bytes[start] & (0x7f >> length);
        for (int i = start + 1; i < start + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
            code = (code << 6) | (bytes[i] & 0x3f);
        }
        return switch (length) {
            case 2 -> true;
            case 3 -> code >= 0x800 && (code < 0xd800 || code > 0xdfff);
            default -> code >= 0x10000 && code <= 0x10ffff;
        };
    }

    private Anomaly.Incorrect malformed(String what) {
        return Anomaly.incorrect(
                "not-transit", "a message must be one Transit value in msgpack: " + what + ": byte=" + at);
    }

    static Anomaly.Incorrect exceeded(String limit, int value) {
        return Anomaly.incorrect("message-too-large", "a message must have at most " + value + " " + limit);
    }
}
