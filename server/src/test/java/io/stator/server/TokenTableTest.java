package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept for clients has its bounds, in number, in weight and in time. */
final class TokenTableTest {
    private static final long IDLE = 100;

    private long now;
    private final List<String> released = new ArrayList<>();

    private TokenTable<Thing> table(int perKey, int together, long weight) {
        return table(new TokenTable.Bounds(perKey, together, Long.MAX_VALUE, weight));
    }

    private TokenTable<Thing> table(TokenTable.Bounds bounds) {
        return new TokenTable<>("things", bounds, IDLE, () -> now);
    }

    private final class Thing implements TokenTable.Held {
        private final String name;
        private final long weight;

        Thing(String name, long weight) {
            this.name = name;
            this.weight = weight;
        }

        @Override
        public long weight() {
            return weight;
        }

        @Override
        public void release() {
            released.add(name);
        }
    }

    @Test
    void theOneNotUsedLongestMakesRoomForANewOneOfItsKey() {
        TokenTable<Thing> table = table(2, 10, 100);
        String first = table.put("key", "db", new Thing("first", 1));
        String second = table.put("key", "db", new Thing("second", 1));
        table.get("key", "db", first);
        table.put("key", "db", new Thing("third", 1));
        assertThat(released).containsExactly("second");
        assertThatThrownBy(() -> table.get("key", "db", second)).isInstanceOf(Anomaly.NotFound.class);
        assertThat(table.get("key", "db", first).name).isEqualTo("first");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void aTokenIsWorthNothingElsewhere() {
        TokenTable<Thing> table = table(2, 10, 100);
        String token = table.put("key", "db", new Thing("first", 1));
        assertThatThrownBy(() -> table.get("other", "db", token)).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> table.get("key", "other", token)).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> table.get("key", "db", 5L)).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> table.get("key", null, token)).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> table.get("key", "db", null)).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void noKeyTakesWhatOthersHave() {
        TokenTable<Thing> table = table(5, 2, 100);
        String first = table.put("a", "db", new Thing("first", 1));
        String second = table.put("b", "db", new Thing("second", 1));
        assertThatThrownBy(() -> table.put("c", "db", new Thing("third", 1))).isInstanceOf(Anomaly.Busy.class);
        assertThat(released).containsExactly("third");
        table.finish("a", first);
        table.put("c", "db", new Thing("fourth", 1));
        assertThat(table.get("b", "db", second).name).isEqualTo("second");
        assertThatThrownBy(() -> table.get("a", "db", first)).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void weightIsBoundedAndGivenBack() {
        TokenTable<Thing> table = table(5, 10, 10);
        String heavy = table.put("a", "db", new Thing("heavy", 8));
        assertThatThrownBy(() -> table.put("a", "db", new Thing("another", 3))).isInstanceOf(Anomaly.Busy.class);
        table.finish("a", heavy);
        assertThat(table.totalWeight()).isZero();
        table.put("a", "db", new Thing("another", 10));
        assertThat(table.totalWeight()).isEqualTo(10);
        assertThatThrownBy(() -> table.put("b", "db", new Thing("endless", Long.MAX_VALUE)))
                .isInstanceOf(Anomaly.Busy.class);
        table.clear();
        assertThat(table.totalWeight()).isZero();
        assertThat(table.size()).isZero();
    }

    @Test
    void thoseNotUsedLongestMakeRoomForTheWeightOfANewOneOfTheirKey() {
        TokenTable<Thing> table = table(new TokenTable.Bounds(5, 10, 10, 15));
        table.put("a", "db", new Thing("first", 4));
        String second = table.put("a", "db", new Thing("second", 4));
        table.put("b", "db", new Thing("another's", 5));
        table.put("a", "db", new Thing("third", 6));
        assertThat(released).containsExactly("first");
        assertThat(table.get("a", "db", second).name).isEqualTo("second");
        assertThat(table.totalWeight()).isEqualTo(15);
        assertThatThrownBy(() -> table.put("a", "db", new Thing("heavy", 11)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("things of one key may have about 10 bytes together, this one has 11");
        table.put("a", "db", new Thing("all there may be", 10));
        assertThat(released).containsExactly("first", "heavy", "third", "second");
        assertThatThrownBy(() -> table.put("c", "db", new Thing("one too many", 1)))
                .isInstanceOf(Anomaly.Busy.class);
    }

    @Test
    void whatIsNotUsedIsForgotten() {
        TokenTable<Thing> table = table(5, 10, 100);
        String used = table.put("a", "db", new Thing("used", 1));
        table.put("a", "db", new Thing("unused", 1));
        now = IDLE - 1;
        table.get("a", "db", used);
        now = IDLE;
        table.sweep();
        assertThat(released).containsExactly("unused");
        now = 3 * IDLE;
        table.sweep();
        assertThat(table.size()).isZero();
    }

    @Test
    void tokensAreRandom() {
        TokenTable<Thing> table = table(1_000, 1_000, 10_000);
        Set<String> tokens = new HashSet<>();
        IntStream.range(0, 1_000).forEach(i -> tokens.add(table.put("a", "db", new Thing("x", 1))));
        assertThat(tokens).hasSize(1_000).allSatisfy(token -> assertThat(token).matches("[A-Za-z0-9_-]{24}"));
    }
}
