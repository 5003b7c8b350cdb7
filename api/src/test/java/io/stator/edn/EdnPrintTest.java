package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EdnPrintTest {
    private record Film(String title) {}

    @Test
    void scalarsPrintAsEdn() {
        assertThat(Edn.print(null)).isEqualTo("nil");
        assertThat(Edn.print(true)).isEqualTo("true");
        assertThat(Edn.print(Keyword.parse(":a/b"))).isEqualTo(":a/b");
        assertThat(Edn.print(Symbol.parse("a/b"))).isEqualTo("a/b");
        assertThat(Edn.print(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")))
                .isEqualTo("#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"");
        assertThat(Edn.print(URI.create("https://example.org/a?b=c"))).isEqualTo("#uri \"https://example.org/a?b=c\"");
        assertThat(Edn.print(new byte[] {0, 1, -1})).isEqualTo("#bytes \"AAH/\"");
    }

    @Test
    void numbersKeepTheirKind() {
        assertThat(Edn.print(42L)).isEqualTo("42");
        assertThat(Edn.print(List.of(1, (short) 2, (byte) 3))).isEqualTo("[1 2 3]");
        assertThat(Edn.print(BigInteger.TEN)).isEqualTo("10N");
        assertThat(Edn.print(List.of(new BigDecimal("2.50"), new BigDecimal("1E+3"))))
                .isEqualTo("[2.50M 1E+3M]");
        assertThat(Edn.print(List.of(1.0, -0.0, 1e300, 0.1f))).isEqualTo("[1.0 -0.0 1.0E300 0.1]");
        assertThat(Edn.print(List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)))
                .isEqualTo("[##NaN ##Inf ##-Inf]");
    }

    @Test
    void whatIsFinerThanAMillisecondIsNotCutOff() {
        assertThatThrownBy(() -> Edn.print(Instant.parse("2014-02-03T04:05:06.789999Z")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("2014-02-03T04:05:06.789999Z");
        assertThat(Edn.describe(Instant.parse("2014-02-03T04:05:06.789999Z")))
                .isEqualTo("#object[java.time.Instant \"2014-02-03T04:05:06.789999Z\"]");
    }

    @Test
    void instantsAndDatesPrintInMilliseconds() {
        assertThat(Edn.print(Instant.parse("2014-02-03T04:05:06.789Z")))
                .isEqualTo("#inst \"2014-02-03T04:05:06.789-00:00\"");
        assertThat(Edn.print(new Date(0))).isEqualTo("#inst \"1970-01-01T00:00:00.000-00:00\"");
        assertThat(Edn.print(Instant.ofEpochMilli(-1))).isEqualTo("#inst \"1969-12-31T23:59:59.999-00:00\"");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {Long.MIN_VALUE, Long.MAX_VALUE, -62_167_219_200_001L, -62_167_219_200_000L, 253_402_300_800_000L})
    void everyInstantThatALongCanExpressReadsBack(long milliseconds) {
        Instant instant = Instant.ofEpochMilli(milliseconds);

        assertThat(Edn.read(Edn.print(instant))).isEqualTo(instant);
    }

    @Test
    void everyCharacterReadsBack() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            assertThat(Edn.read(Edn.print(List.of(c, "" + c)))).isEqualTo(List.of(c, "" + c));
        }
        assertThat(Edn.print(List.of('a', '\n', ' ', '\u0007', '(', 'é', '\uD800')))
                .isEqualTo("[\\a \\newline \\space \\u0007 \\( \\é \\ud800]");
    }

    @Test
    void stringsEscapeWhatWouldNotSurvive() {
        assertThat(Edn.print("a\"b\\c\nd\te\rf\bg\fh\0i é😀"))
                .isEqualTo("\"a\\\"b\\\\c\\nd\\te\\rf\\bg\\fh\\u0000i é😀\"");
        assertThat(Edn.print("\uD83D|\uDE00|\u2028\uFEFF")).isEqualTo("\"\\ud83d|\\ude00|\\u2028\\ufeff\"");
    }

    @Test
    void collectionsPrintInTheirOrder() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(Keyword.of("b"), 1L);
        map.put(Keyword.of("a"), List.of());

        assertThat(Edn.print(map)).isEqualTo("{:b 1, :a []}");
        assertThat(Edn.print(new LinkedHashSet<>(List.of(2L, 1L)))).isEqualTo("#{2 1}");
        assertThat(Edn.print(EdnList.of(Symbol.of("f"), EdnVector.of(1L)))).isEqualTo("(f [1])");
        assertThat(Edn.print(Arrays.asList(1L, null))).isEqualTo("[1 nil]");
    }

    @Test
    void arraysAndEntriesPrintAsVectors() {
        assertThat(Edn.print(new Object[] {1L, new String[] {"a"}})).isEqualTo("[1 [\"a\"]]");
        assertThat(Edn.print(Map.entry(1L, 2L))).isEqualTo("[1 2]");
    }

    @Test
    void taggedValuesPrintWithTheirTag() {
        assertThat(Edn.print(new Tagged(Symbol.of("my", "tag"), EdnVector.of(1L))))
                .isEqualTo("#my/tag [1]");
    }

    @Test
    void patternsReadBackAsPatterns() {
        EdnOptions query = EdnOptions.defaults().queryForms();
        for (String regex : List.of("a+", "\"", "\\\"", "\\\\", "\\Q\"\\E\"", "\\Qa\\\"b\\E", "[^\"]", "\\Q\\", "")) {
            Pattern pattern = Pattern.compile(regex);
            Pattern read = (Pattern) Edn.read(Edn.print(pattern), query);
            assertThat(read).isNotNull();
            for (String sample : List.of("aa", "\"", "\\", "\"\"", "a\\\"b", "b", "")) {
                assertThat(read.matcher(sample).matches())
                        .as("%s %s", regex, sample)
                        .isEqualTo(pattern.matcher(sample).matches());
            }
        }
        assertThat(Edn.print(Pattern.compile("a.b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL)))
                .isEqualTo("#\"(?is)a.b\"");
        assertThatThrownBy(() -> Edn.print(Pattern.compile("a", Pattern.LITERAL)))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void whatEdnCannotExpressIsRefused() {
        assertThatThrownBy(() -> Edn.print(List.of(new Film("The Goonies"))))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(Film.class.getName());
        assertThatThrownBy(() -> Edn.print(new StringBuilder("a"))).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Edn.print(new java.util.concurrent.atomic.AtomicLong()))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Edn.print(Instant.MAX)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Edn.print(BigInteger.ONE.shiftLeft(100_000))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a)", "a;", "1", "+1", "nil", "true", "false", "#a", "'a", ":a", "a:", "a::b", "a@", "a/1",
                "\u2028"
            })
    void symbolsThatWouldReadAsSomethingElseAreRefused(String name) {
        assertThatThrownBy(() -> Edn.print(Symbol.parse(name)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a} :b {", "a\"", ":a", "a:", "a::b", "a/1", "a:/b", "a//b/"})
    void keywordsThatWouldReadAsSomethingElseAreRefused(String name) {
        assertThatThrownBy(() -> Edn.print(Keyword.parse("x" + name).equals(Keyword.of("x")) ? null : keyword(name)))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    private static Keyword keyword(String name) {
        int slash = Names.slash(name);
        return slash < 0 ? Keyword.of(name) : Keyword.of(name.substring(0, slash), name.substring(slash + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "true", "+a"})
    void tagsMustBeginWithALetter(String tag) {
        assertThatThrownBy(() -> Edn.print(new Tagged(Symbol.of(tag), 1L))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void endlessNestingIsRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertThatThrownBy(() -> Edn.print(endless)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Edn.pretty(endless)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void printingAppendsToAnyTarget() {
        StringBuilder builder = new StringBuilder("x=");
        StringWriter writer = new StringWriter();
        Edn.print(List.of(1L), builder);
        Edn.print(List.of(2L), writer);

        assertThat(builder).hasToString("x=[1]");
        assertThat(writer).hasToString("[2]");
        assertThatThrownBy(() -> Edn.print(1L, new FailingTarget())).isInstanceOf(UncheckedIOException.class);
    }

    private static final class FailingTarget implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            throw new IOException("full");
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            throw new IOException("full");
        }

        @Override
        public Appendable append(char c) throws IOException {
            throw new IOException("full");
        }
    }

    @Test
    void prettyKeepsWhatFitsOnOneLine() {
        assertThat(Edn.pretty(Edn.read("{:a [1 2], :b #{x}}"))).isEqualTo("{:a [1 2], :b #{x}}");
        assertThat(Edn.pretty("wide ".repeat(50))).isEqualTo(Edn.print("wide ".repeat(50)));
    }

    @Test
    void prettyBreaksWideValuesAndAlignsThem() {
        String text = "{:movie/title \"The Goonies\", :movie/cast [{:person/name \"Sean Astin\", :person/born 1971} "
                + "{:person/name \"Josh Brolin\", :person/born 1968}], :movie/year 1985}";

        assertThat(Edn.pretty(Edn.read(text))).isEqualTo("""
                        {:movie/title "The Goonies",
                         :movie/cast [{:person/name "Sean Astin", :person/born 1971}
                                      {:person/name "Josh Brolin", :person/born 1968}],
                         :movie/year 1985}""");
    }

    @Test
    void prettyFillsLinesWithScalars() {
        List<Long> numbers = IntStream.range(1000, 1100).mapToObj(Long::valueOf).collect(Collectors.toList());
        String pretty = Edn.pretty(numbers);

        assertThat(pretty.lines())
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(Edn.read(pretty)).isEqualTo(numbers);
    }
}
