package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutputTest {
    private static final String EMOJI = "\uD83D\uDE00";

    /** Keeps what is written, piece by piece, as a stream encodes it. */
    private record Pieces(List<String> all) implements Appendable {
        @Override
        public Appendable append(CharSequence text) {
            all.add(text.toString());
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char character) {
            return append(String.valueOf(character));
        }
    }

    @Test
    void aCharacterOfTwoHalvesIsNeverTornApart() {
        for (int length : List.of(0, 1, 16_382, 16_383, 16_384)) {
            Pieces pieces = new Pieces(new ArrayList<>());
            String text = "x".repeat(length) + EMOJI + "y" + EMOJI;
            try (Output output = Output.of(pieces)) {
                OutputWriter writer = new OutputWriter(output);
                for (char c : text.toCharArray()) {
                    writer.write(new char[] {c}, 0, 1);
                }
            }
            assertThat(String.join("", pieces.all())).isEqualTo(text);
            assertThat(pieces.all()).noneMatch(piece -> piece.endsWith(EMOJI.substring(0, 1)));
        }
    }

    @Test
    void textThatCannotBeWrittenIsShownByItsEscape() {
        assertThat(Text.plain("a" + EMOJI.charAt(0))).isEqualTo("a\\ud83d");
        assertThat(Text.oneLine(EMOJI.charAt(1) + "\n")).isEqualTo("\\ude00\\n");
        assertThat(Text.plain(EMOJI)).isEqualTo(EMOJI);
    }
}
