package io.stator;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.DeepValues;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data nested as deep as it comes, on a thread with a small stack. */
final class DeepDataTest {
    private static final long SMALL_STACK_BYTES = 256 * 1024;
    private static final int ELEMENTS_MAX = 4;
    private static final int MANY_KINDS_DEPTH_MAX = 100_000;

    private static void onSmallStack(Runnable action) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, action, "small", SMALL_STACK_BYTES);
        thread.setUncaughtExceptionHandler((which, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    private static Object nested(int depth, Object innermost, UnaryOperator<Object> around) {
        Object value = innermost;
        for (int i = 0; i < depth; i++) {
            value = around.apply(value);
        }
        return value;
    }

    private static List<UnaryOperator<Object>> kinds(int depth) {
        return depth > MANY_KINDS_DEPTH_MAX ? List.of(EdnVector::of, value -> Row.of(1L, value)) : kinds();
    }

    private static List<UnaryOperator<Object>> kinds() {
        Keyword key = Keyword.of("a", "b");
        return List.of(
                EdnVector::of,
                EdnList::of,
                value -> EdnVector.of(1L, value, 2L),
                value -> PulledEntity.of(Map.of(key, value)),
                value -> PulledEntity.of(Map.of(key, Collections.unmodifiableList(new ArrayList<>(List.of(value))))),
                value -> Row.of(value, 1L),
                value -> new Tagged(Symbol.of("t"), value));
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000, 1_000_000})
    void hashesEqualityAndTextNeedNoStack(int depth) throws InterruptedException {
        onSmallStack(() -> {
            for (UnaryOperator<Object> kind : kinds(depth)) {
                Object one = nested(depth, 1L, kind);
                Object same = nested(depth, 1L, kind);
                Object other = nested(depth, 2L, kind);
                assertThat(one.equals(same)).isTrue();
                assertThat(one.hashCode() == same.hashCode()).isTrue();
                assertThat(one.equals(other)).isFalse();
                assertThat(one.toString())
                        .hasSizeLessThanOrEqualTo(Edn.DESCRIBED_MAX + 3)
                        .endsWith("...");
                assertThat(Edn.describe(one)).endsWith("...");
            }
        });
    }

    @Test
    void ednIsReadPrintedAndComparedAsDeepAsItMayBe() throws InterruptedException {
        int depth = EdnOptions.MAX_DEPTH - 1;
        for (String[] around : new String[][] {
            {"[", "]"},
            {"(", ")"},
            {"{", " 1}"},
            {"{1 ", "}"},
            {"#{", "}"},
            {"#{1 ", "}"},
            {"#t ", ""},
            {"{:a 1, ", " 2}"}
        }) {
            String text = around[0].repeat(depth) + "[]" + around[1].repeat(depth);
            EdnOptions deep = EdnOptions.defaults().maxDepth(EdnOptions.MAX_DEPTH);
            Object one = Edn.read(text, deep);
            Object same = Edn.read(text, deep);
            onSmallStack(() -> {
                assertThat(one == same || (one != null && one.equals(same)))
                        .as(around[0])
                        .isTrue();
                assertThat(Edn.print(one)).isEqualTo(text);
                assertThat(String.valueOf(one)).isEqualTo(text);
            });
        }
    }

    @Test
    void aThreadWithLittleStackIsToldWhenItCannotReadOrLayOut() throws InterruptedException {
        int depth = EdnOptions.MAX_DEPTH - 1;
        String text = "{:a ".repeat(depth) + "1" + "}".repeat(depth);
        EdnOptions deep = EdnOptions.defaults().maxDepth(EdnOptions.MAX_DEPTH);
        Object value = Edn.read(text, deep);
        onSmallStack(() -> {
            assertThat(thrownBy(() -> Edn.read(text, deep))).isIn(EdnException.class, Object.class);
            assertThat(thrownBy(() -> Edn.pretty(value))).isIn(Anomaly.Incorrect.class, Object.class);
        });
    }

    /** Returns the class of what an action throws, or Object when it does not. */
    private static Class<?> thrownBy(Runnable action) {
        try {
            action.run();
            return Object.class;
        } catch (RuntimeException thrown) {
            return thrown.getClass();
        }
    }

    @Test
    void hashesAndEqualityAreThoseOfJava() {
        SplittableRandom random = new SplittableRandom(7);
        int equal = 0;
        for (int i = 0; i < 20_000; i++) {
            Object left = random(random, 3);
            Object right = random(random, 3);
            assertThat(DeepValues.hash(left)).isEqualTo(left == null ? 0 : left.hashCode());
            boolean expected = left == null ? right == null : left.equals(right);
            equal += expected ? 1 : 0;
            assertThat(DeepValues.equal(left, right)).as("%s %s", left, right).isEqualTo(expected);
            assertThat(DeepValues.equal(right, left)).as("%s %s", right, left).isEqualTo(expected);
        }
        assertThat(equal).isPositive();
    }

    private static @Nullable Object random(SplittableRandom random, int depth) {
        int size = random.nextInt(ELEMENTS_MAX);
        switch (depth == 0 ? random.nextInt(4) : random.nextInt(7)) {
            case 0:
                return null;
            case 1:
                return (long) random.nextInt(2);
            case 2:
                return "x";
            case 3:
                return List.of();
            case 4:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(random(random, depth - 1));
                }
                return list;
            case 5:
                Set<@Nullable Object> set = new HashSet<>();
                for (int i = 0; i < size; i++) {
                    set.add(random(random, depth - 1));
                }
                return set;
            default:
                Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(random(random, depth - 1), random(random, depth - 1));
                }
                return map;
        }
    }

    @Test
    void whatHoldsItselfIsRefusedRatherThanFollowedForEver() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThat(Edn.describe(circle)).startsWith("[[[[").endsWith("...");
        Anomaly refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                Anomaly.class, () -> TxData.of(Arrays.asList(circle)));
        assertThat(refused).isInstanceOf(Anomaly.Incorrect.class).hasMessageContaining("deep");
    }
}
