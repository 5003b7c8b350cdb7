package io.stator.edn;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words for what was found where something else was expected. */
final class Found {
    private static final int SHOWN_MAX = 80;

    private Found() {}

    /** Returns a short description of a form for an error message. */
    static String form(@Nullable Object form) {
        if (form == null) {
            return "nil";
        }
        if (form instanceof byte[]) {
            return "bytes";
        }
        if (form instanceof Tagged tagged) {
            return "a literal with the tag " + tagged.tag();
        }
        if (form instanceof Map) {
            return "a map";
        }
        if (form instanceof Set) {
            return "a set";
        }
        if (form instanceof EdnSequence) {
            return form instanceof EdnVector ? "a vector" : "a list";
        }
        return form instanceof String text ? "\"" + abbreviated(text) + "\"" : abbreviated(form.toString());
    }

    /** Returns the beginning of a text that is too long for an error message. */
    static String abbreviated(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
    }

    /** Returns the name of a character for an error message. */
    static String character(int c) {
        if (c < 0) {
            return "the end of the text";
        }
        boolean visible = c > ' ' && c != 0x7F && (c < 0x80 || Character.isLetterOrDigit(c));
        return visible ? "'" + (char) c + "'" : "the character U+" + String.format("%04X", c);
    }
}
