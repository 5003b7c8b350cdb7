package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What failures of storage are asserted with. */
final class Kinds {
    private Kinds() {}

    /** Asserts that an action fails with a kind, and returns what its message is asserted with. */
    static AbstractThrowableAssert<?, ?> assertKind(Kind kind, ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind));
    }
}
