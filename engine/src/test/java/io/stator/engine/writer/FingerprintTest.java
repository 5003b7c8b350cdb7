package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.engine.log.SubmissionMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What tells the data of two transactions apart. */
final class FingerprintTest {
    @Test
    void equalFormsHaveTheSameFingerprint() {
        TxData one = TxData.parse("[{:a 1 :b #{:x :y} :c #inst \"2020\"} [:db/add \"x\" :s 2]]")
                .withSubmissionId("1");
        Map<Object, Object> map = new HashMap<>();
        map.put(Keyword.of("c"), Date.from(Instant.parse("2020-01-01T00:00:00Z")));
        map.put(Keyword.of("b"), Set.of(Keyword.of("y"), Keyword.of("x")));
        map.put(Keyword.of("a"), 1);
        TxData same = TxData.of(map, TxData.add("x", ":s", 2L)).withSubmissionId("1");
        assertThat(Fingerprint.markOf(same)).isEqualTo(Fingerprint.markOf(one));
        TxData other = TxData.parse("[{:a 1 :b #{:x :y} :c #inst \"2020\"} [:db/add \"x\" :s 3]]")
                .withSubmissionId("1");
        assertThat(Fingerprint.markOf(other)).isNotEqualTo(Fingerprint.markOf(one));
        assertThat(Fingerprint.markOf(TxData.of())).isNull();
    }

    private static SubmissionMark mark(@Nullable Object... arguments) {
        List<@Nullable Object> form = new ArrayList<>(List.of(":my/f"));
        form.addAll(Arrays.asList(arguments));
        SubmissionMark mark = Fingerprint.markOf(TxData.of(form).withSubmissionId("id"));
        return java.util.Objects.requireNonNull(mark);
    }

    @Test
    void submissionsDifferByWhereNothingStands() {
        List<SubmissionMark> marks = List.of(
                mark(1L, null),
                mark(null, 1L),
                mark(null, null),
                mark((Object) null),
                mark(1L),
                mark(1L, ""),
                mark("", 1L),
                mark(1L, List.of()),
                mark(1L, Arrays.asList((Object) null)),
                mark(1L, Collections.singletonMap("k", null)),
                mark(1L, Collections.singletonMap(null, "k")),
                mark(1L, false));
        Set<List<Object>> prints = new HashSet<>();
        for (SubmissionMark mark : marks) {
            prints.add(List.of(mark.toString()));
        }
        assertThat(prints).hasSameSizeAs(marks);
        assertThat(mark(1L, null)).isEqualTo(mark(1L, null));
    }
}
