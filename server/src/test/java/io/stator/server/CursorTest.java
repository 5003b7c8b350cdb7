package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chunks of an answer follow each other without a gap, or it is told that they do not. */
final class CursorTest {
    /** The numbers from 1 to 6, of which one cannot be had the first time it is asked for, or the question whether there is one. */
    private static Iterator<Object> failingOnce(int item, boolean asked) {
        Iterator<Object> items =
                IntStream.rangeClosed(1, 6).<Object>mapToObj(i -> i).iterator();
        return new Iterator<>() {
            private int at;
            private boolean failed;

            private void fail(boolean question) {
                if (!failed && at == item - 1 && question == asked) {
                    failed = true;
                    throw new Anomaly.Interrupted("the time of the request is over");
                }
            }

            @Override
            public boolean hasNext() {
                fail(true);
                return items.hasNext();
            }

            @Override
            public Object next() {
                fail(false);
                at++;
                return items.next();
            }
        };
    }

    @Test
    void chunksFollowEachOtherAndTheLastOneCanBeHadAgain() {
        Cursor cursor = new Cursor(List.of(1, 2, 3, 4, 5).iterator(), 5L, 5);
        assertThat(cursor.chunk(0, 2).items()).containsExactly(1, 2);
        assertThat(cursor.chunk(0, 2).items()).containsExactly(1, 2);
        assertThat(cursor.chunk(2, 2)).isEqualTo(new Cursor.Chunk(List.of(3, 4), 4, true));
        assertThatThrownBy(() -> cursor.chunk(0, 2)).isInstanceOf(Anomaly.Incorrect.class);
        assertThat(cursor.chunk(4, 2)).isEqualTo(new Cursor.Chunk(List.of(5), 5, false));
    }

    @Test
    void whoAsksAgainForAChunkThatCouldNotBeHadIsNotGivenAnother() {
        for (int item : new int[] {3, 4, 5, 6}) {
            for (boolean asked : new boolean[] {false, true}) {
                Cursor cursor = new Cursor(failingOnce(item, asked), null, 0);
                assertThatThrownBy(() -> {
                            for (long offset = 0; offset < 6; offset += 2) {
                                assertThat(cursor.chunk(offset, 2).items())
                                        .containsExactly((int) offset + 1, (int) offset + 2);
                            }
                        })
                        .as("item %s, asked %s", item, asked)
                        .isInstanceOf(Anomaly.Interrupted.class);
                for (long offset : new long[] {0, 2, 4}) {
                    assertThatThrownBy(() -> cursor.chunk(offset, 2))
                            .as("item %s, asked %s, offset %s", item, asked, offset)
                            .isInstanceOf(Anomaly.NotFound.class)
                            .hasMessageContaining("begin anew");
                }
            }
        }
    }
}
