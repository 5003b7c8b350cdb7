package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every class of the package has its place in the chapters of {@code package-info.java}. */
final class ChaptersTest {
    private static final Path CHAPTERS = Path.of("src/main/java/io/stator/dynamodb/package-info.java");
    private static final Pattern NAME = Pattern.compile("\\{@code (\\w+)}");

    @Test
    void everyClassIsInOneChapter() throws IOException {
        List<String> named = NAME.matcher(Files.readString(CHAPTERS))
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList();
        List<String> classes = new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages("io.stator.dynamodb")
                        .stream()
                        .filter(type -> type.getPackageName().equals("io.stator.dynamodb"))
                        .filter(type -> !type.getName().contains("$"))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info"))
                        .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(classes);
    }
}
