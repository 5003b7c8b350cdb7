package io.stator.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What stands for facts in storage. */
final class StoredFactsTest {
    @Test
    void whatIsKeptAndDeletedWhileItIsReadIsReadNevertheless() {
        Fact[] facts = {Fact.ofLong(1, 70, 2, 3, true)};
        byte[] bytes = Segment.encode(new SegmentId("x", "a"), Index.EAVT, facts, 0, 1);
        ChildEntry entry = new ChildEntry("a", 1, 3, 3, Segment.checksum(bytes), bytes.length, facts[0]);
        AtomicReference<StoredFacts> stored = new AtomicReference<>();
        AtomicInteger loads = new AtomicInteger();
        stored.set(new StoredFacts(entry, (asked, kept) -> {
            if (loads.incrementAndGet() == 1) {
                assertThat(kept).isNull();
                stored.get().keep(bytes);
                throw new IllegalStateException("deleted");
            }
            return Segment.decode("x", Index.EAVT, asked, Objects.requireNonNull(kept));
        }));
        assertThat(stored.get().facts().size()).isEqualTo(1);
        assertThat(stored.get().facts().size()).isEqualTo(1);
        assertThat(loads).hasValue(2);
        assertThat(stored.get().isKept()).isTrue();
    }

    @Test
    void whatIsGivenUpIsToldToWhoReadsIt() {
        Fact[] facts = {Fact.ofLong(1, 70, 2, 3, true)};
        byte[] bytes = Segment.encode(new SegmentId("x", "a"), Index.EAVT, facts, 0, 1);
        ChildEntry entry = new ChildEntry("a", 1, 3, 3, Segment.checksum(bytes), bytes.length, facts[0]);
        StoredFacts stored = new StoredFacts(entry, (asked, kept) -> Segment.decode("x", Index.EAVT, asked, bytes));
        assertThat(stored.facts().size()).isEqualTo(1);
        stored.giveUp(() -> new IllegalStateException("gone"));
        assertThatThrownBy(stored::facts).hasMessage("gone");
        assertThat(stored.isKept()).isTrue();
    }
}
