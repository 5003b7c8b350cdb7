package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How answers are written. */
final class FormatTest {
    private static String write(Format format, Answer answer) {
        StringBuilder out = new StringBuilder();
        try (Console console = Console.of(System.in, out, new StringBuilder())) {
            format.write(answer, console);
        }
        return out.toString();
    }

    private static Answer row(String edn) {
        List<?> values = (List<?>) Edn.read(edn);
        List<String> columns =
                IntStream.range(0, values.size()).mapToObj(i -> "c" + i).toList();
        return Answer.table(columns, List.of(values));
    }

    private static String table(int width, List<String> columns, List<List<Object>> rows) {
        StringBuilder out = new StringBuilder();
        try (Output output = Output.of(out)) {
            new Table(columns, width).write(rows, output);
        }
        return out.toString();
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        assertThat(
                        write(
                                Format.CSV,
                                row(
                                        "[\"a,b\" \"say \\\"x\\\"\" \"two\\nlines\" \" plain \" nil :k/w 1.50M 12345678901234567890N 2 0.5 ##NaN ##-Inf]")))
                .isEqualTo(
                        "c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11\r\n\"a,b\",\"say \"\"x\"\"\",\"two\nlines\", plain ,,:k/w,1.50,12345678901234567890,2,0.5,NaN,-Infinity\r\n");
        assertThat(write(Format.CSV, row("[nil]"))).isEqualTo("c0\r\n\"\"\r\n");
    }

    @Test
    void jsonWritesEveryKindOfValue() {
        assertThat(write(Format.JSON, row("""
                                ["q\\"\\n" :a/b sym 12345678901234567890N 1.50M 1.5 ##NaN ##-Inf true nil \\c
                                 #uuid "2d1b1e4c-0000-4000-8000-000000000001" #inst "2014-02-28" [1 [2]] {:a/b {"k" []}}]
                                """)))
                .isEqualTo("[[\"q\\\"\\n\", \"a/b\", \"sym\", 12345678901234567890, 1.50, 1.5, \"NaN\", \"-Infinity\","
                        + " true, null, \"c\", \"2d1b1e4c-0000-4000-8000-000000000001\", \"2014-02-28T00:00:00Z\","
                        + " [1, [2]], {\"a/b\": {\"k\": []}}]]\n");
    }

    @Test
    void jsonAndEdnPutARowOnALine() {
        Answer two = Answer.table(List.of("a"), List.of(List.of(1L), List.of(2L)));
        assertThat(write(Format.JSON, two)).isEqualTo("[[1],\n [2]]\n");
        assertThat(write(Format.EDN, two)).isEqualTo("[[1]\n [2]]\n");
        assertThat(write(Format.JSON, Answer.table(List.of("a"), List.of()))).isEqualTo("[]\n");
        assertThat(write(Format.EDN, Answer.table(List.of("a"), List.of()))).isEqualTo("[]\n");
    }

    @Test
    void namedColumnsMakeMaps() {
        Query query = Query.parse("[:find ?a ?b :strs x y :in [[?a ?b]]]");
        Answer answer = Answer.of(query, List.of(EdnVector.of(1L, "z")));
        assertThat(write(Format.JSON, answer)).isEqualTo("[{\"x\": 1, \"y\": \"z\"}]\n");
        assertThat(write(Format.EDN, answer)).isEqualTo("[{\"x\" 1, \"y\" \"z\"}]\n");
        assertThat(write(Format.CSV, answer)).isEqualTo("x,y\r\n1,z\r\n");
    }

    @Test
    void tablesAlignByWhatIsSeen() {
        assertThat(table(Integer.MAX_VALUE, List.of("name", "n"), List.of(List.of("日本", 1L), List.of("e\u0301", 20L))))
                .isEqualTo("""
                         name |  n
                        ------+----
                         日本 |  1
                         e\u0301    | 20
                        (2 rows)
                        """.replace(" name |  n", " name | n"));
    }

    @Test
    void tablesShortenOnlyWhatDoesNotFit() {
        String text =
                table(30, List.of("a", "b"), List.of(List.of("x".repeat(50), "short"), List.of("日".repeat(30), "b")));
        assertThat(text.lines()).allMatch(line -> Table.width(line) <= 30).anyMatch(line -> line.contains("x…"));
        assertThat(text).contains("short");
        assertThat(table(Integer.MAX_VALUE, List.of("a"), List.of(List.of("x".repeat(500)))))
                .contains("x".repeat(500));
    }

    @Test
    void tablesKeepAValueOnItsLine() {
        assertThat(table(Integer.MAX_VALUE, List.of("a"), List.of(List.of("one\ntwo\t\u0007"))))
                .contains("one\\ntwo\\t\\u0007");
    }

    @Test
    void longTablesAreWrittenInFull() {
        List<List<Object>> rows = IntStream.range(0, Table.SAMPLE_ROWS + 10)
                .<List<Object>>mapToObj(i -> List.of((long) i))
                .toList();
        assertThat(table(Integer.MAX_VALUE, List.of("n"), rows).lines())
                .hasSize(rows.size() + 3)
                .endsWith("(" + rows.size() + " rows)");
    }
}
