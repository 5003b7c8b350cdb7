package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PullTest {
    @Test
    void textListsAndTypedAttributesGiveTheSamePattern() {
        Pull text = Pull.parse("[:movie/title {:movie/cast [*]}]");
        Attribute<String> title = Attribute.string(":movie/title");
        Pull list = Pull.of(List.of(title, Map.of(Attribute.ref(":movie/cast"), List.of(Symbol.of("*")))));
        assertThat(list).isEqualTo(text).hasSameHashCodeAs(text);
        assertThat(Pull.of("[:movie/title {:movie/cast [*]}]")).isEqualTo(text);
        assertThat(Pull.of(text)).isSameAs(text);
        assertThat(text).hasToString("[:movie/title {:movie/cast [*]}]");
        assertThat(text).isNotEqualTo(Pull.parse("[*]"));
    }

    @Test
    void onlyAListIsAPattern() {
        for (Object pattern : Arrays.asList(null, Map.of(), Keyword.of("a"), "{}", ":a")) {
            assertThatThrownBy(() -> Pull.of(pattern))
                    .isInstanceOfSatisfying(
                            Anomaly.Incorrect.class,
                            anomaly -> assertThat(anomaly.error()).isEqualTo(Keyword.parse(":db.error/invalid-pull")));
        }
    }

    @Test
    void malformedTextNamesItsPlace() {
        assertThatThrownBy(() -> Pull.parse("[:a"))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.data()).containsEntry(Keyword.parse(":edn/line"), 1L))
                .hasMessageStartingWith("malformed pull pattern");
    }

    @Test
    void whatTheCallerDoesLaterHasNoEffect() {
        List<Object> nested = new ArrayList<>(List.of(Keyword.of("a")));
        Pull pull = Pull.of(List.of(Map.of(Keyword.of("r"), nested)));
        nested.add(Keyword.of("b"));
        assertThat(pull).isEqualTo(Pull.parse("[{:r [:a]}]"));
    }
}
