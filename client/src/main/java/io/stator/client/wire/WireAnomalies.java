package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.Anomaly.Category;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import io.stator.spi.UnicodeText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anomalies as answers: as maps, and as the status of an answer.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public final class WireAnomalies {
    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;
    private static final int NO_STATUS = 600;

    private WireAnomalies() {}

    /** Returns whether an answer is an anomaly. */
    public static boolean isAnomaly(@Nullable Object answer) {
        return answer instanceof Map<?, ?> map && map.get(Anomaly.CATEGORY) != null;
    }

    /** Returns the anomaly that an answer is; one of a category that nobody knows is a fault. */
    public static Anomaly read(Map<?, ?> answer) {
        Category category = Category.FAULT;
        for (Category each : Category.values()) {
            if (each.keyword().equals(Require.present(answer, "answer").get(Anomaly.CATEGORY))) {
                category = each;
            }
        }
        Map<Keyword, Object> details = new LinkedHashMap<>();
        answer.forEach((key, value) -> {
            if (key instanceof Keyword name && value != null && !name.equals(Anomaly.CATEGORY)) {
                details.put(name, value);
            }
        });
        Object message = details.remove(Anomaly.MESSAGE);
        return category.anomaly(
                message instanceof String text ? text : category.keyword().name(), details, null);
    }

    /** Returns the map of an anomaly; a detail that cannot be sent is described. */
    public static Map<Keyword, Object> toMap(Anomaly anomaly) {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        Require.present(anomaly, "anomaly").data().forEach((key, value) -> map.put(key, sendable(value)));
        return Collections.unmodifiableMap(map);
    }

    private static Object sendable(Object value) {
        if (value instanceof String text) {
            return UnicodeText.escaped(text);
        }
        if (value instanceof Keyword || value instanceof Long || value instanceof Boolean) {
            return value;
        }
        try {
            Transit.write(value, Dialect.DATOMIC, WireLimits.ofRequests());
            return value;
        } catch (Anomaly cannotBeSent) {
            return UnicodeText.escaped(Edn.describe(value));
        }
    }

    /** Returns the status of an answer that is an anomaly. */
    public static int status(Category category) {
        return switch (Require.present(category, "category")) {
            case INCORRECT -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case BUSY -> 429;
            case FAULT -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case INTERRUPTED -> 504;
        };
    }

    /** Returns what a status says when nothing else does; null when it says that all is well. */
    public static @Nullable Category ofStatus(int status) {
        return switch (status) {
            case 403 -> Category.FORBIDDEN;
            case 429 -> Category.BUSY;
            case 502, 503, 504 -> Category.UNAVAILABLE;
            default -> {
                if (status < CLIENT_ERRORS) {
                    yield null;
                }
                yield status >= SERVER_ERRORS && status < NO_STATUS ? Category.FAULT : Category.INCORRECT;
            }
        };
    }
}
