package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many facts a bulk load keeps in memory. */
class BulkLoadTest {
    private static final long MEBIBYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {40, 64, 96, 128, 512})
    void leavesRoomOnASmallHeapForTwiceTheFactsAndAllElse(long mebibytes) {
        long heap = mebibytes * MEBIBYTE;

        long live = BulkLoad.liveFacts(heap, heap / 2048);

        // The writer is not slowed before twice as many are there, of 250 bytes each if they are texts.
        assertThat(2 * live * 250).isLessThan(heap - 16 * MEBIBYTE);
    }

    @Test
    void keepsMoreThanUsualOnAHeapThatHasRoomAndNeverLess() {
        assertThat(BulkLoad.liveFacts(4096 * MEBIBYTE, 1 << 20)).isEqualTo(4064 * MEBIBYTE / 512);
        assertThat(BulkLoad.liveFacts(1L << 50, 1 << 20)).isEqualTo(1 << 24);
        assertThat(BulkLoad.liveFacts(16 * MEBIBYTE, 8192)).isEqualTo(8192);
    }
}
