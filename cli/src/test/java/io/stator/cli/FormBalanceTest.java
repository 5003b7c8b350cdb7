package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void aCommentEndsWithItsLine() {
        assertThat(FormBalance.isComplete("[ ; ]\n]")).isTrue();
    }
}
