package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class EdnReaderTest {
    /** Hands out a text in pieces of a given size. */
    private static final class Trickle extends Reader {
        private final String text;
        private final int piece;
        private int position;
        private boolean closed;

        Trickle(String text, int piece) {
            this.text = text;
            this.piece = piece;
        }

        @Override
        public int read(char[] target, int offset, int length) {
            if (position == text.length()) {
                return -1;
            }
            int count = Math.min(Math.min(piece, length), text.length() - position);
            text.getChars(position, position + count, target, offset);
            position += count;
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Repeats a text as often as asked without ever holding all of it. */
    private static final class Repeat extends Reader {
        private final String text;
        private int left;
        private int position;

        Repeat(String text, int times) {
            this.text = text;
            this.left = times;
        }

        @Override
        public int read(char[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = Math.min(length, text.length() - position);
            text.getChars(position, position + count, target, offset);
            position += count;
            if (position == text.length()) {
                position = 0;
                left--;
            }
            return count;
        }

        @Override
        public void close() {
            left = 0;
        }
    }

    private static List<Object> all(Reader source) {
        List<Object> forms = new ArrayList<>();
        new EdnReader(source).forEachRemaining(forms::add);
        return forms;
    }

    @Test
    void formsComeOneAfterTheOther() {
        Object end = new Object();
        try (EdnReader reader = new EdnReader(new StringReader("1 nil [2]"))) {
            assertThat(reader.next(end)).isEqualTo(1L);
            assertThat(reader.next(end)).isNull();
            assertThat(reader.next(end)).isEqualTo(List.of(2L));
            assertThat(reader.next(end)).isSameAs(end);
            assertThat(reader.next(end)).isSameAs(end);
            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void readerTellsWhereTheFormBegins() {
        EdnReader reader = new EdnReader(new StringReader("1\n ; two\n  #_x [2\n] 3"));
        List<String> positions = new ArrayList<>();
        while (reader.hasNext()) {
            reader.next();
            positions.add(reader.line() + ":" + reader.column());
        }

        assertThat(positions).containsExactly("1:1", "3:7", "4:3");
    }

    @Test
    void piecesOfTheSourceDoNotMatter() {
        String text =
                "\uFEFF{:artist/name \"Paul \\u00e9\\n\", :id #uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"} ; c\n"
                        + "#inst \"2014\" -12.5e3 0x1F \\newline \\a #{sym/bol ##-Inf} #_ [1] #:a{:b 1} ^:m [nil true] +a 99999999999999999999";
        List<Object> expected = Edn.readAll(text);
        for (int piece = 1; piece < 100; piece++) {
            assertThat(all(new Trickle(text, piece))).as("pieces of %d", piece).isEqualTo(expected);
        }
    }

    @Test
    void formsMayBeBiggerThanTheBuffer() {
        String name = "n".repeat(CharInput.TOKEN_MAX - 2);
        String string = "s\n".repeat(100_000);
        String text =
                "[:" + name + " \"" + string + "\" " + " ".repeat(50_000) + name + " ;" + "c".repeat(50_000) + "\n@";

        assertThatThrownBy(() -> all(new Trickle(text, 1000)))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("found '@' (line 100002, column 1)");
        assertThat(all(new Trickle(text.replace('@', ']'), 1000)))
                .isEqualTo(List.of(List.of(Keyword.of(name), string, Symbol.of(name))));
    }

    @Test
    void memoryDoesNotGrowWithTheText() {
        String form =
                "{:artist/name \"" + "Led Zeppelin".repeat(20) + "\", :artist/startYear 1968, :artist/tags #{:rock}}\n";
        int times = 200_000;
        CharInput input = new CharInput(new Repeat(form, times));
        int window = input.buffer.length;
        FormReader reader = new FormReader(input, EdnOptions.defaults(), 16);
        int count = 0;
        while (reader.form() != FormReader.END) {
            count++;
        }

        assertThat(count).isEqualTo(times);
        assertThat(input.buffer).hasSize(window);
        assertThat(reader.formLine()).isEqualTo(times + 1);
    }

    @Test
    void endlessTokensInAStreamAreErrorsBeforeTheyFillTheMemory() {
        CharInput input = new CharInput(new Repeat("aaaaaaaaaa", Integer.MAX_VALUE));
        FormReader reader = new FormReader(input, EdnOptions.defaults(), 16);

        assertThatThrownBy(reader::form)
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("a token of at most " + CharInput.TOKEN_MAX);
        assertThat(input.buffer).hasSizeLessThanOrEqualTo(4 * CharInput.TOKEN_MAX);
    }

    @Test
    void readerStopsAtTheFirstError() {
        EdnReader reader = new EdnReader(new StringReader("1 ) 2"));
        reader.next();

        assertThatThrownBy(reader::hasNext).isInstanceOf(EdnException.class);
        assertThatThrownBy(reader::hasNext).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader.next(null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failingSourceIsNotMistakenForTheEnd() {
        Reader failing = new Reader() {
            @Override
            public int read(char[] target, int offset, int length) throws IOException {
                throw new IOException("unplugged");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> new EdnReader(failing).next(null))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("unplugged");
    }

    @Test
    void closingClosesTheSource() {
        Trickle source = new Trickle("1", 1);
        new EdnReader(source).close();

        assertThat(source.closed).isTrue();
    }
}
