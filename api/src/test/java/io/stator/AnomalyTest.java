package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AnomalyTest {
    private static final Keyword DETAIL = Keyword.of("my", "detail");

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, unavailable, true, Unavailable",
        "INTERRUPTED, interrupted, true, Interrupted",
        "INCORRECT, incorrect, false, Incorrect",
        "FORBIDDEN, forbidden, false, Forbidden",
        "UNSUPPORTED, unsupported, false, Unsupported",
        "NOT_FOUND, not-found, false, NotFound",
        "CONFLICT, conflict, false, Conflict",
        "FAULT, fault, false, Fault",
        "BUSY, busy, true, Busy"
    })
    void everyCategoryHasItsClassItsKeywordAndItsRetryability(
            Anomaly.Category category, String keyword, boolean retryable, String className) {
        Throwable cause = new IllegalStateException("below");
        Anomaly anomaly = category.anomaly("it went wrong", Map.of(DETAIL, 7L), cause);
        assertThat(anomaly.getClass().getSimpleName()).isEqualTo(className);
        assertThat(anomaly.category()).isEqualTo(category);
        assertThat(anomaly.isRetryable()).isEqualTo(retryable);
        assertThat(anomaly).hasMessage("it went wrong").hasCause(cause);
        assertThat(anomaly.data())
                .isEqualTo(Map.of(
                        Keyword.parse(":cognitect.anomalies/category"),
                        Keyword.of("cognitect.anomalies", keyword),
                        Keyword.parse(":cognitect.anomalies/message"),
                        "it went wrong",
                        DETAIL,
                        7L));
        assertThat(anomaly.error()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void theShortConstructorsMakeTheSameAsTheCategory(Anomaly.Category category) {
        Map<Anomaly.Category, Anomaly> byHand = Map.of(
                Anomaly.Category.UNAVAILABLE, new Anomaly.Unavailable("m"),
                Anomaly.Category.INTERRUPTED, new Anomaly.Interrupted("m"),
                Anomaly.Category.INCORRECT, new Anomaly.Incorrect("m"),
                Anomaly.Category.FORBIDDEN, new Anomaly.Forbidden("m"),
                Anomaly.Category.UNSUPPORTED, new Anomaly.Unsupported("m"),
                Anomaly.Category.NOT_FOUND, new Anomaly.NotFound("m"),
                Anomaly.Category.CONFLICT, new Anomaly.Conflict("m"),
                Anomaly.Category.FAULT, new Anomaly.Fault("m"),
                Anomaly.Category.BUSY, new Anomaly.Busy("m"));
        Anomaly made = category.anomaly("m", Map.of(), null);
        assertThat(byHand.get(category).data()).isEqualTo(made.data());
        assertThat(byHand.get(category)).hasSameClassAs(made).hasNoCause();
    }

    @Test
    void anErrorCodeStandsInTheData() {
        Anomaly incorrect = Anomaly.incorrect("not-an-entity", "no such thing", Map.of(DETAIL, 1L));
        assertThat(incorrect.error()).isEqualTo(Keyword.parse(":db.error/not-an-entity"));
        assertThat(incorrect.data())
                .containsEntry(Anomaly.ERROR, incorrect.error())
                .containsEntry(DETAIL, 1L);
        assertThat(Anomaly.incorrect("nil-value", "m").error()).isEqualTo(Keyword.parse(":db.error/nil-value"));
        Anomaly conflict = Anomaly.conflict("cas-failed", "changed meanwhile", Map.of());
        assertThat(conflict).isInstanceOf(Anomaly.Conflict.class);
        assertThat(conflict.error()).isEqualTo(Keyword.parse(":db.error/cas-failed"));
    }

    @Test
    void theDataCannotBeChanged() {
        Map<Keyword, Object> details = new HashMap<>(Map.of(DETAIL, 1L));
        Anomaly anomaly = new Anomaly.Incorrect("m", details, null);
        details.put(DETAIL, 2L);
        assertThat(anomaly.data()).containsEntry(DETAIL, 1L);
        assertThatThrownBy(() -> anomaly.data().put(DETAIL, 3L)).isInstanceOf(UnsupportedOperationException.class);
    }
}
