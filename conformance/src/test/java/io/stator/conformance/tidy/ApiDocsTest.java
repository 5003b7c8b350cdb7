package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every method of every type that a program sees says what it throws and when it waits, in so many words.
 *
 * <p>When all methods of a type wait alike, a sentence about the type says so for all. What is thrown is said by each, unless the type says
 * that nothing fails but as its methods say.
 */
final class ApiDocsTest {
    /** Where the types are that a program sees. */
    private static final List<String> FOLDERS = List.of(
            "api/src/main/java/",
            "storage-jdbc/src/main/java/io/stator/storage/jdbc/",
            "storage-dynamodb/src/main/java/",
            "server/src/main/java/",
            "client/src/main/java/",
            "nippy/src/main/java/",
            "dynamodb-junit/src/main/java/");

    private static final int TYPES_MIN = 80;
    private static final int METHODS_MIN = 450;

    private static final String COMMENT = "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+";
    private static final String ANNOTATIONS = "(?:@\\w+(?:\\([^)]*\\))?\\s+)*";

    /** A comment, annotations, and the beginning of a public type. */
    private static final Pattern TYPE = Pattern.compile(
            COMMENT + ANNOTATIONS
                    + "public (?:abstract |final |sealed |non-sealed )*(class|interface|@interface|enum|record) (\\w+)",
            Pattern.DOTALL);

    /** A comment, annotations, and the first line of a method or constructor, or of the compact constructor of a record. */
    private static final Pattern METHOD = Pattern.compile(
            COMMENT + ANNOTATIONS
                    + "([^;{}=/]*?)\\b(\\w+)\\s*(?:(\\([^;{}=/]*\\))\\s*(?:throws [\\w., ]+)?[;{]|(?<=public \\w{1,60}) \\{)",
            Pattern.DOTALL);

    /** Words before the name that say that it is no method that a program calls. */
    private static final Pattern OTHER = Pattern.compile("\\b(?:private|record|class|enum|interface|new)\\b");

    private static final Pattern WAITS = Pattern.compile("\\b([Ww]aits?|waiting|blocks)\\b");
    private static final Pattern THROWS =
            Pattern.compile("@throws|[Nn]ever fails|[Ff]ails? as|[Ff]ails? with|comes out where");
    private static final Pattern NONE_FAILS_UNSAID = Pattern.compile("(?:nothing|no method) fails but as it says");
    private static final Pattern NEVER_FAILS = Pattern.compile("[Nn]ever (?:waits and never )?fails");

    /** A parameter that is no reference, or may be null: with it a method may promise not to fail. */
    private static final Pattern HARMLESS =
            Pattern.compile("(?s).*@Nullable.*|\\s*(?:boolean|byte|short|int|long|char|float|double)\\s.*|\\s*");

    /** The types that are there, by listing the files. */
    private static List<JavaSource> publicTypes() {
        return SourceTree.javaSources().stream()
                .filter(source -> FOLDERS.stream().anyMatch(source::isIn))
                .filter(source -> TYPE.matcher(source.text()).find())
                .toList();
    }

    private record Documented(String name, String text, String parameters) {}

    private static List<Documented> methods(JavaSource source, boolean isInterface) {
        List<Documented> methods = new ArrayList<>();
        Matcher method = METHOD.matcher(source.text());
        while (method.find()) {
            String modifiers = method.group(2);
            boolean called = isInterface || modifiers.contains("public") || method.group(4) == null;
            if (called && !OTHER.matcher(modifiers).find()) {
                String parameters = method.group(4) == null ? "" : method.group(4);
                methods.add(new Documented(method.group(3), sentence(method.group(1)), parameters));
            }
        }
        return methods;
    }

    private static String sentence(String comment) {
        return comment.replaceAll("\\s*\\n\\s*\\*\\s*", " ");
    }

    private static List<String> complaints(JavaSource source, List<Documented> methods, String ofType) {
        List<String> complaints = new ArrayList<>();
        for (Documented method : methods) {
            String where = source.name() + " " + method.name() + method.parameters() + " ";
            if (!WAITS.matcher(ofType).find() && !WAITS.matcher(method.text()).find()) {
                complaints.add(where + "does not say when it waits");
            }
            if (!NONE_FAILS_UNSAID.matcher(ofType).find()
                    && !THROWS.matcher(method.text()).find()) {
                complaints.add(where + "does not say what it throws");
            }
            complaints.addAll(unknownAnomalies(source, method.text(), where));
            if (NEVER_FAILS.matcher(method.text()).find() && !allMayBeAnything(method.parameters())) {
                complaints.add(where + "never fails, it says, though an argument can be null that must not be");
            }
        }
        return complaints;
    }

    /** Complains about anomalies whose name the pages of the API cannot resolve, which ends their making. */
    private static List<String> unknownAnomalies(JavaSource source, String text, String where) {
        boolean known = source.text().contains("package io.stator;")
                || source.text().contains("import io.stator.Anomaly;")
                || !text.contains("@throws Anomaly");
        return known ? List.of() : List.of(where + "names an anomaly that is not imported: write io.stator.Anomaly");
    }

    private static boolean allMayBeAnything(String parameters) {
        if (parameters.isEmpty()) {
            return true;
        }
        String inside = parameters.substring(1, parameters.length() - 1);
        return Stream.of(inside.split(",(?![^<]*>)"))
                .allMatch(each -> HARMLESS.matcher(each).matches());
    }

    @Test
    void everyMethodSaysWhatItThrowsAndWhenItWaits() {
        List<String> complaints = new ArrayList<>();
        List<JavaSource> types = publicTypes();
        int methods = 0;
        for (JavaSource source : types) {
            Matcher type = TYPE.matcher(source.text());
            assertThat(type.find()).isTrue();
            List<Documented> found = methods(source, type.group(2).contains("interface"));
            methods += found.size();
            complaints.addAll(complaints(source, found, sentence(type.group(1))));
        }
        assertThat(complaints).isEmpty();
        assertThat(types).hasSizeGreaterThan(TYPES_MIN);
        assertThat(methods).isGreaterThan(METHODS_MIN);
    }

    @Test
    void whatIsNotSaidIsNoticed() {
        JavaSource source = JavaSource.of("X.java", """
                /** Says nothing. */
                public final class X {
                    /** Returns one. */
                    public int one() {}

                    /** Returns two. Never fails. */
                    static int two(String text) {}

                    /** Returns three. Never waits and never fails. */
                    public <T> int three(String text) {}

                    /** Creates one. Never waits and never fails. */
                    public X {}
                }
                """);
        assertThat(methods(source, false)).extracting(Documented::name).containsExactly("one", "three", "X");
        assertThat(complaints(source, methods(source, false), ""))
                .containsExactly(
                        "X.java one() does not say when it waits",
                        "X.java one() does not say what it throws",
                        "X.java three(String text) never fails, it says, though an argument can be null that must not be");
        assertThat(complaints(source, methods(source, false), "Nothing here waits."))
                .hasSize(2);
        assertThat(complaints(source, methods(source, false), "Nothing here waits, and nothing fails but as it says."))
                .hasSize(1);
    }

    @Test
    void theBomNamesAllModulesThatAreShipped() throws IOException {
        String bom = Files.readString(SourceTree.root().resolve("bom/pom.xml"));
        String managed = bom.substring(bom.indexOf("<dependencyManagement>"));
        String parent = Files.readString(SourceTree.root().resolve("pom.xml"));
        Matcher module = Pattern.compile("<module>([\\w-]+)</module>").matcher(parent);
        while (module.find()) {
            String name = module.group(1);
            boolean shipped = !List.of("bom", "conformance", "benchmarks", "examples", "site")
                    .contains(name);
            assertThat(managed.contains("<artifactId>stator-" + name + "</artifactId>"))
                    .as(name)
                    .isEqualTo(shipped);
        }
        assertThat(version(bom)).isEqualTo(version(parent));
    }

    private static String version(String pom) {
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
