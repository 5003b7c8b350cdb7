package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdnErrorTest {
    /** The text has {@code ¶} for a new line and {@code ´} for a double quote. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1 2                | 1 | 5  | ']' to close what was opened at line 1, column 1, found the end of the text",
                "[1¶ (2]             | 2 | 4  | ')' to close what was opened at line 2, column 2, found ']'",
                "[(1)¶ }             | 2 | 2  | ']' to close what was opened at line 1, column 1, found '}'",
                "1 )                 | 1 | 3  | a form, found ')'",
                "{:a 1¶ :b}          | 1 | 1  | a value for every key of the map, found none for the last key :b",
                "[{:a 1 :a 2}]       | 1 | 2  | different keys in the map, found :a twice",
                "#{1 [2] (2)}        | 1 | 1  | different elements in the set, found a list twice",
                "´abc              | 1 | 5  | '\"' to end the string begun at line 1, column 1, found the end",
                "[´a¶b´ ´c           | 2 | 6  | '\"' to end the string begun at line 2, column 4, found the end",
                "´a\\x´              | 1 | 4  | one of t r n b f u \\ \" or an octal digit after the backslash, found 'x'",
                "´\\u12g4´           | 1 | 6  | four hexadecimal digits after \\u, found 'g'",
                "´\\400´             | 1 | 6  | an octal escape of at most \\377",
                "\\abc               | 1 | 2  | a character such as \\a, \\newline or \\u0041, found \\abc",
                "[1 2.5x]            | 1 | 4  | a number, found 2.5x",
                "[1/2]               | 1 | 2  | an integer or a decimal (ratios are not EDN), found 1/2",
                "[08]                | 1 | 2  | a number, found 08",
                "[a ::b]             | 1 | 4  | a keyword such as :name or :namespace/name, found ::b",
                "a/                  | 1 | 1  | a symbol such as name or namespace/name, found a/",
                "a@b                 | 1 | 2  | found '@'",
                "@b                  | 1 | 1  | a form, found '@'",
                "#                   | 1 | 2  | one of { _ : # ^ or a tag after '#', found the end of the text",
                "#(a)                | 1 | 2  | one of { _ : # ^ or a tag after '#', found '('",
                "#foo                | 1 | 5  | a form after #foo, found the end of the text",
                "[#foo]              | 1 | 6  | a form after #foo, found ']'",
                "#true 1             | 1 | 1  | a symbol as tag, found true",
                "[1 #_]              | 1 | 6  | a form after #_, found ']'",
                "##Infinity          | 1 | 1  | NaN, Inf or -Inf after ##, found Infinity",
                "#::a{:b 1}          | 1 | 3  | the namespace of the map after #:, found ':'",
                "#:a/b{:b 1}         | 1 | 1  | the namespace of the map after #:, found a/b",
                "#:a [1]             | 1 | 5  | '{' after the namespace of the map, found '['",
                "#:a{:b 1 :a/b 2}    | 1 | 1  | different keys in the map, found :a/b twice",
                "^1 a                | 1 | 2  | a map, keyword, symbol or string as metadata, found 1",
                "^:a 1               | 1 | 2  | a symbol or collection after metadata, found 1",
                "¶¶ #inst ´x´        | 3 | 2  | found \"x\"",
                "[\\¶ @]             | 2 | 2  | a form, found '@'",
                "[´😀´ @]            | 1 | 7  | a form, found '@'",
            })
    void errorsSayWhatWasExpectedAndFoundAndWhere(String template, int line, int column, String message) {
        String text = template.replace('¶', '\n').replace('´', '"');
        EdnException error = catchThrowableOfType(EdnException.class, () -> Edn.read(text));

        assertThat(error).as(text).isNotNull();
        assertThat(error).hasMessageContaining(message);
        assertThat(error.line()).isEqualTo(line);
        assertThat(error.column()).isEqualTo(column);
        assertThat(error).hasMessageEndingWith("(line " + line + ", column " + column + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{:a ", "#{", "#_", "^", "^:a ", "#a ", "'", "[#:a{:b ", "##"})
    void bombsOfNestingAreErrors(String opening) {
        String bomb = opening.repeat(1_000_000);

        assertThatThrownBy(() -> Edn.read(bomb, EdnOptions.defaults().queryForms()))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("forms nested at most 512 deep");
    }

    @Test
    void depthIsExact() {
        EdnOptions options = EdnOptions.defaults().maxDepth(3);

        assertThat(Edn.print(Edn.read("[[[1]] [[2]]]", options))).isEqualTo("[[[1]] [[2]]]");
        assertThatThrownBy(() -> Edn.read("[[] [[[]]]]", options))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("(line 1, column 7)");
    }

    @Test
    void deepestFormsFitTheUsualStack() throws InterruptedException {
        int depth = EdnOptions.MAX_DEPTH;
        String text = "#{1 2 3 4 5 6 7 8 9 10 11 12 [".repeat(depth / 2) + "]}".repeat(depth / 2);
        EdnOptions options = EdnOptions.defaults().maxDepth(depth);
        Throwable[] failure = new Throwable[1];
        String[] printed = new String[1];
        Thread thread = new Thread(null, () -> printed[0] = Edn.print(Edn.read(text, options)), "usual", 1024 * 1024);
        thread.setUncaughtExceptionHandler((ignored, thrown) -> failure[0] = thrown);
        thread.start();
        thread.join();

        assertThat(failure[0]).isNull();
        assertThat(printed[0]).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, EdnOptions.MAX_DEPTH + 1})
    void depthOutOfRangeIsRefused(int depth) {
        assertThatThrownBy(() -> EdnOptions.defaults().maxDepth(depth))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("maxDepth=" + depth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ":a", "1", "1.", "0x1", "\\a"})
    void endlessTokensAreErrors(String start) {
        String text = start + "1".repeat(CharInput.TOKEN_MAX + 1);

        assertThatThrownBy(() -> Edn.read(text))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("(line 1, column ")
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void hashCodesThatAreMadeToBeEqualAreErrors() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < EqualHashes.MAX; i++) {
            pairs.append(" [")
                    .append(i)
                    .append(' ')
                    .append(31 * (EqualHashes.MAX - i))
                    .append(']'); // all have one
        }
        String most = pairs.substring(1);

        assertThat((Set<?>) Edn.read("#{" + most + "}")).hasSize(EqualHashes.MAX);
        for (String text : List.of(
                "#{[" + EqualHashes.MAX + " 0] " + most + "}",
                "[#{[" + EqualHashes.MAX + " 0] " + most + "}]",
                "{[" + EqualHashes.MAX + " 0] 1 " + most.replace("]", "] 1") + "}")) {
            assertThatThrownBy(() -> Edn.read(text))
                    .isInstanceOf(EdnException.class)
                    .hasMessageContaining("at most " + EqualHashes.MAX)
                    .hasMessageContaining("with the same hash code");
        }
    }

    @Test
    void manyTextsMayHaveOneHashCodeButNotBesideANumberThatHasItToo() {
        List<String> texts = List.of("");
        for (int length = 0; length < 10; length++) {
            texts = texts.stream()
                    .flatMap(text -> Stream.of(text + "Aa", text + "BB"))
                    .toList();
        }
        String written = texts.stream().map(Edn::print).collect(Collectors.joining(" "));

        assertThat((Set<?>) Edn.read("#{" + written + "}")).hasSize(texts.size());
        String alike = Integer.toUnsignedString(texts.get(0).hashCode());
        assertThat(Edn.read(alike).hashCode()).isEqualTo(texts.get(0).hashCode());
        assertThatThrownBy(() -> Edn.read("#{" + alike + " " + written + "}"))
                .hasMessageContaining("with the same hash code");
    }

    @Test
    void numbersTooBigToReadQuicklyAreErrors() {
        BigInteger biggest = BigInteger.ONE.shiftLeft(NumberText.BIG_BITS_MAX).subtract(BigInteger.ONE);

        for (Object value :
                List.of(biggest, biggest.negate(), new BigDecimal(biggest, 7), new BigDecimal(biggest, -9))) {
            assertThat(Edn.read(Edn.print(value))).isEqualTo(value);
        }
        for (String text : List.of(biggest + "9", biggest + ".M", "0x1" + "0".repeat(NumberText.BIG_BITS_MAX / 4))) {
            String beyond = text.endsWith(".M") ? "9" + text : text;
            assertThatThrownBy(() -> Edn.read(beyond))
                    .isInstanceOf(EdnException.class)
                    .hasMessageContaining("a number of at most " + NumberText.BIG_BITS_MAX + " bits");
        }
    }

    @Test
    void decimalsWithAHugeScaleAreErrors() {
        assertThat(Edn.read("1E+65536M")).isEqualTo(new BigDecimal("1E+65536"));
        assertThatThrownBy(() -> Edn.read("1E+65537M")).isInstanceOf(EdnException.class);
        assertThatThrownBy(() -> Edn.read("1E-2147483647M")).isInstanceOf(EdnException.class);
        assertThatThrownBy(() -> Edn.print(new BigDecimal("1E+65537"))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void zerosBeforeANumberDoNotCount() {
        assertThat(Edn.read("0." + "0".repeat(30_000) + "1M")).isEqualTo(BigDecimal.ONE.scaleByPowerOfTen(-30_001));
        assertThat(Edn.read("0x" + "0".repeat(30_000) + "1")).isEqualTo(1L);
    }
}
