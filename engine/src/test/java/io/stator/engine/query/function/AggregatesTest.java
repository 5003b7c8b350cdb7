package io.stator.engine.query.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AggregatesTest {
    private static Object value(String name, List<?> arguments, List<?> values) {
        Aggregate aggregate =
                FunctionRegistry.standard().aggregate(Symbol.parse(name)).start(Functions.CONTEXT, arguments);
        values.forEach(aggregate::add);
        return aggregate.result();
    }

    private static Object value(String name, Object... values) {
        return value(name, List.of(), Arrays.asList(values));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            count                | [3 3 nil]          | 3
            count-distinct       | [3 3N 4]           | 2
            distinct             | [3 3 4]            | #{3 4}
            sum                  | [30 30 40]         | 100
            sum                  | [1 2.5]            | 3.5
            sum                  | [1M 2N]            | 3M
            sum                  | [1 2N]             | 3N
            sum                  | [9223372036854775807 1 -1] | 9223372036854775807
            sum                  | [9223372036854775807 1 0N] | 9223372036854775808N
            min                  | [1 2.5 3]          | 1
            max                  | [1 2.5 3]          | 3
            min                  | [:b "a" 1]         | 1
            max                  | [:b "a" 1]         | "a"
            min                  | ["b" "a"]          | "a"
            max                  | [:b :a]            | :b
            avg                  | [1 2]              | 1.5
            avg                  | [1M 2M 4M]         | 2.3333333333333335
            avg                  | [1N 2N]            | 1.5
            avg                  | [30 30 40]         | 33.333333333333336
            avg                  | [9223372036854775807 9223372036854775807] | 9.223372036854775807E18
            median               | [40 30 30]         | 30
            median               | [30 40]            | 35
            median               | [1 2 3 4]          | 2
            median               | [1 2]              | 1
            median               | [1 2 3 5]          | 2
            median               | [1.0 2.0]          | 1.0
            median               | ["a" "c" "b"]      | "b"
            variance             | [1 2 3 4]          | 1.25
            stddev               | [1 2 3 4]          | 1.118033988749895
            rand                 | [1]                | 1
            frequencies          | [30 30 40]         | {30 2 40 1}
            clojure.core/set     | [30 30 40]         | #{30 40}
            """)
    void aggregatesReturnWhatTheTableSays(String name, String values, String expected) {
        Object value = value(name, List.of(), (List<?>) Edn.read(values));
        assertThat(Values.equal(value, Edn.read(expected)))
                .as("%s, expected %s", value, expected)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            min    | 2 | [5 1 3]   | [1 3]
            max    | 2 | [5 1 3]   | [5 3]
            min    | 5 | [5 1 3]   | [1 3 5]
            max    | 5 | [5 1 3]   | [5 3 1]
            min    | 2 | [1 1 2]   | [1 1]
            max    | 0 | [1 1 2]   | []
            rand   | 3 | [1]       | (1 1 1)
            sample | 1 | [1]       | [1]
            sample | 3 | [1 2]     | [1 2]
            sample | 3 | [1 1 1]   | [1]
            """)
    void someValuesAreReturnedInOrder(String name, long count, String values, String expected) {
        Object value = value(name, List.of(count), (List<?>) Edn.read(values));
        assertThat(value).isEqualTo(Edn.read(expected));
        assertThat(value instanceof EdnList).isEqualTo(expected.startsWith("("));
    }

    @Test
    void aSampleHoldsDifferentValuesOfTheGroup() {
        List<Long> values = LongStream.range(0, 100).boxed().toList();
        List<?> sample = (List<?>) value("sample", List.of(10L), values);
        assertThat(sample).hasSize(10).doesNotHaveDuplicates();
        assertThat(values.containsAll(sample)).isTrue();
    }

    @Test
    void longsAndDoublesNeedNoBoxes() {
        Aggregate sum = FunctionRegistry.standard().aggregate(Symbol.of("sum")).start(Functions.CONTEXT, List.of());
        sum.addLong(Long.MAX_VALUE);
        sum.addLong(Long.MAX_VALUE);
        sum.addLong(-Long.MAX_VALUE);
        assertThat(sum.result()).isEqualTo(Long.MAX_VALUE);
        Aggregate max = FunctionRegistry.standard().aggregate(Symbol.of("max")).start(Functions.CONTEXT, List.of());
        max.addLong(3);
        max.add(4.5);
        max.addLong(4);
        max.addLong(5);
        max.add(4.75);
        assertThat(max.result()).isEqualTo(5L);
    }

    @Test
    void averagesOfLongsAreExactSumsDividedOnce() {
        Aggregate average =
                FunctionRegistry.standard().aggregate(Symbol.of("avg")).start(Functions.CONTEXT, List.of());
        long sum = 0;
        for (long i = 0; i < 4_601; i++) {
            long value = i * i % 37;
            sum += value;
            average.addLong(value);
        }
        assertThat(average.result()).isEqualTo((double) sum / 4_601);
    }

    @Test
    void aSumThatFitsNoLongIsIncorrect() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> value("sum", Long.MAX_VALUE, 1L))
                .withMessageContaining("integer overflow");
    }

    @ParameterizedTest
    @CsvSource({"sum", "avg", "variance", "stddev", "inc"})
    void valuesOfTheWrongClassAreIncorrect(String name) {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> value(name, "text"))
                .withMessageContaining(name);
    }

    @Test
    void argumentsAreChecked() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> value("count", List.of(1L), List.of(1L)))
                .withMessageContaining("takes a variable alone");
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> value("sample", List.of("x"), List.of(1L)))
                .withMessageContaining("takes a number from 0 to 1000000");
    }

    @Test
    void unknownAggregatesAreInvalid() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> value("nosuchagg", 1L))
                .withMessageStartingWith("Argument nosuchagg in :find is not an aggregate function")
                .matches(anomaly -> Keyword.of("db.error", "invalid-aggregate").equals(anomaly.error()));
    }

    @Test
    void registeredFunctionsAndAggregatesAreFound() {
        FunctionRegistry registry = FunctionRegistry.standard()
                .with(
                        "my.fns/nth-of",
                        (context, arguments) -> ((List<?>) arguments[1]).get(((Long) arguments[0]).intValue()))
                .withAggregate("my.fns/last", (context, arguments) -> new Last());
        Aggregate nth = registry.aggregate(Symbol.parse("my.fns/nth-of")).start(Functions.CONTEXT, List.of(1L));
        List.of("a", "b", "c").forEach(nth::add);
        assertThat(nth.result()).isEqualTo("b");
        Aggregate last = registry.aggregate(Symbol.parse("my.fns/last")).start(Functions.CONTEXT, List.of());
        last.add("a");
        last.addLong(5);
        assertThat(last.result()).isEqualTo(5L);
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> last.add("boom"))
                .withMessage("the aggregate my.fns/last failed: boom");
    }

    @Test
    void setsKeepEachValueOnce() {
        Object[] values = new Object[3_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) (i % 1_000);
        }
        assertThat((Set<?>) value("distinct", values)).hasSize(1_000);
    }

    private static final class Last implements Aggregate {
        private Object last;

        @Override
        public void add(Object value) {
            if ("boom".equals(value)) {
                throw new IllegalStateException("boom");
            }
            last = value;
        }

        @Override
        public Object result() {
            return last;
        }
    }

    @ParameterizedTest
    @CsvSource({"sum", "avg", "count", "max", "median", "variance", "count-distinct"})
    void longsMayComeManyAtOnce(String name) {
        long most = Long.MAX_VALUE;
        long[] values = {7, most, 1, -1, -most, -3, most, most, -most, -most, Long.MIN_VALUE, most, 1, 5};
        Aggregate single =
                FunctionRegistry.standard().aggregate(Symbol.parse(name)).start(Functions.CONTEXT, List.of());
        Aggregate several =
                FunctionRegistry.standard().aggregate(Symbol.parse(name)).start(Functions.CONTEXT, List.of());
        LongStream.of(values).skip(1).limit(12).forEach(single::addLong);
        several.addLongs(values, 1, 5);
        several.addLongs(values, 5, 5);
        several.addLongs(values, 5, 13);
        assertThat(several.result()).isEqualTo(single.result());
    }
}
