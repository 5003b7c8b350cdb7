package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Results;
import io.stator.Row;
import io.stator.Stator;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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

    /** A disk without room. */
    private static final class Full implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text);
        }

        @Override
        public Appendable append(char character) throws IOException {
            return append(String.valueOf(character));
        }
    }

    @Test
    void anAnswerThatCannotBeWrittenIsAnErrorOfOneLine() {
        for (String command : List.of("help", "--help", "--version", "completion", "query --help")) {
            StringBuilder err = new StringBuilder();
            String[] words = (command.equals("completion") ? "completion bash" : command).split(" ");
            assertThat(Main.run(InputStream.nullInputStream(), new Full(), err, words))
                    .as(command)
                    .isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(err)
                    .as(command)
                    .hasToString("stator: unavailable: the output cannot be written: No space left on device\n");
        }
    }

    private static String paged(String program, String text) {
        StringBuilder direct = new StringBuilder();
        Output out = Output.of(direct);
        Output err = Output.of(direct);
        out.paged(
                program,
                10,
                () -> err.alongWith(out, () -> {
                    out.print(text);
                    err.line("a note");
                }));
        return direct.toString();
    }

    @Test
    void notesComeAfterTheAnswerThatIsHeldBack() {
        assertThat(paged("false", "short\n")).isEqualTo("short\na note\n");
    }

    @Test
    void aPagerThatFailsIsNoAnswer() {
        String lines = "line\n".repeat(100);
        assertThatThrownBy(() -> paged("exit 3", lines))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("exit 3");
        assertThatThrownBy(() -> paged("/there/is/no/pager 2>/dev/null", lines))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("STATOR_PAGER");
        assertThat(paged("cat >/dev/null", lines)).isEmpty();
        assertThat(paged("head -1 >/dev/null", lines.repeat(10_000))).isEmpty();
        assertThat(paged("kill -2 $$", lines)).isEmpty();
    }

    private static int computedBeforeTheFirstIsShown(boolean isTerminal) {
        AtomicInteger computed = new AtomicInteger();
        StringBuilder shown = new StringBuilder();
        Console console = new Console(
                InputStream.nullInputStream(), Output.of(shown), Output.of(shown), false, isTerminal, false);
        try (Client client = Stator.inMemory()) {
            client.createDatabase("d");
            Results<Row> idents = client.connect("d").db().query("[:find ?i :where [_ :db/ident ?i]]");
            Cut<Row> rows = new Cut<>(
                            idents.map(row -> {
                                computed.incrementAndGet();
                                return row;
                            }),
                            20)
                    .ahead(console);
            Iterator<Row> iterator = rows.iterator();
            iterator.next();
            int atFirst = computed.get();
            int count = 1;
            while (iterator.hasNext()) {
                iterator.next();
                count++;
            }
            assertThat(count).isEqualTo(20);
            rows.tell(console, "more");
            console.err().flush();
            assertThat(shown).contains("more than these 20");
            return atFirst;
        }
    }

    @Test
    void thePersonWhoReadsAQuerysAnswerDoesNotUseUpItsTime() {
        assertThat(computedBeforeTheFirstIsShown(true)).isEqualTo(21);
        assertThat(computedBeforeTheFirstIsShown(false)).isEqualTo(1);
    }

    @Test
    void whatIsLoggedIsALine() {
        LogRecord entry = new LogRecord(Level.WARNING, "the end\nis missing");
        assertThat(new LogLines(false).format(entry)).isEqualTo("stator: warning: the end is missing\n");
        entry.setThrown(new IllegalStateException("why"));
        assertThat(new LogLines(false).format(entry)).isEqualTo("stator: warning: the end is missing: why\n");
        assertThat(new LogLines(true).format(entry)).contains("\tat io.stator.cli.OutputTest");
    }

    @Test
    void textThatCannotBeWrittenIsShownByItsEscape() {
        assertThat(Text.plain("a" + EMOJI.charAt(0))).isEqualTo("a\\ud83d");
        assertThat(Text.oneLine(EMOJI.charAt(1) + "\n")).isEqualTo("\\ude00\\n");
        assertThat(Text.plain(EMOJI)).isEqualTo(EMOJI);
    }
}
