package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.UnicodeText;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values as people read them: text without quotes, times without tags, the rest as EDN. */
final class Text {
    private Text() {}

    /** Returns a value as text. */
    static String plain(Object value) {
        if (value instanceof String
                || value instanceof Keyword
                || value instanceof Symbol
                || value instanceof UUID
                || value instanceof URI
                || value instanceof Character) {
            String text = value.toString();
            return UnicodeText.isWellFormed(text) ? text : UnicodeText.escaped(text);
        }
        if (value instanceof Instant instant) {
            return DateTimeFormatter.ISO_INSTANT.format(instant);
        }
        if (value instanceof Date date) {
            return DateTimeFormatter.ISO_INSTANT.format(date.toInstant());
        }
        return edn(value);
    }

    /** Returns a value as EDN; an anomaly names what EDN cannot write, such as a keyword with a space that a program made. */
    static String edn(@Nullable Object value) {
        return written(() -> Edn.print(value));
    }

    /** Returns a value as EDN for people, on several lines if need be. */
    static String pretty(@Nullable Object value) {
        return written(() -> Edn.pretty(value));
    }

    private static String written(Supplier<String> printing) {
        try {
            return printing.get();
        } catch (Anomaly unwritable) {
            throw new Anomaly.Unsupported(
                    "a value of the answer cannot be written as EDN, --format json writes it: "
                            + unwritable.getMessage(),
                    Map.of(),
                    unwritable);
        }
    }

    /** Returns a value as text on one line without control characters. */
    static String oneLine(Object value) {
        String text = plain(value);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}
