package io.stator.conformance;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An anomaly, as a candidate reports it. */
final class Refusal extends RuntimeException {
    /** The category of an exception that is no anomaly; only Datomic may throw such. */
    static final String RAW = "raw";

    private static final long serialVersionUID = 1L;

    private static final Pattern LONG_NUMBER = Pattern.compile("-?[0-9]{8,}");

    private final String category;
    private final @Nullable String error;
    private final transient Map<?, ?> data;

    /**
     * Makes one.
     *
     * @param category a category such as {@code incorrect}
     * @param error an error code such as {@code :db.error/not-an-entity}
     * @param data the anomaly map, in plain values
     */
    Refusal(String category, @Nullable String error, @Nullable String message, Map<?, ?> data, Throwable cause) {
        super(message, cause);
        this.category = category;
        this.error = error;
        this.data = data;
    }

    /** Returns the anomaly map. */
    Map<?, ?> data() {
        return data;
    }

    /** Returns the message of the anomaly map, each long number in it as N, since ids differ. */
    String shape() {
        Object message = data.get(Keyword.of("cognitect.anomalies", "message"));
        return LONG_NUMBER
                .matcher(String.valueOf(message == null ? getMessage() : message))
                .replaceAll("N");
    }

    /** Returns the codes of the errors in the list of errors. */
    List<String> errors() {
        List<String> codes = new ArrayList<>();
        if (data.get(Keyword.of("db", "errors")) instanceof Iterable<?> errors) {
            errors.forEach(each -> codes.add(
                    String.valueOf(each instanceof Map<?, ?> error ? error.get(Keyword.of("db", "error")) : each)));
        }
        return codes;
    }

    /** Returns the category. */
    String category() {
        return category;
    }

    /** Returns the error code, if there is one. */
    @Nullable
    String error() {
        return error;
    }

    @Override
    public String toString() {
        return "anomaly " + category + (error == null ? "" : " " + error) + ": " + getMessage();
    }
}
