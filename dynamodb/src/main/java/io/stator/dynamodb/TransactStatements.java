package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Up to 100 statements of which all happen or none: only reads, or only writes and {@code EXISTS} checks. Immutable; each method
 * returns the transaction with one more statement or another setting.
 *
 * <p>Each call of {@code executeTransaction} has an idempotency token of its own, which stays the same when the call is tried again.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class TransactStatements {
    private static final TransactStatements EMPTY = new TransactStatements(List.of(), TransactSettings.STANDARD);

    private final List<Statement> statements;
    private final TransactSettings settings;

    private TransactStatements(List<Statement> statements, TransactSettings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    /** Returns the transaction without statements. */
    public static TransactStatements empty() {
        return EMPTY;
    }

    /** Adds a statement with a value for each {@code ?} in its text. */
    public TransactStatements add(String text, @Nullable Object @Nullable ... values) {
        return add(Statement.statement(text, values));
    }

    /** Adds a statement; what it says about pages and consistency has no meaning here. */
    public TransactStatements add(Statement statement) {
        List<Statement> more = new ArrayList<>(statements);
        more.add(Objects.requireNonNull(statement, "statement"));
        return new TransactStatements(more, settings);
    }

    /** Returns this transaction with an idempotency token of the caller's, of at most 36 characters; see {@link TransactWrites#token}. */
    public TransactStatements token(String token) {
        return new TransactStatements(statements, settings.token(token));
    }

    /** Returns this transaction with the longest time during which it is tried again; see {@link TransactWrites#timeout}. */
    public TransactStatements timeout(Duration timeout) {
        return new TransactStatements(statements, settings.timeout(timeout));
    }

    /** Returns this transaction with the consumed capacity in the result. */
    public TransactStatements capacity(CapacityDetail detail) {
        return new TransactStatements(statements, settings.capacity(detail));
    }

    /** Returns how many statements there are. */
    public int size() {
        return statements.size();
    }

    List<Statement> statements() {
        return statements;
    }

    TransactSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "TransactStatements" + statements;
    }
}
