package io.stator.conformance.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A test class that may notice a change. */
record TestClass(String module, String packageName, String className, String text) {
    private static final String FOLDER = "src/test/java";
    private static final String SUFFIX = "Test.java";
    private static final String LANGUAGE = "ConformanceTest";
    /** Packages whose tests read sources instead of running the database. */
    private static final Set<String> READS_SOURCES =
            Set.of("io.stator.conformance.tidy", "io.stator.conformance.mutation");
    /** Packages whose work reaches the disk. */
    private static final Set<String> STORED =
            Set.of("io.stator.engine", "io.stator.engine.log", "io.stator.engine.storage", "io.stator.engine.database");

    /** The test classes of a module. */
    static List<TestClass> of(Path root, String module) {
        Path folder = root.resolve(module).resolve(FOLDER);
        List<TestClass> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                String inPackage =
                        folder.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
                String name = file.getFileName().toString().replace(".java", "");
                if (!READS_SOURCES.contains(inPackage)) {
                    classes.add(new TestClass(module, inPackage, name, Files.readString(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    String name() {
        return packageName + "." + className;
    }

    /** Roughly how much likelier than another the test notices a change of the source; 0 where it hardly could. */
    double likelihood(MainSource source) {
        if (!mayReach(source)) {
            return 0;
        }
        double likelihood = module.equals(source.module()) ? 2 : 1;
        if (className.equals(LANGUAGE)) {
            likelihood = 15;
        } else if (packageName.equals(source.packageName())) {
            likelihood = 30;
        } else if (packageName.startsWith(source.packageName() + ".")
                || source.packageName().startsWith(packageName + ".")) {
            likelihood = 8;
        }
        if (className.startsWith(source.className())) {
            likelihood *= 10;
        }
        return source.isNamedIn(text) ? likelihood * 3 : likelihood;
    }

    private boolean mayReach(MainSource source) {
        return switch (module) {
            case "api" -> source.module().equals("api");
            case "engine" -> !source.module().equals("storage-jdbc");
            case "storage-jdbc" -> source.module().equals("storage-jdbc") || STORED.contains(source.packageName());
            default -> true;
        };
    }
}
