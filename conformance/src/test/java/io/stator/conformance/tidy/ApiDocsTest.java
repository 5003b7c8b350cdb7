package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every method of the interfaces that a program calls says what it throws and when it waits, in so many words. */
final class ApiDocsTest {
    private static final List<String> TYPES = List.of("Client", "Connection", "Database", "Results", "Stator");
    private static final int METHODS_MIN = 50;

    /** A comment, annotations, and the first line of a method that is not private. */
    private static final Pattern METHOD = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@\\w+(?:\\([^)]*\\))?\\s+)*((?!private)[\\w<@][^;{}=/]*?\\b(\\w+)\\([^;{}=]*\\))\\s*[;{]",
            Pattern.DOTALL);

    private static final Pattern WAITS = Pattern.compile("\\b([Ww]aits?|waiting|blocks)\\b");
    private static final Pattern THROWS =
            Pattern.compile("@throws|never fails|Never fails|[Ff]ails? as|[Ff]ails with|comes out where");

    @Test
    void everyMethodSaysWhatItThrowsAndWhenItWaits() throws IOException {
        List<String> complaints = new ArrayList<>();
        int methods = 0;
        for (String type : TYPES) {
            String source =
                    Files.readString(SourceTree.root().resolve("api/src/main/java/io/stator/" + type + ".java"));
            Matcher method = METHOD.matcher(source);
            while (method.find()) {
                methods++;
                String text = method.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ");
                if (!WAITS.matcher(text).find()) {
                    complaints.add(type + "." + method.group(3) + " does not say when it waits");
                }
                if (!THROWS.matcher(text).find()) {
                    complaints.add(type + "." + method.group(3) + " does not say what it throws");
                }
            }
        }
        assertThat(complaints).isEmpty();
        assertThat(methods).isGreaterThan(METHODS_MIN);
    }

    @Test
    void theBomNamesAllModulesThatAreShipped() throws IOException {
        String bom = Files.readString(SourceTree.root().resolve("bom/pom.xml"));
        String managed = bom.substring(bom.indexOf("<dependencyManagement>"));
        String parent = Files.readString(SourceTree.root().resolve("pom.xml"));
        Matcher module = Pattern.compile("<module>([\\w-]+)</module>").matcher(parent);
        while (module.find()) {
            String name = module.group(1);
            boolean shipped =
                    !List.of("bom", "conformance", "benchmarks", "examples").contains(name);
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
