package io.stator.engine.query.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.edn.Symbol;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

final class FunctionsTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int SPLIT_ROUNDS = 20_000;

    @ParameterizedTest
    @CsvFileSource(resources = "functions.txt", delimiter = '|', quoteCharacter = '`')
    void functionsReturnWhatTheTableSays(String call, String expected) {
        Object value = Functions.value(call);
        Object wanted = Edn.read(expected, EdnOptions.defaults().queryForms());
        assertThat(value).as(call).matches(actual -> Values.equal(actual, wanted), "equal to " + expected);
        assertThat(value instanceof List).isEqualTo(wanted instanceof List);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "function-failures.txt", delimiter = '|', quoteCharacter = '`')
    void failuresNameTheClauseAndTheReason(String call, String message) {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> Functions.value(call))
                .withMessageStartingWith("processing clause: [" + call.substring(0, 2))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch",
        "eval",
        "rand",
        "rand-int",
        ".getClass",
        ".forName",
        "clojure.core/nosuch",
        "clojure.string/nosuch"
    })
    void unknownFunctionsAreIncorrect(String name) {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> Functions.value("(" + name + " 1)"))
                .withMessageStartingWith("Unable to resolve symbol: " + name);
    }

    @ParameterizedTest
    @CsvSource({"no.such/fn", "Math/abs", "System/getProperty", "java.util.Arrays/asList"})
    void functionsOfUnknownNamespacesAreNotFound(String name) {
        assertThatExceptionOfType(Anomaly.NotFound.class)
                .isThrownBy(() -> Functions.value("(" + name + " 1)"))
                .withMessageStartingWith("Unable to load namespace for " + name);
    }

    @Test
    void aSimilarNameIsSuggested() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> Functions.value("(starts-with? \"a\" \"b\")"))
                .withMessageContaining("clojure.string/starts-with?");
    }

    @Test
    void groundTakesNoVariable() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> Functions.expression("(ground ?x)"))
                .withMessageContaining("Can't have variable in ground expression");
    }

    @Test
    void inputsAreTheVariablesAndSourcesEachOnce() {
        Expression expression = Functions.expression("(str ?a (str ?b $ ?a) [?c])");
        assertThat(expression.inputs()).extracting(Object::toString).containsExactly("?a", "?b", "$", "?c");
        assertThat(expression.evaluate(Functions.CONTEXT, new Object[] {1L, 2L, "db", 3L}))
                .isEqualTo("12db1[3]");
    }

    @Test
    void instantsHaveTheMethodsOfDates() {
        Instant instant = Instant.ofEpochMilli(1234);
        assertThat(Functions.expression("(.getTime ?x)").evaluate(Functions.CONTEXT, new Object[] {instant}))
                .isEqualTo(1234L);
        assertThat(Functions.expression("(.before ?x ?y)")
                        .evaluate(Functions.CONTEXT, new Object[] {instant, instant.plusMillis(1)}))
                .isEqualTo(true);
    }

    @Test
    void registeredFunctionsAreCalledByTheirName() {
        FunctionRegistry registry = FunctionRegistry.standard()
                .with("my.fns/twice", (context, arguments) -> 2 * ((Long) arguments[0]).intValue())
                .with("my.fns/fails", (context, arguments) -> {
                    throw new IllegalStateException("on purpose");
                });
        assertThat(Functions.expression("(my.fns/twice 4)", registry).evaluate(Functions.CONTEXT, new Object[0]))
                .isEqualTo(8L);
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() ->
                        Functions.expression("(my.fns/fails)", registry).evaluate(Functions.CONTEXT, new Object[0]))
                .withMessageContaining("on purpose")
                .withMessageContaining("(my.fns/fails)");
        assertThatExceptionOfType(Anomaly.NotFound.class)
                .isThrownBy(() -> FunctionRegistry.standard().resolve(Symbol.parse("my.fns/twice")));
    }

    @Test
    void aMatchThatTakesForeverEndsAtTheDeadline() {
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofNanos(10), clock::incrementAndGet);
        Expression expression =
                Functions.expression("(re-find #\"(.*)(.*)(.*)(.*)(.*)(.*)c\" \"" + "a".repeat(60) + "b\")");
        assertThatExceptionOfType(Anomaly.Unavailable.class)
                .isThrownBy(() -> expression.evaluate(new Functions.PlainContext(deadline), new Object[0]));
    }

    @Test
    void aMatchThatNestsTooDeepIsIncorrect() {
        Expression expression = Functions.expression("(re-matches #\"(a|b)*\" ?x)");
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> expression.evaluate(Functions.CONTEXT, new Object[] {"ab".repeat(1_000_000)}))
                .withMessageContaining("StackOverflowError");
    }

    /** Texts are taken apart by our own code, which looks at the clock; its answers are those of {@link Pattern}. */
    @Test
    void textsAreSplitAsJavaSplitsThem() {
        List<String> patterns = List.of(",", "a", "", "a*", ",|$", "^", "(a)|b", "\\b", "(?=,)", "ab", "\\r?\\n", ",+");
        String alphabet = ",ab\r\n\uD83D\uDE00";
        Random random = new Random(SEED);
        for (int round = 0; round < SPLIT_ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Pattern pattern = Pattern.compile(patterns.get(random.nextInt(patterns.size())));
            int limit = random.nextInt(6) - 2;
            assertThat(RegexFunctions.split(Functions.CONTEXT, pattern, text.toString(), limit))
                    .as("seed %s: '%s' split by '%s', at most %s", SEED, text, pattern, limit)
                    .isEqualTo(Arrays.asList(pattern.split(text, limit)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "(* 2 ?n)",
        "(str ?n)",
        "(pr-str ?n)",
        "(quot ?n 3)",
        "(.toString ?n)",
        "(format \"%d\" ?n)",
        "(max 1 ?n)"
    })
    void numbersThatTakeTooLongAreRefused(String call) {
        BigInteger longest = BigInteger.ONE.shiftLeft(Arithmetic.INTEGER_BITS_MAX);
        for (Number number : List.of(longest, new BigDecimal(longest))) {
            assertThatExceptionOfType(Anomaly.Incorrect.class)
                    .isThrownBy(() -> Functions.value(call, number))
                    .withMessageContaining("bits");
        }
    }
}
