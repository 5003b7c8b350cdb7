package io.stator.client;

import io.stator.Anomaly;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came.
 *
 * @param status its status
 * @param contentType the media type of its body, without parameters; empty when there is none
 * @param dialect what our own servers say of themselves; null from others
 * @param requestBytes how many bytes a request may have; null from servers that do not say it
 * @param body the body
 */
record Received(
        int status,
        String contentType,
        @Nullable String dialect,
        @Nullable String requestBytes,
        byte[] body) {
    /** Returns the answer with these headers; null stands for one that is not there. */
    static Received of(
            int status,
            @Nullable String contentType,
            @Nullable String dialect,
            @Nullable String requestBytes,
            byte[] body) {
        String type = contentType == null ? "" : contentType;
        int parameters = type.indexOf(';');
        String media = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        return new Received(status, media.toLowerCase(Locale.ROOT), dialect, requestBytes, body);
    }

    /** Returns the refusal of an answer that has more bytes than it may. */
    static Anomaly tooLong(int bytesMax) {
        return new Anomaly.Unsupported("an answer must have at most " + bytesMax
                + " bytes: ask for fewer items at once, with chunk, or for less, with limit");
    }
}
