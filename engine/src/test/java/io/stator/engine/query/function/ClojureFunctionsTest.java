package io.stator.engine.query.function;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.java.api.Clojure;
import clojure.lang.ArraySeq;
import clojure.lang.IFn;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Compares the functions with Clojure's of the same names, on arguments chosen at random. */
final class ClojureFunctionsTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int CALLS = 150;
    private static final int CALLS_OF_FUZZING = 5_000;
    private static final int ODD_ARGUMENTS_PERCENT = 12;

    /** What a letter of a signature stands for; a capital letter never stands for something else. */
    private static final Map<Character, List<Object>> POOLS = Map.of(
            'n',
            read(
                    "0 1 -1 2 3 7 -7 10 9223372036854775807 -9223372036854775808 0N 5N -3N 9223372036854775808N 0.0 1.5 -2.5"
                            + " 7.0 1e300 1.0M 1.50M -2M 0M ##NaN ##Inf"),
            'i',
            read("0 1 -1 2 3 7 -7 64 9223372036854775807 -9223372036854775808"),
            'j',
            read("0 1 2 3 4 -1"),
            's',
            read(
                    "\"\" \"a\" \"abc\" \"Banana\" \" pad \" \"a,b,,c,,\" \"x\\ny\\r\\n\" \"élan\" \"12\" \"true\" \"a/b\""),
            'c',
            read("nil [] [1 2 3] [3 1 2 1] [nil 1] [[1 2] [3 4]] (1 2) () #{2} #{} {:b nil} {} \"abc\" [\"b\" \"a\"]"
                    + " {:a {:b [5]}} [1.5 2] (3 (4 5))"),
            'm',
            read("nil {} {:a 1} {:b nil} {1 :x}"),
            'k',
            read(":a :b :a/b a a/b :x/y"),
            'r',
            List.of(Pattern.compile("a"), Pattern.compile("(a)(n)?"), Pattern.compile(","), Pattern.compile("[a-c]+")),
            'x',
            read("nil true false 1 1.0 1.5 1.0M \"a\" :a a \\a [1] (1) #{1} {:a 1} [] \"\" :a/b #uuid"
                    + " \"00000000-0000-0000-0000-000000000001\""));

    private static List<Object> read(String forms) {
        return Edn.readAll(forms, EdnOptions.defaults().queryForms());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "clojure-signatures.txt", delimiter = '|')
    void functionsDoWhatThoseOfClojureDo(String name, String signatures) {
        compare(name, signatures, CALLS);
    }

    @Test
    @Tag("fuzz")
    void functionsDoWhatThoseOfClojureDoManyTimes() throws Exception {
        for (String line : new String(
                        getClass().getResourceAsStream("clojure-signatures.txt").readAllBytes(), StandardCharsets.UTF_8)
                .split("\n", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split("\\|", -1);
                compare(parts[0].trim(), parts[1].trim(), CALLS_OF_FUZZING);
            }
        }
    }

    private static void compare(String name, String signatures, int calls) {
        SplittableRandom random = new SplittableRandom(SEED ^ name.hashCode());
        Symbol symbol = Symbol.parse(name);
        String namespace = symbol.namespace() == null ? "clojure.core" : symbol.namespace();
        Clojure.var("clojure.core", "require").invoke(Clojure.read(namespace));
        IFn theirs = Clojure.var(namespace, symbol.name());
        EngineFunction ours = FunctionRegistry.standard().resolve(symbol);
        String[] shapes = signatures.split(" ", -1);
        int answered = 0;
        for (int i = 0; i < calls; i++) {
            Object[] arguments = arguments(shapes[random.nextInt(shapes.length)], random);
            Object expected;
            try {
                expected = ClojureValues.from(theirs.applyTo(converted(arguments)));
                answered++;
            } catch (Throwable refused) {
                expected = refused;
            }
            Object actual;
            try {
                actual = ours.call(Functions.CONTEXT, arguments);
            } catch (RuntimeException refused) {
                actual = refused;
            }
            assertThat(isSame(actual, expected))
                    .as("seed %s: (%s %s)\nClojure: %s\nours:    %s", SEED, name, show(arguments), expected, actual)
                    .isTrue();
        }
        assertThat(answered).as("calls of " + name + " that Clojure answers").isPositive();
    }

    private static Object[] arguments(String shape, SplittableRandom random) {
        if (shape.equals("-")) {
            return new Object[0];
        }
        Object[] arguments = new Object[shape.length()];
        for (int i = 0; i < arguments.length; i++) {
            char letter = shape.charAt(i);
            if (letter != 'x' && Character.isUpperCase(letter)) {
                letter = Character.toLowerCase(letter);
            } else if (random.nextInt(100) < ODD_ARGUMENTS_PERCENT) {
                letter = 'x';
            }
            List<Object> pool = POOLS.get(letter);
            arguments[i] = pool.get(random.nextInt(pool.size()));
        }
        return arguments;
    }

    private static ArraySeq converted(Object[] arguments) {
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = ClojureValues.to(arguments[i]);
        }
        return ArraySeq.create(converted);
    }

    /** Returns whether both refuse, or both give equal values of one kind. */
    private static boolean isSame(Object actual, Object expected) {
        if (actual instanceof Throwable || expected instanceof Throwable) {
            return (actual instanceof Throwable && expected instanceof Throwable) || isQuirk(expected);
        }
        if (actual instanceof List<?> ours && expected instanceof List<?> theirs) {
            return actual instanceof EdnList == expected instanceof EdnList && sameElements(ours, theirs);
        }
        if (actual instanceof Number ours && expected instanceof Number theirs) {
            return ours.getClass() == theirs.getClass() && Values.equal(ours, theirs);
        }
        return Values.equal(actual, expected);
    }

    /** Returns whether Clojure has a reason of its own: it overflows unseen, negates before it subtracts, or takes a map apart. */
    private static boolean isQuirk(Object expected) {
        return expected instanceof UnsupportedOperationException
                || Values.equal(expected, Long.MIN_VALUE)
                || (expected instanceof ArithmeticException refused && "long overflow".equals(refused.getMessage()));
    }

    private static boolean sameElements(List<?> ours, List<?> theirs) {
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!isSame(ours.get(i), theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String show(Object[] arguments) {
        List<String> shown = new ArrayList<>();
        Arrays.asList(arguments).forEach(argument -> shown.add(Arguments.describe(argument)));
        return String.join(" ", shown);
    }
}
