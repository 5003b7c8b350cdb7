package io.stator.client.wire;

import io.stator.spi.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is signed of a request, except its body.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param method the method, such as {@code POST}
 * @param path the path, such as {@code /api}
 * @param query what comes after the question mark, as it is sent; null when there is none
 * @param headers the headers, by their names in small letters
 */
public record HttpHead(String method, String path, @Nullable String query, Map<String, String> headers) {
    /** Creates one; the headers are copied. */
    public HttpHead {
        Require.present(method, "method");
        Require.present(path, "path");
        headers = Map.copyOf(Require.present(headers, "headers"));
    }
}
