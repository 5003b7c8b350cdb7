package io.stator.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PullParserTest {
    private static PullPattern parse(Object pattern) {
        return PullParser.parse(Pull.of(pattern).pattern());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [5]                        | :db.error/invalid-attr-spec   | 1 | 1
            ["p/name"]                 | :db.error/invalid-attr-spec   | 1 | 1
            [foo]                      | :db.error/invalid-attr-spec   | 1 | 1
            [nil]                      | :db.error/invalid-attr-spec   | 1 | 1
            [":"]                      | :db.error/invalid-attr-spec   | 1 | 1
            [[]]                       | :db.error/invalid-attr-spec   | 1 | 2
            [:a (:b :as)]              | :db.error/invalid-attr-spec   | 1 | 5
            [(limit :a)]               | :db.error/invalid-attr-spec   | 1 | 2
            [(limit (:a :as :b) 1)]    | :db.error/invalid-attr-spec   | 1 | 9
            [[:a :limit "x"]]          | :db.error/invalid-attr-spec   | 1 | 2
            [[:a :limit 1.5]]          | :db.error/invalid-attr-spec   | 1 | 2
            [{* [:a]}]                 | :db.error/invalid-attr-spec   | 1 | 2
            [{:db/id [:a]}]            | :db.error/invalid-attr-spec   | 1 | 2
            [{:a 0}]                   | :db.error/invalid-recur-limit | 1 | 2
            [{:a -1}]                  | :db.error/invalid-recur-limit | 1 | 2
            [{:a 1.5}]                 | :db.error/invalid-recur-limit | 1 | 2
            [{:a nil}]                 | :db.error/invalid-recur-limit | 1 | 2
            [{:a :b}]                  | :db.error/invalid-recur-limit | 1 | 2
            [:a :a]                    | :pull/duplicate-attribute     | 1 | 1
            [:a [:a :as :b]]           | :pull/duplicate-attribute     | 1 | 1
            [:a {:a [:b]}]             | :pull/duplicate-attribute     | 1 | 1
            [:c {:b [:a :a]}]          | :pull/duplicate-attribute     | 1 | 9
            """)
    void aMalformedSpecIsRefusedAtItsPlace(String pattern, String code, long line, long column) {
        assertThatThrownBy(() -> parse(pattern)).isInstanceOfSatisfying(Anomaly.Incorrect.class, anomaly -> {
            assertThat(anomaly.error()).isEqualTo(Keyword.parse(code));
            assertThat(anomaly.data())
                    .containsEntry(Keyword.parse(":edn/line"), line)
                    .containsEntry(Keyword.parse(":edn/column"), column);
            assertThat(anomaly).hasMessageContaining("(line " + line + ", column " + column + ")");
        });
    }

    @Test
    void theOffendingSpecIsNamedEvenWithoutAPlace() {
        assertThatThrownBy(() -> parse(List.of(":a", 5)))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.data())
                                .containsEntry(Keyword.parse(":pull/spec"), 5L)
                                .doesNotContainKey(Keyword.parse(":edn/line")))
                .hasMessageContaining("Attribute identifier 5");
    }

    @Test
    void onlyAVectorIsAPattern() {
        for (Object pattern : new Object[] {null, Keyword.of("a"), Map.of(), 1L, "{:a [:b]}", "nil"}) {
            assertThatThrownBy(() -> parse(pattern))
                    .isInstanceOfSatisfying(
                            Anomaly.Incorrect.class,
                            anomaly -> assertThat(anomaly.error()).isEqualTo(Keyword.of("db.error", "invalid-pull")));
        }
    }

    @Test
    void aReverseNameAndItsAttributeAreBothAllowed() {
        assertThat(parse("[:a/b :a/_b :a/_]").specs())
                .extracting(AttributeSpec::attribute, AttributeSpec::reverse)
                .containsExactly(
                        tuple(Keyword.parse("a/b"), false),
                        tuple(Keyword.parse("a/b"), true),
                        tuple(Keyword.parse("a/_"), false));
    }

    @Test
    void recursionHasALevelOrNone() {
        assertThat(parse("[{:a 3 :b ... :c \"...\" :d 1N :e 99999999999}]").specs())
                .extracting(AttributeSpec::target)
                .containsExactly(
                        new AttributeSpec.Target.Recursion(3),
                        new AttributeSpec.Target.Recursion(AttributeSpec.UNBOUNDED),
                        new AttributeSpec.Target.Recursion(AttributeSpec.UNBOUNDED),
                        new AttributeSpec.Target.Recursion(1),
                        new AttributeSpec.Target.Recursion(AttributeSpec.UNBOUNDED));
    }

    @Test
    void nestingIsBounded() {
        List<Object> pattern = new ArrayList<>(List.of(Keyword.of("a")));
        for (int i = 0; i <= PullParser.NESTING_MAX; i++) {
            pattern = List.of(Map.of(Keyword.of("a"), EdnVector.copyOf(pattern)));
        }
        List<Object> tooDeep = pattern;
        assertThatThrownBy(() -> PullParser.parse(tooDeep))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("nested at most " + PullParser.NESTING_MAX);
    }
}
