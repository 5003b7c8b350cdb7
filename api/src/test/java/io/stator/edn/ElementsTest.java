package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading the elements of an outermost collection one by one. */
final class ElementsTest {
    private static final EdnOptions ELEMENTS = EdnOptions.defaults().elements();

    private static String elements(String text) {
        return Edn.print(Edn.readAll(text, ELEMENTS));
    }

    @Test
    void aCollectionOfCollectionsIsReadAsItsElements() {
        assertThat(elements("[{:a 1} [:db/add 1 :b 2] (f 3)]")).isEqualTo("[{:a 1} [:db/add 1 :b 2] (f 3)]");
        assertThat(elements("({:a [1 [2]]} #:b{:c 1})")).isEqualTo("[{:a [1 [2]]} {:b/c 1}]");
        assertThat(elements("[[:db/add 1 :b 2]]")).isEqualTo("[[:db/add 1 :b 2]]");
    }

    @Test
    void formsThatHoldNoCollectionFirstStayWhole() {
        assertThat(elements("{:a 1} {:b 2}")).isEqualTo("[{:a 1} {:b 2}]");
        assertThat(elements("[:db/add 1 :b [2]] (f {}) [] ()")).isEqualTo("[[:db/add 1 :b [2]] (f {}) [] ()]");
        assertThat(elements("1 \"x\" nil")).isEqualTo("[1 \"x\" nil]");
        assertThat(elements("")).isEqualTo("[]");
    }

    @Test
    void severalCollectionsFollowOneAnother() {
        assertThat(elements("[{:a 1}] {:b 2} ([:c] {:d 4})")).isEqualTo("[{:a 1} {:b 2} [:c] {:d 4}]");
    }

    @Test
    void commentsDiscardsAndOtherElementsMayBeBetween() {
        assertThat(elements("; one\n[ ; two\n {:a 1} #_{:b 2} nil 7\n ; three\n]"))
                .isEqualTo("[{:a 1} nil 7]");
    }

    @Test
    void discardedFormsBeforeTheFirstElementDoNotMatter() {
        assertThat(elements("[#_{:z 1} #_ #_ 1 2 {:a 1} {:b 2}]")).isEqualTo("[{:a 1} {:b 2}]");
        assertThat(elements("[#_{:z 1} :a 1] [#_{:z 1}]")).isEqualTo("[[:a 1] []]");
    }

    @Test
    void elementsKnowTheirCollection() {
        EdnReader reader = new EdnReader(new StringReader("{:a 1} [{:b 2} [:c]] [:d {}] ({:e 3}) [] {:f 4}"), ELEMENTS);
        StringBuilder collections = new StringBuilder();
        while (reader.hasNext()) {
            collections
                    .append(Edn.print(reader.next()))
                    .append(reader.outermost())
                    .append(' ');
        }
        assertThat(collections.toString()).isEqualTo("{:a 1}0 {:b 2}1 [:c]1 [:d {}]0 {:e 3}2 []0 {:f 4}0 ");
    }

    @Test
    void elementsKnowTheirLine() {
        EdnReader reader = new EdnReader(new StringReader("[\n{:a\n 1}\n\n  [:b 2]]\n[:c\n 3]"), ELEMENTS);
        reader.next();
        assertThat(List.of(reader.line(), reader.column())).containsExactly(2, 1);
        reader.next();
        assertThat(List.of(reader.line(), reader.column())).containsExactly(5, 3);
        reader.next();
        assertThat(List.of(reader.line(), reader.column())).containsExactly(6, 1);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void aCollectionMustBeClosed() {
        assertThatThrownBy(() -> elements("[{:a 1}\n{:b 2}"))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("']' to close what was opened at line 1, column 1");
        assertThatThrownBy(() -> elements("[{:a 1})")).isInstanceOf(EdnException.class);
        assertThatThrownBy(() -> elements("[:a 1")).isInstanceOf(EdnException.class);
        assertThatThrownBy(() -> elements("[{:a 1}]]")).isInstanceOf(EdnException.class);
    }
}
