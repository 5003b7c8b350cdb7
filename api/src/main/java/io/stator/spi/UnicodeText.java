package io.stator.spi;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import java.util.Map;

/**
 * Tells text that can be kept from text that cannot: a surrogate without its partner, as cutting within an emoji leaves one, is no
 * character, and UTF-8, in which all text is written and sent, has no bytes for it.
 *
 * <p>Its methods never wait.
 */
public final class UnicodeText {
    private static final int SHOWN_CHARACTERS_MAX = 300;

    private UnicodeText() {}

    /** Returns whether every surrogate has its partner. It fails with no text that is not null. */
    public static boolean isWellFormed(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }

    /**
     * Throws when text is not well-formed.
     *
     * @param where what the text is for, the beginning of a sentence such as {@code "a submission id"}
     * @throws Anomaly.Incorrect when it is not well-formed
     */
    public static void require(String text, String where) {
        if (!isWellFormed(text)) {
            throw Anomaly.incorrect(
                    "malformed-text",
                    where + " must be well-formed UTF-16: a surrogate without its partner cannot be written: value=\""
                            + shown(text) + "\"",
                    Map.of(Keyword.of("value"), shown(text)));
        }
    }

    private static String shown(String text) {
        String escaped = escaped(text);
        if (escaped.length() <= SHOWN_CHARACTERS_MAX) {
            return escaped;
        }
        boolean split = Character.isHighSurrogate(escaped.charAt(SHOWN_CHARACTERS_MAX - 1));
        return escaped.substring(0, split ? SHOWN_CHARACTERS_MAX - 1 : SHOWN_CHARACTERS_MAX) + "...";
    }

    /** Returns text with each surrogate that has no partner as its escape, such as {@code \}{@code ud800}. It fails with no text that is not null. */
    public static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                shown.append(c);
            } else if (isPair(text, i)) {
                shown.append(c).append(text.charAt(++i));
            } else {
                shown.append("\\u").append(Integer.toHexString(c));
            }
        }
        return shown.toString();
    }
}
