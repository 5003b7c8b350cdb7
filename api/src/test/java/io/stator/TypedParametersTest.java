package io.stator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A pattern and a point in time have types, so that a program which swaps arguments, or writes a date as text, does not compile. */
final class TypedParametersTest {
    private static final Set<Class<?>> PATTERNS = Set.of(Pull.class, String.class, List.class);
    private static final Set<String> PULLS = Set.of("pull", "pullAsync", "pullMany", "indexPull", "indexPullReverse");
    private static final Set<String> POINTS = Set.of("asOf", "since", "transactions");

    /** The methods of some names that do not take an argument map. */
    private static List<Method> methods(Set<String> names) {
        return Stream.of(Database.class, Connection.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> names.contains(method.getName()))
                .filter(method -> method.getParameterTypes()[0] != Map.class)
                .toList();
    }

    private static Class<?> parameter(Method method) {
        return method.getParameterTypes()[method.getParameterTypes()[0] == Index.class ? 1 : 0];
    }

    @Test
    void noPatternIsAnyObject() {
        assertThat(methods(PULLS)).hasSize(15).allMatch(method -> PATTERNS.contains(parameter(method)));
    }

    @Test
    void noPointInTimeIsAnyObject() {
        assertThat(methods(POINTS))
                .hasSize(11)
                .allMatch(method -> Stream.of(method.getParameterTypes())
                        .noneMatch(each -> each == Object.class || each == String.class));
    }
}
