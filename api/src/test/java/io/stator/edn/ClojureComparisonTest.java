package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.ClojureEdn.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ClojureComparisonTest {
    private static final List<String> OUR_REFUSALS = List.of(
            "ratios are not EDN",
            "quotes are read in queries only",
            "the namespace of the map after #:",
            "keys that may have the namespace of the map",
            "a UUID such as",
            "a URI after #uri",
            "a string after #uri",
            "decimal places");

    /** An instant of which Clojure cuts something off. */
    private static final Pattern FINER = Pattern.compile("\\.[0-9]{3,}[1-9]");

    /** An instant that Clojure takes for a date in the Julian calendar. */
    private static final Pattern JULIAN = Pattern.compile("#inst[^\"]*\"(0|1[0-5])");

    /** Returns the lines of a resource that are not headings, with {@code ⏎} turned into line ends. */
    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = ClojureComparisonTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith(";; "))
                    .map(line -> line.replace('⏎', '\n'))
                    .toList();
        }
    }

    static List<String> corpus() throws IOException {
        return lines("corpus.txt");
    }

    static List<String> differences() throws IOException {
        return lines("differences.txt");
    }

    private static void assertAgreement(String text) {
        Outcome clojure = ClojureEdn.clojure(text);
        Outcome ours = ClojureEdn.ours(text);
        assertThat(ours.agreesWith(clojure))
                .as("%s%nours:    %s%nClojure: %s", text, ours, clojure)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void weReadWhatClojureReads(String text) {
        assertAgreement(text);
        EdnProperties.check(text);
    }

    @ParameterizedTest
    @MethodSource("differences")
    void knownDifferencesAreStillThere(String text) {
        assertThat(ClojureEdn.ours(text).agreesWith(ClojureEdn.clojure(text)))
                .as(text)
                .isFalse();
        EdnProperties.check(text);
    }

    @Test
    void bothReadWhatWePrint() {
        Seeds.forEach(1_000, random -> {
            Object value = new RandomForms(random).value(4);
            String printed = Edn.print(value);
            Object expected = ClojureEdn.common(value);

            assertThat(ClojureEdn.common(Edn.read(printed))).as(printed).isEqualTo(expected);
            assertThat(ClojureEdn.common(Edn.read(Edn.pretty(value))))
                    .as(printed)
                    .isEqualTo(expected);
            Outcome clojure = ClojureEdn.clojure(printed);
            if (!isKnownDifference(printed, clojure)) {
                assertThat(clojure.forms())
                        .as("%s %s", printed, clojure.error())
                        .isEqualTo(Collections.singletonList(expected));
            }
        });
    }

    /** Returns whether the text has a lone surrogate as a character, which we print and Clojure does not read. */
    private static boolean isKnownDifference(String printed, Outcome clojure) {
        return clojure.failed() && printed.contains("\\ud");
    }

    @Test
    void weAgreeAboutRandomTexts() {
        Seeds.forEach(10_000, random -> {
            String text = new RandomForms(random).text(8);
            assertAgreementOrKnownDifference(text);
            EdnProperties.check(text);
        });
    }

    @Test
    void weAgreeAboutDamagedTexts() {
        Seeds.forEach(2_000, random -> {
            RandomForms forms = new RandomForms(random);
            String text = forms.damaged(Edn.print(forms.value(3)));
            assertAgreementOrKnownDifference(text);
            EdnProperties.check(text);
        });
    }

    private static void assertAgreementOrKnownDifference(String text) {
        Outcome clojure = ClojureEdn.clojure(text);
        Outcome ours = ClojureEdn.ours(text);
        boolean known = ours.failed()
                ? isOurRefusal(text, ours.error().getMessage())
                : JULIAN.matcher(text).find()
                        || (clojure.failed()
                                && isClojuresRefusal(clojure.error().getMessage()));
        if (!known) {
            assertThat(ours.agreesWith(clojure))
                    .as("%s%nours:    %s%nClojure: %s", text, ours, clojure)
                    .isTrue();
        }
    }

    /** Returns whether we refuse what Clojure reads for a reason given in {@code differences.txt}. */
    private static boolean isOurRefusal(String text, String message) {
        boolean emptyNamespace = text.contains(":/") && message.contains("a keyword such as");
        boolean finer = FINER.matcher(text).find() && message.contains("of whole milliseconds");
        return emptyNamespace || finer || OUR_REFUSALS.stream().anyMatch(message::contains);
    }

    /** Returns whether Clojure refuses what we read: keys that only Clojure finds equal, and lone surrogates. */
    private static boolean isClojuresRefusal(String message) {
        return message.contains("Duplicate key") || message.contains("Invalid character constant");
    }
}
