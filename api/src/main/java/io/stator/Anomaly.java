package io.stator;

import io.stator.edn.EdnException;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the library: what went wrong, in one of nine categories that tell whether and how to go on.
 *
 * <pre>{@code
 * try {
 *     connection.transact(TxData.of(TxData.cas(movie, YEAR, 1983, 1986)));
 * } catch (Anomaly.Conflict conflict) {
 *     // somebody was faster: read again, and decide anew
 * }
 * }</pre>
 *
 * <p>{@link #data()} holds the same keys as an anomaly map of the Client API: {@code :cognitect.anomalies/category},
 * {@code :cognitect.anomalies/message}, often {@code :db/error}, and details.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/java.md}, or {@code stator help manual java}.
 */
public abstract sealed class Anomaly extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The key of the category in {@link #data()}. */
    public static final Keyword CATEGORY = Keyword.of("cognitect.anomalies", "category");

    /** The key of the message in {@link #data()}. */
    public static final Keyword MESSAGE = Keyword.of("cognitect.anomalies", "message");

    /** The key of the error code in {@link #data()}. */
    public static final Keyword ERROR = Keyword.of("db", "error");

    /** The nine kinds of anomaly. */
    @Namespace("cognitect.anomalies")
    public enum Category {
        /** The callee cannot be reached or did not answer in time; retry when it is healthy. */
        UNAVAILABLE(true),
        /** The call was interrupted; its outcome may be unknown. */
        INTERRUPTED(true),
        /** The caller is wrong: fix the call. */
        INCORRECT(false),
        /** The caller may not do this. */
        FORBIDDEN(false),
        /** The verb is not offered here. */
        UNSUPPORTED(false),
        /** The named thing does not exist. */
        NOT_FOUND(false),
        /** The call disagrees with the state of the database: read again and decide anew. */
        CONFLICT(false),
        /** The callee is broken. */
        FAULT(false),
        /** The callee is overloaded: back off and retry. */
        BUSY(true);

        private final boolean retryable;
        private final Keyword keyword;

        Category(boolean retryable) {
            this.retryable = retryable;
            this.keyword = Keyword.of(
                    "cognitect.anomalies", name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        /** Returns whether the same call may succeed later. Never fails. */
        public boolean isRetryable() {
            return retryable;
        }

        /** Returns the keyword of this category, such as {@code :cognitect.anomalies/not-found}. Never fails. */
        public Keyword keyword() {
            return keyword;
        }

        /**
         * Returns an anomaly of this category.
         *
         * @throws Anomaly.Incorrect when the message or the details are null
         */
        public Anomaly anomaly(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            return switch (this) {
                case UNAVAILABLE -> new Unavailable(message, details, cause);
                case INTERRUPTED -> new Interrupted(message, details, cause);
                case INCORRECT -> new Incorrect(message, details, cause);
                case FORBIDDEN -> new Forbidden(message, details, cause);
                case UNSUPPORTED -> new Unsupported(message, details, cause);
                case NOT_FOUND -> new NotFound(message, details, cause);
                case CONFLICT -> new Conflict(message, details, cause);
                case FAULT -> new Fault(message, details, cause);
                case BUSY -> new Busy(message, details, cause);
            };
        }
    }

    private final Category category;
    private final transient Map<Keyword, Object> data;

    private Anomaly(Category category, String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
        super(Require.present(message, "message"), cause);
        this.category = category;
        Map<Keyword, Object> all = new LinkedHashMap<>();
        all.put(CATEGORY, category.keyword());
        all.put(MESSAGE, message);
        all.putAll(Require.present(details, "details"));
        this.data = Collections.unmodifiableMap(all);
    }

    /** Returns the category. Never fails. */
    public final Category category() {
        return category;
    }

    /** Returns whether the same call may succeed later. Never fails. */
    public final boolean isRetryable() {
        return category.isRetryable();
    }

    /** Returns the anomaly map: category, message and details. Never fails. */
    public final Map<Keyword, Object> data() {
        return data;
    }

    /** Returns the {@code :db/error} code, such as {@code :db.error/unique-conflict}, or null when there is none. Never fails. */
    public final @Nullable Keyword error() {
        return data.get(ERROR) instanceof Keyword keyword ? keyword : null;
    }

    /**
     * Returns an incorrect anomaly with an error code {@code :db.error/CODE}.
     *
     * @throws Anomaly.Incorrect when the code makes no keyword
     */
    public static Incorrect incorrect(String code, String message) {
        return incorrect(code, message, Map.of());
    }

    /**
     * Returns an incorrect anomaly with an error code {@code :db.error/CODE} and details.
     *
     * @throws Anomaly.Incorrect when the code makes no keyword
     */
    public static Incorrect incorrect(String code, String message, Map<Keyword, ?> details) {
        return new Incorrect(message, withError(code, details), null);
    }

    /**
     * Returns a conflict anomaly with an error code {@code :db.error/CODE} and details.
     *
     * @throws Anomaly.Incorrect when the code makes no keyword
     */
    public static Conflict conflict(String code, String message, Map<Keyword, ?> details) {
        return new Conflict(message, withError(code, details), null);
    }

    /**
     * Returns the anomaly that a function throws to end the query or transaction that called it, as in {@code throw
     * Anomaly.cancel(Category.CONFLICT, "sold out", Map.of(ITEM, id))}.
     *
     * @param category {@link Category#INCORRECT} or {@link Category#CONFLICT}
     * @param details what {@link #data()} is to hold besides the category, the message and {@code :datomic/cancelled}
     * @throws Anomaly.Incorrect when the category is another one
     */
    public static Anomaly cancel(Category category, String message, Map<Keyword, ?> details) {
        if (category != Category.INCORRECT && category != Category.CONFLICT) {
            throw Require.refused("category", "must be INCORRECT or CONFLICT: category=" + category);
        }
        Map<Keyword, Object> all = new LinkedHashMap<>(Require.present(details, "details"));
        all.put(Keyword.of("datomic", "cancelled"), true);
        return category.anomaly(message, all, null);
    }

    private static Map<Keyword, Object> withError(String code, Map<Keyword, ?> details) {
        Map<Keyword, Object> all = new LinkedHashMap<>();
        all.put(ERROR, Require.keyword("db.error/" + Require.present(code, "code"), "code"));
        all.putAll(Require.present(details, "details"));
        return all;
    }

    /** The callee cannot be reached, or did not answer in time. */
    public static final class Unavailable extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Unavailable(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Unavailable(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.UNAVAILABLE, message, details, cause);
        }
    }

    /** The call was interrupted. A thread that was interrupted while it waited stays so ({@link Thread#isInterrupted()}), for those who called it. */
    public static final class Interrupted extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Interrupted(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Interrupted(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.INTERRUPTED, message, details, cause);
        }
    }

    /** The call itself is wrong. */
    public static sealed class Incorrect extends Anomaly permits EdnException {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Incorrect(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Incorrect(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.INCORRECT, message, details, cause);
        }
    }

    /** The caller may not do this. */
    public static final class Forbidden extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Forbidden(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Forbidden(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.FORBIDDEN, message, details, cause);
        }
    }

    /** The verb is not offered here. */
    public static final class Unsupported extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Unsupported(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Unsupported(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.UNSUPPORTED, message, details, cause);
        }
    }

    /** The named thing does not exist. */
    public static final class NotFound extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public NotFound(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public NotFound(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.NOT_FOUND, message, details, cause);
        }
    }

    /** The call disagrees with the state of the database. */
    public static final class Conflict extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Conflict(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Conflict(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.CONFLICT, message, details, cause);
        }
    }

    /** The callee is broken. */
    public static final class Fault extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Fault(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Fault(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.FAULT, message, details, cause);
        }
    }

    /** The callee is overloaded. */
    public static final class Busy extends Anomaly {
        private static final long serialVersionUID = 1L;

        /** Creates one with a message; fails with {@link Incorrect} when that is null. */
        public Busy(String message) {
            this(message, Map.of(), null);
        }

        /** Creates one with a message, details for {@link #data()} and a cause; fails with {@link Incorrect} when one of the former is null. */
        public Busy(String message, Map<Keyword, ?> details, @Nullable Throwable cause) {
            super(Category.BUSY, message, details, cause);
        }
    }
}
