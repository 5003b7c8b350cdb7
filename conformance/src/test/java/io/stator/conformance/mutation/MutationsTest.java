package io.stator.conformance.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the small changes are those that are meant, and the compiler tells which of them are none. */
final class MutationsTest {
    @TempDir
    private Path folder;

    @Test
    void comparisonsChangeAtTheirBound() {
        assertThat(changesOf("boolean f(int a, int b) { return a < b; }"))
                .contains("boolean f(int a, int b) { return a <= b; }", "boolean f(int a, int b) { return !(a < b); }");
    }

    @Test
    void conditionsAreNegatedHalvedAndDecided() {
        assertThat(changesOf("void f() { if (a() && b()) c(); }"))
                .containsExactlyInAnyOrder(
                        "void f() { if (true) { return; } if (a() && b()) c(); }",
                        "void f() { if (!(a() && b())) c(); }",
                        "void f() { if (false && (a() && b())) c(); }",
                        "void f() { if (true || (a() && b())) c(); }",
                        "void f() { if (a() || b()) c(); }",
                        "void f() { if (a()) c(); }",
                        "void f() { if (b()) c(); }",
                        "void f() { if (a() && b()) ; }");
    }

    @Test
    void constantsAreOneOff() {
        assertThat(changesOf("long f = 7L;")).containsExactlyInAnyOrder("long f = 8L;", "long f = (6L);");
        assertThat(changesOf("boolean f = true;")).containsExactly("boolean f = false;");
    }

    @Test
    void neighbouringArgumentsAreSwapped() {
        assertThat(changesOf("int f = g(a, b, b);")).containsExactly("int f = g(b, a, b);");
    }

    @Test
    void resultsAreEmptyOrNull() {
        assertThat(changesOf("List<A> f() { return g(); }"))
                .containsExactly("List<A> f() { return java.util.List.of(); }");
        assertThat(changesOf("@Nullable A f() { return g(); }")).containsExactly("@Nullable A f() { return null; }");
    }

    @Test
    void aHashMayAlwaysBeZero() {
        assertThat(changesOf("public int hashCode() { return f(); }")).isEmpty();
    }

    @Test
    void aReturnWithinALambdaIsNotTheMethods() {
        assertThat(changesOf("boolean f() { g(() -> { return h(); }); return true; }"))
                .containsExactlyInAnyOrder(
                        "boolean f() { ; return true; }", "boolean f() { g(() -> { return h(); }); return false; }");
    }

    @Test
    void commentsLiteralsOfTextAndAnnotationsStay() {
        assertThat(changesOf("@A(1) String f = \"a < b\"; // a < b")).isEmpty();
    }

    @Test
    void linesKeepTheirNumbers() {
        String text = "class Any {\n void f() {\n  g(\n    1);\n }\n}\n";
        assertThat(Mutations.in(text))
                .allSatisfy(mutation -> assertThat(mutation.appliedTo(text).lines())
                        .hasSameSizeAs(text.lines().toList()));
    }

    @Test
    void theCompilerTellsWhatIsRefusedAndWhatIsTheSame() {
        String text = "class Any { static int f(int a, String b) { return g(a, b) + 0; }"
                + " static int g(int a, String b) { return a; } }";
        MutantCompiler compiler = new MutantCompiler(folder, "");
        MainSource source = new MainSource("any/src/main/java/Any.java", text);
        assertThat(Mutations.in(text))
                .extracting(mutation ->
                        mutation.operator() + " " + compiler.compile(source, mutation, folder.resolve("changed")))
                .contains("swapped arguments REFUSED", "other operator CHANGED", "other constant CHANGED");
        Mutation none = new Mutation("nothing", 0, 0, " ");
        assertThat(compiler.compile(source, none, folder.resolve("changed"))).isEqualTo(MutantCompiler.Outcome.SAME);
    }

    private static List<String> changesOf(String member) {
        String before = "class Any { ";
        String text = before + member + "\n}";
        return Mutations.in(text).stream()
                .map(mutation -> mutation.appliedTo(text))
                .map(changed -> changed.substring(before.length(), changed.length() - 2))
                .toList();
    }
}
