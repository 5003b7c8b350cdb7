package io.stator.dynamodb;

import io.stator.dynamodb.expression.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement in PartiQL, DynamoDB's dialect of SQL, with {@code ?} for each value. Immutable; each method returns a new one.
 *
 * <pre>{@code
 * dynamo.execute("SELECT title FROM albums WHERE artist = ? AND \"year\" > ?", "Pink Floyd", 1970)
 * dynamo.execute(statement("UPDATE albums SET plays = plays + ? WHERE id = ?", 1, "a").capacity(CapacityDetail.TOTAL))
 * }</pre>
 *
 * <p>The text goes to the service as it is: names that are reserved words or have unusual characters go in double quotes.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/transactions.md}, or {@code stator help manual dynamodb/transactions}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Statement {
    /** The longest text the service accepts, in characters. */
    public static final int TEXT_CHARACTERS_MAX = 8192;

    /** No limit of the number of items. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final String text;
    private final List<@Nullable Object> values;
    private final Options options;

    /** How to execute a statement; a page size of 0 leaves it to the service. */
    record Options(
            boolean consistent,
            long limit,
            int pageSize,
            @Nullable String nextToken,
            @Nullable CapacityDetail capacity,
            boolean oldOnFailure) {
        private static final Options STANDARD = new Options(false, NO_LIMIT, 0, null, null, true);
    }

    private Statement(String text, List<@Nullable Object> values, Options options) {
        if (!Texts.isSound(text)) {
            throw new DynamoException.InvalidRequest("a statement " + Texts.BROKEN + ": " + Texts.escaped(text));
        }
        this.text = text;
        this.values = values;
        this.options = options;
    }

    /** Returns a statement with a value for each {@code ?} in its text. */
    public static Statement statement(String text, @Nullable Object @Nullable ... values) {
        Objects.requireNonNull(text, "text");
        if (text.isBlank() || text.length() > TEXT_CHARACTERS_MAX) {
            throw new DynamoException.InvalidRequest("a statement must have 1 to " + TEXT_CHARACTERS_MAX
                    + " characters: " + (text.isBlank() ? "none" : text.length()));
        }
        List<@Nullable Object> given = new ArrayList<>();
        if (values == null) {
            given.add(null);
        } else {
            given.addAll(Arrays.asList(values));
        }
        return new Statement(text, Collections.unmodifiableList(given), Options.STANDARD);
    }

    /** Returns this statement as a read that sees every write acknowledged before it. */
    public Statement consistent() {
        return with(new Options(
                true, options.limit, options.pageSize, options.nextToken, options.capacity, options.oldOnFailure));
    }

    /** Returns this statement for at most so many items. */
    public Statement limit(long count) {
        if (count < 1) {
            throw new DynamoException.InvalidRequest("limit must be >= 1: limit=" + count);
        }
        return with(new Options(
                options.consistent,
                count,
                options.pageSize,
                options.nextToken,
                options.capacity,
                options.oldOnFailure));
    }

    /** Returns this statement with at most so many items evaluated for each page, before those that do not fit are left out. */
    public Statement pageSize(int itemCount) {
        if (itemCount < 1) {
            throw new DynamoException.InvalidRequest("pageSize must be >= 1: pageSize=" + itemCount);
        }
        return with(new Options(
                options.consistent,
                options.limit,
                itemCount,
                options.nextToken,
                options.capacity,
                options.oldOnFailure));
    }

    /** Returns this statement from where {@link StatementResults#nextToken} of the same statement says on; the service keeps it for a day. */
    public Statement from(String nextToken) {
        return with(new Options(
                options.consistent,
                options.limit,
                options.pageSize,
                Objects.requireNonNull(nextToken, "nextToken"),
                options.capacity,
                options.oldOnFailure));
    }

    /** Returns this statement with the consumed capacity in the result. */
    public Statement capacity(CapacityDetail detail) {
        return with(new Options(
                options.consistent,
                options.limit,
                options.pageSize,
                options.nextToken,
                Objects.requireNonNull(detail, "detail"),
                options.oldOnFailure));
    }

    /** Returns this statement without the present item in the exception when its condition does not hold. */
    public Statement withoutItemOnFailure() {
        return with(new Options(
                options.consistent, options.limit, options.pageSize, options.nextToken, options.capacity, false));
    }

    /** Returns the text, with {@code ?} for each value. */
    public String text() {
        return text;
    }

    List<@Nullable Object> values() {
        return values;
    }

    Options options() {
        return options;
    }

    boolean isWrite() {
        String start = text.stripLeading().toUpperCase(Locale.ROOT);
        return start.startsWith("INSERT") || start.startsWith("UPDATE") || start.startsWith("DELETE");
    }

    private Statement with(Options other) {
        return new Statement(text, values, other);
    }

    /** Returns the text; values are not shown, because they may be secret. */
    @Override
    public String toString() {
        return text;
    }
}
