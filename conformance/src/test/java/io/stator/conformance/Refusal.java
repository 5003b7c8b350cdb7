package io.stator.conformance;

import org.jspecify.annotations.Nullable;

/** An anomaly, as a candidate reports it. */
final class Refusal extends RuntimeException {
    /** The category of an exception that is no anomaly; only Datomic may throw such. */
    static final String RAW = "raw";

    private static final long serialVersionUID = 1L;

    private final String category;
    private final @Nullable String error;

    /** Makes one of a category such as {@code incorrect} and an error code such as {@code :db.error/not-an-entity}. */
    Refusal(String category, @Nullable String error, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.category = category;
        this.error = error;
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
