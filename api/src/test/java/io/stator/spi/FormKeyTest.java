package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class FormKeyTest {
    /** Forms of which no two are the same, though Java takes some for equal. */
    private static List<Object> different() {
        List<Object> forms = new ArrayList<>(Arrays.asList(
                null,
                "a",
                'a',
                Keyword.of("a"),
                Symbol.of("a"),
                ":a",
                true,
                1,
                1L,
                1.0f,
                1.0,
                BigInteger.ONE,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                0.0,
                -0.0,
                Double.NaN,
                Pattern.compile("a"),
                Pattern.compile("a", Pattern.CASE_INSENSITIVE),
                new byte[] {1},
                new byte[] {2},
                new long[] {1},
                new Date(1),
                Map.of(),
                Edn.read("{1 2, 3 4}"),
                Edn.read("{3 4, 1 2}"),
                Edn.read("{1 (2), 3 4}"),
                Set.of(),
                new LinkedHashSet<>(List.of(1L, 2L)),
                new LinkedHashSet<>(List.of(2L, 1L)),
                new Tagged(Symbol.of("t"), 1L),
                new Tagged(Symbol.of("t"), 2L),
                new Tagged(Symbol.of("u"), 1L)));
        for (Object element : List.of(1L, BigInteger.ONE)) {
            forms.add(EdnVector.of(element));
            forms.add(EdnList.of(element));
            forms.add(List.of(element));
            forms.add(new Object[] {element});
            forms.add(Set.of(element));
            forms.add(EdnVector.of(EdnVector.of(element)));
            forms.add(EdnVector.of(EdnList.of(element)));
            forms.add(EdnVector.of(element, null));
        }
        return forms;
    }

    @Test
    void formsThatDifferAreOtherKeys() {
        List<Object> forms = different();
        List<Object> again = different();
        for (int i = 0; i < forms.size(); i++) {
            for (int j = 0; j < forms.size(); j++) {
                boolean expected = i == j;
                FormKey key = FormKey.of(forms.get(i));
                assertThat(key.equals(FormKey.of(again.get(j))))
                        .as("%s and %s", i, j)
                        .isEqualTo(expected);
                assertThat(key.copy().equals(FormKey.of(again.get(j))))
                        .as("%s and %s", i, j)
                        .isEqualTo(expected);
                assertThat(FormKey.areEqual(forms.get(i), again.get(j))).isEqualTo(expected);
            }
            assertThat(FormKey.of(forms.get(i))).hasSameHashCodeAs(FormKey.of(again.get(i)));
        }
    }

    @Test
    void thePlaceInTheTextCountsOnlyWhereItIsToldInMessages() {
        Object near = Edn.read("[[1]]");
        Object far = Edn.read("[ [1]]");
        assertThat(FormKey.areEqual(near, far)).isTrue();
        assertThat(FormKey.areIdentical(near, far)).isFalse();
        assertThat(FormKey.of(near)).isNotEqualTo(FormKey.of(far)).isEqualTo(FormKey.of(Edn.read("[[1]]")));
    }

    @Test
    void aCopyStaysAsItWas() {
        List<Object> inner = new ArrayList<>(List.of(1L));
        byte[] bytes = {1};
        Date date = new Date(1);
        List<Object> outer = new ArrayList<>(
                List.of(inner, EdnVector.of(inner), Map.of(1L, inner), new Tagged(Symbol.of("t"), inner), bytes, date));
        FormKey kept = FormKey.of(outer).copy();
        FormKey again = FormKey.of(outer).copy();
        assertThat(kept).isEqualTo(FormKey.of(outer));
        inner.add(2L);
        bytes[0] = 2;
        date.setTime(2);
        assertThat(kept).isEqualTo(again).isNotEqualTo(FormKey.of(outer));
        assertThat(((List<?>) kept.form()).get(0)).isEqualTo(List.of(1L));
    }

    @Test
    void formsThatAreNestedTooDeepAreRefused() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatThrownBy(() -> FormKey.of(circle))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("forms must be nested at most 1000 deep");
        List<Object> deep = Collections.emptyList();
        for (int i = 0; i < 100_000; i++) {
            deep = Collections.singletonList(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> FormKey.of(tooDeep)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void queriesAndPatternsAreEqualAsTheirForms() {
        assertThat(Query.parse("[:find ?n . :where [(count [range 5]) ?n]]"))
                .isNotEqualTo(Query.parse("[:find ?n . :where [(count (range 5)) ?n]]"));
        assertThat(Query.parse("[:find ?n :where [?n :a 1]]"))
                .isNotEqualTo(Query.parse("[:find ?n :where [?n :a 1N]]"))
                .isEqualTo(Query.parse("{:where [[?n :a 1]] :find (?n)}"))
                .hasSameHashCodeAs(Query.parse("{:where [[?n :a 1]] :find (?n)}"));
        assertThat(Pull.parse("[(:a :default [1])]"))
                .isNotEqualTo(Pull.parse("[(:a :default (1))]"))
                .isEqualTo(Pull.parse("[ (:a :default [1])]"))
                .hasSameHashCodeAs(Pull.parse("[ (:a :default [1])]"));
    }
}
