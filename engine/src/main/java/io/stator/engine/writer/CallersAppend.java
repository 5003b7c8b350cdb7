package io.stator.engine.writer;

import io.stator.engine.calls.Answer;
import io.stator.engine.calls.StackRoom;
import io.stator.engine.datom.Fact;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.Log;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.BooleanSupplier;

/**
 * What the thread of a caller may append itself, by how long an append may hold it: all that is small if that is brief, and what is sure
 * to end in time if storage is waited for.
 */
enum CallersAppend {
    /** Appends hold their thread for too long, or for who knows how long. */
    NEVER {
        @Override
        boolean mayDo(Answer<?>.Wait wait) {
            return false;
        }

        @Override
        boolean hasRoom() {
            return false;
        }

        @Override
        boolean mayDo(Iterable<Fact> facts) {
            return false;
        }

        @Override
        boolean inTime(Answer<?>.Wait wait, BooleanSupplier body) {
            return false;
        }
    },

    /** Appends wait for nothing. */
    BRIEFLY {
        @Override
        boolean mayDo(Answer<?>.Wait wait) {
            return true;
        }

        @Override
        boolean hasRoom() {
            return StackRoom.isThere();
        }

        @Override
        boolean mayDo(Iterable<Fact> facts) {
            return true;
        }

        @Override
        boolean inTime(Answer<?>.Wait wait, BooleanSupplier body) {
            return body.getAsBoolean();
        }
    },

    /** Appends wait for storage, and end with the caller's time or when it is interrupted. */
    WHILE_AWAITED {
        /** Threads of a pool that makes up for those that wait for each other, but not for those that wait for a socket, are not for this. */
        @Override
        boolean mayDo(Answer<?>.Wait wait) {
            return wait.leftNanos() >= LEFT_NANOS_MIN && !(Thread.currentThread() instanceof ForkJoinWorkerThread);
        }

        @Override
        boolean hasRoom() {
            return StackRoom.isThereForNetwork();
        }

        @Override
        boolean mayDo(Iterable<Fact> facts) {
            return Fact.weight(facts) <= WEIGHT_MAX;
        }

        @Override
        boolean inTime(Answer<?>.Wait wait, BooleanSupplier body) {
            return CallersTime.within(wait::leftNanos, body::getAsBoolean);
        }
    };

    /** A caller with less time leaves its append to the writer, which goes on with it when the caller does not wait any more. */
    static final long LEFT_NANOS_MIN = 1_000_000_000;

    /** How many facts of the usual size an append may have, so that it fits into one request, and is one thing to wait for. */
    static final long WEIGHT_MAX = 1_024;

    static CallersAppend of(Log.Hold hold) {
        return switch (hold) {
            case BRIEF -> BRIEFLY;
            case WHILE_AWAITED -> WHILE_AWAITED;
            case ANY -> NEVER;
        };
    }

    /** Returns whether a caller who waits may append. */
    abstract boolean mayDo(Answer<?>.Wait wait);

    /** Returns whether the stack of the caller has room for it. */
    abstract boolean hasRoom();

    /** Returns whether facts are few and small enough. */
    abstract boolean mayDo(Iterable<Fact> facts);

    /** Returns what something returns that is done for a caller who waits; what storage is asked for meanwhile ends with the caller's time. */
    abstract boolean inTime(Answer<?>.Wait wait, BooleanSupplier body);
}
