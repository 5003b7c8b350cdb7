package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdnReadTest {
    private static final EdnOptions QUERY = EdnOptions.defaults().queryForms();

    @Test
    void scalarsBecomeTheirJavaValues() {
        assertThat(Edn.readAll("nil true false 42 -7 42N 2.5 -1e3 2.50M \"a\" \\a :k :a/b s a/s"))
                .containsExactly(
                        null,
                        true,
                        false,
                        42L,
                        -7L,
                        BigInteger.valueOf(42),
                        2.5,
                        -1000.0,
                        new BigDecimal("2.50"),
                        "a",
                        'a',
                        Keyword.of("k"),
                        Keyword.of("a", "b"),
                        Symbol.of("s"),
                        Symbol.of("a", "s"));
    }

    @Test
    void integersBeyondALongBecomeBig() {
        assertThat(Edn.readAll("9223372036854775807 -9223372036854775808 9223372036854775808 -9223372036854775809"))
                .containsExactly(
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        BigInteger.ONE.shiftLeft(63),
                        BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE));
    }

    @Test
    void integersMayHaveOtherRadixes() {
        assertThat(Edn.readAll("0x1F -0xff 017 36rZZ 2r-1".replace(" 2r-1", " -2r101 0 00 +5")))
                .containsExactly(31L, -255L, 15L, 1295L, -5L, 0L, 0L, 5L);
    }

    @Test
    void symbolicValuesAreDoubles() {
        assertThat(Edn.readAll("##NaN ##Inf ##-Inf"))
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void charactersHaveNamesAndCodes() {
        assertThat(Edn.readAll("\\newline \\space \\tab \\return \\backspace \\formfeed \\u00e9 \\o101 \\u \\( \\\\"))
                .containsExactly('\n', ' ', '\t', '\r', '\b', '\f', 'é', 'A', 'u', '(', '\\');
    }

    @Test
    void stringsHaveEscapes() {
        assertThat(Edn.read("\"\\t\\r\\n\\\\\\\"\\b\\f\\u00e9\\101\\0 x\"")).isEqualTo("\t\r\n\\\"\b\féA\0 x");
        assertThat(Edn.read("\"two\nlines 😀\"")).isEqualTo("two\nlines 😀");
    }

    @Test
    void collectionsNest() {
        assertThat(Edn.read("[(1 2) {:a [nil]} #{x}]"))
                .isEqualTo(List.of(
                        List.of(1L, 2L),
                        Map.of(Keyword.of("a"), Arrays.asList((Object) null)),
                        java.util.Set.of(Symbol.of("x"))));
    }

    @Test
    void listsAndVectorsAreToldApartByClass() {
        assertThat(Edn.read("(1)")).isInstanceOf(EdnList.class);
        assertThat(Edn.read("[1]")).isInstanceOf(EdnVector.class);
    }

    @Test
    void commasCommentsAndDiscardedFormsSeparate() {
        assertThat(Edn.readAll(",1,,2 ;3 [\n #_4 #_[5 #foo 6] 7 #_#_8 9 10 #_11"))
                .containsExactly(1L, 2L, 7L, 10L);
        assertThat(Edn.read("{#_:a :b #_2 1}")).isEqualTo(Map.of(Keyword.of("b"), 1L));
    }

    @Test
    void metadataIsIgnored() {
        assertThat(Edn.readAll("^:a [1] ^{:b 1} {} ^String x ^\"y\" #{} #^:old (1) ^a ^b c"))
                .containsExactly(
                        List.of(1L), Map.of(), Symbol.of("x"), java.util.Set.of(), List.of(1L), Symbol.of("c"));
    }

    @Test
    void namespacedMapsQualifyTheirPlainKeys() {
        assertThat(Edn.read("#:artist{:name 1, :_/id 2, :db/doc 3, sym 4, \"s\" 5}"))
                .isEqualTo(Map.of(
                        Keyword.of("artist", "name"),
                        1L,
                        Keyword.of("id"),
                        2L,
                        Keyword.of("db", "doc"),
                        3L,
                        Symbol.of("artist", "sym"),
                        4L,
                        "s",
                        5L));
    }

    @ParameterizedTest
    @CsvSource({
        "2014, 2014-01-01T00:00:00Z",
        "2014-02, 2014-02-01T00:00:00Z",
        "2014-02-03, 2014-02-03T00:00:00Z",
        "2014-02-03T04, 2014-02-03T04:00:00Z",
        "2014-02-03T04:05, 2014-02-03T04:05:00Z",
        "2014-02-03T04:05:06, 2014-02-03T04:05:06Z",
        "2014-02-03T04:05:06.7, 2014-02-03T04:05:06.700Z",
        "2014-02-03T04:05:06.789000000Z, 2014-02-03T04:05:06.789Z",
        "2014-02-03T04:05:06.789-00:00, 2014-02-03T04:05:06.789Z",
        "2014-02-03T04:05:06+02:30, 2014-02-03T01:35:06Z",
        "2014-02-03T04:05:06-02:30, 2014-02-03T06:35:06Z",
        "2014-02-03T04:05:06-00:30, 2014-02-03T04:35:06Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2000-02-29, 2000-02-29T00:00:00Z",
        "0001-01-01, 0001-01-01T00:00:00Z",
        "+12345-01-01, +12345-01-01T00:00:00Z",
        "-0044-03-15, -0044-03-15T00:00:00Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z"
    })
    void instantsMayBePartial(String text, String expected) {
        assertThat(Edn.read("#inst \"" + text + "\"")).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "14",
                "2014-1",
                "2014-13",
                "2014-00",
                "2014-02-30",
                "2014-02-03T24",
                "2014-02-03T04:60",
                "2014-02-03T04:05:60",
                "2014-02-03 04:05",
                "2014-02-03T04:05:06+24:00",
                "2014-02-03T04:05:06+01:60",
                "2014-02-03T04:05:06.Z",
                "2014-02-03T04:05:06.789001Z",
                "2014-02-03T04:05:06.0000000001",
                "2014-02-03Z ",
                "+999999999-01-01",
                "yesterday"
            })
    void impossibleInstantsAreErrors(String text) {
        assertThatThrownBy(() -> Edn.read("#inst \"" + text + "\""))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("expected an RFC 3339 time of whole milliseconds")
                .hasMessageContaining("found \"" + text + "\"");
    }

    @Test
    void knownTagsBecomeValues() {
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

        assertThat(Edn.read("#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"")).isEqualTo(uuid);
        assertThat(Edn.read("#uuid #_x \"F81D4FAE-7dec-11d0-a765-00a0c91e6bf6\""))
                .isEqualTo(uuid);
        assertThat(Edn.read("#uri \"https://example.org/a\"")).isEqualTo(URI.create("https://example.org/a"));
        assertThat(Edn.read("#bytes \"AAH/\"")).isEqualTo(new byte[] {0, 1, -1});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#uuid \"1-1-1-1-1\"",
                "#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bfg\"",
                "#uuid \"\"",
                "#uuid 1",
                "#uuid \"f81d4fae+7dec-11d0-a765-00a0c91e6bf6\"",
                "#uri \"a b\"",
                "#uri :a",
                "#bytes \"*\"",
                "#inst 2014"
            })
    void knownTagsCheckTheirForm(String text) {
        assertThatThrownBy(() -> Edn.read(text)).isInstanceOf(EdnException.class);
    }

    @Test
    void unknownTagsAreKept() {
        assertThat(Edn.read("#my/tag [1 #other x]"))
                .isEqualTo(new Tagged(
                        Symbol.of("my", "tag"), List.of(1L, new Tagged(Symbol.of("other"), Symbol.of("x")))));
    }

    @Test
    void handlersDecideAboutTheirTag() {
        EdnOptions options = EdnOptions.defaults()
                .tagHandler(Symbol.of("upper"), form -> ((String) form).toUpperCase(java.util.Locale.ROOT))
                .tagHandler(Symbol.of("uuid"), form -> "uuid " + form)
                .tagHandler(Symbol.of("none"), form -> null);

        assertThat(Edn.readAll("#upper \"a\" #uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\" #none 1", options))
                .containsExactly("A", "uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6", null);
        assertThatThrownBy(() -> Edn.read("\n #upper 1", options))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("the handler of #upper")
                .hasMessageContaining("line 2, column 2")
                .hasCauseInstanceOf(ClassCastException.class);
    }

    @Test
    void handlersAreNotCalledForDiscardedForms() {
        List<Object> seen = new ArrayList<>();
        EdnOptions options = EdnOptions.defaults().tagHandler(Symbol.of("see"), form -> {
            seen.add(form);
            return form;
        });

        assertThat(Edn.readAll("#see 1 #_ #see 2 #_ [#see 3] #see 4", options)).containsExactly(1L, 4L);
        assertThat(seen).containsExactly(1L, 4L);
    }

    @Test
    void queriesMayQuoteAndMatch() {
        assertThat(Edn.read("'x", QUERY)).isEqualTo(EdnList.of(Symbol.of("quote"), Symbol.of("x")));
        assertThat(Edn.read("['(1 2) ''a]", QUERY)).isEqualTo(Edn.read("[(quote (1 2)) (quote (quote a))]"));
        Pattern pattern = (Pattern) Edn.read("#\"a\\d\\\"+\\\\\"", QUERY);
        assertThat(pattern).isNotNull();
        assertThat(pattern.pattern()).isEqualTo("a\\d\\\"+\\\\");
        assertThat(Edn.read("[^String ?x x']", QUERY)).isEqualTo(List.of(Symbol.of("?x"), Symbol.of("x'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "'x", "#\"a\"", "[a '(1)]"})
    void onlyQueriesMayQuoteAndMatch(String text) {
        assertThatThrownBy(() -> Edn.read(text)).isInstanceOf(EdnException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "#\"(\"", "#\"a", "#\"a\\", "['']"})
    void malformedQueryFormsAreErrors(String text) {
        assertThatThrownBy(() -> Edn.read(text, QUERY)).isInstanceOf(EdnException.class);
    }

    @Test
    void longPatternsAreErrors() {
        assertThat(Edn.read("#\"" + "(".repeat(400) + ")".repeat(400) + "\"", QUERY))
                .isInstanceOf(Pattern.class);
        for (String regex : List.of("(".repeat(100_000), "[".repeat(100_000), "a".repeat(1_001))) {
            assertThatThrownBy(() -> Edn.read("#\"" + regex + "\"", QUERY))
                    .isInstanceOf(EdnException.class)
                    .hasMessageContaining("a pattern of at most");
        }
    }

    @Test
    void readWantsExactlyOneForm() {
        assertThat(Edn.read(" 1 ; one\n #_2 ")).isEqualTo(1L);
        assertThatThrownBy(() -> Edn.read(" ;\n"))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("a form");
        assertThatThrownBy(() -> Edn.read("1\n 2"))
                .isInstanceOf(EdnException.class)
                .hasMessageContaining("(line 2, column 2)");
    }

    @Test
    void readAllReadsNoneOrMany() {
        assertThat(Edn.readAll("")).isEmpty();
        assertThat(Edn.readAll("1nil".replace("1", "[]"))).containsExactly(List.of(), null);
        assertThatThrownBy(() -> Edn.readAll("1").add(2L)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void byteOrderMarkIsSkipped() {
        assertThat(Edn.read("\uFEFF[1]")).isEqualTo(List.of(1L));
    }
}
