package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

/** The storage in memory keeps the contract; it cannot be reopened, so the same one is used on. */
final class MemoryStorageTest extends StorageContract {

    @Override
    protected Storage openEmpty() {
        return new MemoryStorage();
    }

    @Override
    protected Storage reopen(Storage storage) {
        return storage;
    }

    @Test
    @SuppressWarnings("NullAway") // what is no array fails where one that is too big for memory would
    void aRecordThatCannotBeCopiedLeavesNoTrace() {
        Log log = openEmpty().log("x");
        assertThat(catchThrowable(() -> log.append(0, 0, null))).isNotNull();
        assertThat(log.lastSequence()).isEmpty();
        log.append(0, 0, new byte[] {1});
        assertThat(log.lastSequence()).hasValue(0);
    }
}
