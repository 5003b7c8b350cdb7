package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.conformance.tidy.JavaSource.Body;
import org.junit.jupiter.api.Test;

final class BodiesTest {
    @Test
    void aMethodCoversTheLinesFromItsNameToItsLastBrace() {
        JavaSource source = JavaSource.of("module/A.java", """
                final class A {
                    @Deprecated
                    int add(int a,
                            int b) throws IllegalStateException {
                        if (a > 0) {
                            return a;
                        }
                        return b;
                    }
                }
                """);
        assertThat(source.bodies()).containsExactly(new Body("add", 3, 9));
    }

    @Test
    void bracesInCommentsAndLiteralsDoNotCount() {
        JavaSource source = JavaSource.of("module/A.java", """
                class A {
                    // {
                    /* { " */
                    String a() { return "\\"{" + '{' + '\\'' + \"""
                        { " \"""; }
                }
                """);
        assertThat(source.bodies()).containsExactly(new Body("a", 4, 5));
    }

    @Test
    void constructorsInitialisersAndLambdasOfFieldsAreBodies() {
        JavaSource source = JavaSource.of("module/A.java", """
                record A(int value) {
                    static final int[] NUMBERS = {1, 2};
                    static final Runnable RUN = () -> {
                        int[] unused = {1};
                    };
                    static {
                        NUMBERS[0] = 2;
                    }
                    A {
                        value = 1;
                    }
                }
                """);
        assertThat(source.bodies()).extracting(Body::firstLine).containsExactly(3, 6, 9);
        assertThat(source.bodies()).extracting(Body::lastLine).containsExactly(5, 8, 11);
    }

    @Test
    void methodsOfAnonymousClassesAndEnumConstantsAreBodies() {
        JavaSource source = JavaSource.of("module/A.java", """
                enum A {
                    ONE {
                        int one() {
                            return 1;
                        }
                    },
                    TWO(2) { int two() { return 2; } };
                    @SuppressWarnings({"a", "b"})
                    final Object object = list(new Comparator<Map<String, Integer>>() {
                        public int compare() {
                            return 0;
                        }
                    });
                    A() {}
                }
                """);
        assertThat(source.bodies())
                .containsExactly(
                        new Body("one", 3, 5),
                        new Body("two", 7, 7),
                        new Body("compare", 10, 12),
                        new Body("A", 14, 14));
    }

    @Test
    void unbalancedBracesAreRefused() {
        JavaSource source = JavaSource.of("module/A.java", "class A {");
        assertThatThrownBy(source::bodies)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("braces must be balanced");
    }
}
