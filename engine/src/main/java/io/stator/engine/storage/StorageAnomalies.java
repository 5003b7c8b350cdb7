package io.stator.engine.storage;

import io.stator.Anomaly;
import io.stator.Anomaly.Category;
import io.stator.edn.Keyword;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns failures of storage into the anomalies a caller sees. */
public final class StorageAnomalies {
    /** The key of the kind of failure in the data of an anomaly. */
    public static final Keyword KIND = Keyword.of("stator.storage", "error");

    private static final int CAUSES_MAX = 16;

    private StorageAnomalies() {}

    /** Returns the anomaly of a failure. */
    public static Anomaly of(StorageException failure) {
        Category category = switch (failure.kind()) {
            case NO_SPACE, DISPLACED, IO, UNKNOWN_OUTCOME, CLOSED -> Category.UNAVAILABLE;
            case READ_ONLY, NOT_ALLOWED -> Category.FORBIDDEN;
            case LOCKED, BUSY -> Category.BUSY;
            case CORRUPT -> Category.FAULT;
            case FOREIGN, EXISTS -> Category.INCORRECT;
            case FENCED -> Category.CONFLICT;
        };
        return category.anomaly(String.valueOf(failure.getMessage()), Map.of(KIND, name(failure)), failure);
    }

    private static Keyword name(StorageException failure) {
        return Keyword.of(
                "stator.storage", failure.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Returns the kind of failure of storage that something failed of; null when it is of something else. */
    public static @Nullable Keyword kind(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; i < CAUSES_MAX && each != null; i++) {
            if (each instanceof StorageException failure) {
                return name(failure);
            }
            each = each.getCause();
        }
        return null;
    }

    /** Returns whether an anomaly is the one of a write that may or may not have happened. */
    public static boolean isUnknownOutcome(Anomaly failure) {
        return failure.getCause() instanceof StorageException cause
                && cause.kind() == StorageException.Kind.UNKNOWN_OUTCOME;
    }

    /** Returns what a call on storage returns, its failure as an anomaly. */
    public static <T> T call(Supplier<T> storageCall) {
        try {
            return storageCall.get();
        } catch (StorageException failure) {
            throw of(failure);
        }
    }
}
