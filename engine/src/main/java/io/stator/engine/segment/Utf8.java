package io.stator.engine.segment;

import io.stator.spi.UnicodeText;
import java.nio.charset.StandardCharsets;

/** What is to be known of UTF-8 beyond turning it into strings. */
final class Utf8 {
    private static final int TWO_BYTE_LEAD_MIN = 0xc2;
    private static final int THREE_BYTE_LEAD_MIN = 0xe0;
    private static final int FOUR_BYTE_LEAD_MIN = 0xf0;
    private static final int FOUR_BYTE_LEAD_MAX = 0xf4;
    private static final int LEAD_BEFORE_SURROGATES = 0xed;
    private static final int LEAD_AFTER_SURROGATES = 0xee;
    private static final int LEAD_LAST_OF_THREE = 0xef;

    private Utf8() {}

    /** Returns the bytes of a text, which must be well-formed. */
    static byte[] encoded(String text) {
        if (!UnicodeText.isWellFormed(text)) {
            throw new IllegalArgumentException("text must be well-formed: text=" + UnicodeText.escaped(text));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns how many bytes a code point takes whose first byte is this one, 0 to 255. */
    static int length(int lead) {
        if (lead < TWO_BYTE_LEAD_MIN) {
            return 1;
        }
        return lead < THREE_BYTE_LEAD_MIN ? 2 : lead < FOUR_BYTE_LEAD_MIN ? 3 : 4;
    }

    /**
     * Returns a number by which the first bytes that two texts do not share are in the order of UTF-16: there the surrogates, which are
     * the code points of four bytes, come before the last code points of three bytes.
     */
    static int rank(byte unit) {
        int value = unit & 0xff;
        return value == LEAD_AFTER_SURROGATES || value == LEAD_LAST_OF_THREE ? value + 0x100 : value;
    }

    /** Returns whether a byte is one that goes on with a code point. */
    static boolean isContinuation(byte unit) {
        return (unit & 0xc0) == 0x80;
    }

    /** Returns whether a part of an array is UTF-8 that encodes only what may be encoded, and that in the shortest form. */
    static boolean isWellFormed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = bytes[at];
            if (lead >= 0) {
                at++;
                continue;
            }
            lead &= 0xff;
            int length = length(lead);
            if (length == 1 || lead > FOUR_BYTE_LEAD_MAX || at + length > to || !isSecond(lead, bytes[at + 1] & 0xff)) {
                return false;
            }
            for (int i = 2; i < length; i++) {
                if (!isContinuation(bytes[at + i])) {
                    return false;
                }
            }
            at += length;
        }
        return true;
    }

    private static boolean isSecond(int lead, int second) {
        int least = lead == THREE_BYTE_LEAD_MIN ? 0xa0 : lead == FOUR_BYTE_LEAD_MIN ? 0x90 : 0x80;
        int greatest = lead == LEAD_BEFORE_SURROGATES ? 0x9f : lead == FOUR_BYTE_LEAD_MAX ? 0x8f : 0xbf;
        return second >= least && second <= greatest;
    }
}
