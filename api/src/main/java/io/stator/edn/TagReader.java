package io.stator.edn;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the values of tagged literals: by the caller's handlers, then by the tags known to the package, then as {@link Tagged}. */
final class TagReader {
    static final Symbol INSTANT = Symbol.of("inst");
    static final Symbol UUID_TAG = Symbol.of("uuid");
    static final Symbol URI_TAG = Symbol.of("uri");
    static final Symbol BYTES = Symbol.of("bytes");

    private static final int UUID_LENGTH = 36;

    private final EdnOptions options;

    TagReader(EdnOptions options) {
        this.options = options;
    }

    /** Returns whether {@code #uuid} has its own meaning, so that it may be read without making its string. */
    boolean readsUuidItself() {
        return options.tagHandler(UUID_TAG) == null;
    }

    /** Returns the value of {@code #tag form}; handlers are left out for forms that are discarded. */
    @Nullable
    Object value(Symbol tag, @Nullable Object form, boolean discarded, int line, int column) {
        TagHandler handler = options.tagHandler(tag);
        if (handler != null) {
            if (discarded) {
                return new Tagged(tag, form);
            }
            try {
                return handler.value(form);
            } catch (RuntimeException rejected) {
                throw new EdnException(
                        "a form that the handler of #" + tag + " accepts",
                        "one that it rejects: " + rejected.getMessage(),
                        line,
                        column,
                        rejected);
            }
        }
        if (tag != INSTANT && tag != UUID_TAG && tag != URI_TAG && tag != BYTES) {
            return new Tagged(tag, form);
        }
        if (!(form instanceof String text)) {
            throw new EdnException("a string after #" + tag, Found.form(form), line, column);
        }
        Object value = known(tag, text);
        if (value == null) {
            throw new EdnException(expected(tag), "\"" + Found.abbreviated(text) + "\"", line, column);
        }
        return value;
    }

    private static String expected(Symbol tag) {
        if (tag == INSTANT) {
            return "an RFC 3339 time of whole milliseconds such as \"2024-05-17T08:30:00.000Z\" after #inst";
        }
        if (tag == UUID_TAG) {
            return "a UUID such as \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\" after #uuid";
        }
        return tag == URI_TAG ? "a URI after #uri" : "base64 after #bytes";
    }

    private static @Nullable Object known(Symbol tag, String text) {
        if (tag == INSTANT) {
            return InstantText.parse(text);
        }
        if (tag == UUID_TAG) {
            return text.length() == UUID_LENGTH ? uuid(text.toCharArray(), 0) : null;
        }
        try {
            return tag == URI_TAG ? new URI(text) : Base64.getDecoder().decode(text);
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            return null;
        }
    }

    /** Returns the UUID in its canonical form of 36 characters at this index, or null if there is none. */
    static @Nullable UUID uuid(char[] buffer, int from) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = buffer[from + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
                continue;
            }
            int digit = CharacterText.digit(c, 16);
            if (digit < 0) {
                return null;
            }
            if (i < 18) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new UUID(high, low);
    }

    /** Consumes and returns the UUID if the next characters are one in double quotes, or returns null. */
    static @Nullable UUID quotedUuid(CharInput input) {
        if (!input.has(UUID_LENGTH + 2) || input.buffer[input.position] != '"') {
            return null;
        }
        if (input.buffer[input.position + UUID_LENGTH + 1] != '"') {
            return null;
        }
        UUID uuid = uuid(input.buffer, input.position + 1);
        if (uuid != null) {
            input.position += UUID_LENGTH + 2;
        }
        return uuid;
    }
}
