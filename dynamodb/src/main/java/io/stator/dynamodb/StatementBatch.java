package io.stator.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of each statement of a batch, of which some may have failed.
 *
 * <p>Waits and failures: nothing here asks the service; only an outcome that is a failure can be thrown.
 *
 * @param outcomes one for each statement, in their order
 * @param capacity the consumed capacity of each table, if it was asked for
 */
public record StatementBatch(List<Outcome> outcomes, Map<String, Capacity> capacity) {
    /** Copies the parts. */
    public StatementBatch {
        outcomes = List.copyOf(outcomes);
        capacity = Map.copyOf(capacity);
    }

    /** Returns what became of the statement with that number, from 0. */
    public Outcome get(int number) {
        return outcomes.get(number);
    }

    /** Returns whether no statement failed. */
    public boolean isComplete() {
        return outcomes.stream().allMatch(Outcome::isDone);
    }

    /** Returns this batch, or throws the error of the first statement that failed. */
    public StatementBatch orElseThrow() {
        for (Outcome outcome : outcomes) {
            if (outcome.error != null) {
                throw outcome.error;
            }
        }
        return this;
    }

    /** What became of one statement: its item, if it gives one, or its error. */
    public static final class Outcome {
        private final @Nullable Item item;
        private final @Nullable DynamoException error;

        Outcome(@Nullable Item item, @Nullable DynamoException error) {
            this.item = item;
            this.error = error;
        }

        /** Returns whether the statement did not fail. */
        public boolean isDone() {
            return error == null;
        }

        /** Returns the item, or nothing: there is none, the statement returns none, or it failed. */
        public Optional<Item> item() {
            return Optional.ofNullable(item);
        }

        /** Returns why the statement failed, or nothing if it did not. */
        public Optional<DynamoException> error() {
            return Optional.ofNullable(error);
        }

        @Override
        public String toString() {
            return error == null
                    ? "Outcome[" + (item == null ? "" : item) + "]"
                    : "Outcome[" + error.getMessage() + "]";
        }
    }
}
