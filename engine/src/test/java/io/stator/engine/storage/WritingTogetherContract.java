package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.StorageException.Kind;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage must do that is given several things at once, and how one is opened for that. */
abstract class WritingTogetherContract {
    /** The one that is tested, another one after it was opened again. */
    Storage storage;

    /** Returns an empty storage. */
    protected abstract Storage openEmpty() throws Exception;

    /** Closes a storage or lets it crash, and opens its bytes again. */
    protected abstract Storage reopen(Storage storage) throws Exception;

    @BeforeEach
    final void openStorage() throws Exception {
        storage = openEmpty();
    }

    @AfterEach
    final void closeStorage() {
        storage.close();
    }

    @Test
    void recordsThatAreAppendedTogetherAreAsIfEachWere() throws Exception {
        Log log = storage.log("a");
        log.appendAll(0, 1, List.of());
        log.appendAll(0, 1, List.of(bytes("x"), bytes(""), bytes("y")));
        log.appendAll(3, 2, List.of(bytes("z")));
        assertKind(Kind.FENCED, () -> log.appendAll(5, 2, List.of(bytes("gap"), bytes("gap"))));
        assertKind(Kind.FENCED, () -> log.appendAll(2, 2, List.of(bytes("again"), bytes("again"))));
        assertKind(Kind.FENCED, () -> log.appendAll(4, 1, List.of(bytes("old"), bytes("old"))));
        storage = reopen(storage);

        assertThat(records("a", 0)).containsExactly("0:1:x", "1:1:", "2:1:y", "3:2:z");
        storage.log("a").append(4, 2, bytes("on"));
        storage.log("a").appendAll(5, 2, List.of(bytes("and"), bytes("on")));
        storage.log("a").rewrite(5, 2, bytes("and so"));
        storage = reopen(storage);
        assertThat(records("a", 4)).containsExactly("4:2:on", "5:2:and so", "6:2:on");
        assertThat(storage.log("a").lastSequence()).hasValue(6);
    }

    @Test
    void aStorageKeepsItsIdentity() throws Exception {
        String identity = storage.identity();
        storage = reopen(storage);

        assertThat(identity).isNotEmpty().isEqualTo(storage.identity());
    }

    @Test
    void severalSegmentsAreStoredTogether() throws Exception {
        Segments segments = storage.segments("a");
        segments.putAll(Map.of());
        segments.putAll(Map.of("one", bytes("1"), "two", bytes("2"), "three", new byte[0]));
        segments.putAll(Map.of("two", bytes("2"), "four", bytes("4")));
        storage = reopen(storage);

        Segments again = storage.segments("a");
        assertThat(again.get("one")).contains(bytes("1"));
        assertThat(again.get("two")).contains(bytes("2"));
        assertThat(again.get("three")).contains(new byte[0]);
        assertThat(again.get("four")).contains(bytes("4"));
        assertThatThrownBy(() -> again.putAll(Map.of("five", bytes("5"), "two", bytes("other"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("id=two");
    }

    private List<String> records(String database, long from) {
        return StorageModel.records(storage.log(database), from);
    }

    private static byte[] bytes(String text) {
        return StorageModel.bytes(text);
    }

    /** Asserts that an action fails with a kind, and returns what its message is asserted with. */
    protected static AbstractThrowableAssert<?, ?> assertKind(Kind kind, ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind));
    }
}
