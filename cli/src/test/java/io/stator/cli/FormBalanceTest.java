package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When typed text is complete. */
final class FormBalanceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "help",
                "[:find ?x]",
                "[\"]\"]",
                "[\"\\\"]\"]",
                "\\[",
                "[1] ; [",
                "{:a [1 (2)]}",
                "]",
                "#{1}",
                "[\\\"]"
            })
    void complete(String text) {
        assertThat(FormBalance.isComplete(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[:find ?x", "\"open", "[\"]", "[ ; ]", "transact [{:a 1}", "[\\]", "\"\\\""})
    void open(String text) {
        assertThat(FormBalance.isComplete(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            'format json ; x', 'format json '
            '; only', ''
            'a; b', 'a; b'
            '["; no" \\; 1] ; yes', '["; no" \\; 1] '
            """)
    void commentsAreLeftOut(String text, String without) {
        assertThat(FormBalance.withoutComments(text)).isEqualTo(without);
    }

    @Test
    void commentsOfSeveralLinesAreLeftOut() {
        assertThat(FormBalance.withoutComments("; a [\n1 ; b\r\n2")).isEqualTo("\n1 \r\n2");
    }

    @Test
    void aCommentEndsWithItsLine() {
        assertThat(FormBalance.isComplete("[ ; ]\n]")).isTrue();
    }
}
