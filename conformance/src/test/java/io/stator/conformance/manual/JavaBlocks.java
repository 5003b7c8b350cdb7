package io.stator.conformance.manual;

import io.stator.conformance.manual.ManualPage.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The Java code of the manual, all of it compiled at once: a class with one method for each page. What is marked as {@code java members} belongs
 * to the class, {@code java everywhere} to those of all pages of the folder.
 */
final class JavaBlocks {
    private static final String MEMBERS = "java members";
    private static final String CODE = "java";

    /** What every page of a book within the manual has: its imports, and what its first chapter opens. */
    private static final String EVERYWHERE = "java everywhere";

    /** Where a DynamoDB listens on a reader's machine. */
    static final String HOST_OF_THE_PAGES = "localhost:6798";

    /** What a page of a book that has no imports of its own may use of ours; the chapter on Java says so. */
    private static final List<String> IMPORTS_OF_OURS = List.of("io.stator.*", "io.stator.edn.*");

    /** What every page may use without an import. */
    private static final List<String> IMPORTS = List.of(
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.stream.*");

    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final URLClassLoader classes;

    /** A class made of a page. */
    private static final class Source {
        private final StringBuilder text = new StringBuilder();
        private final Map<Integer, Integer> pageLines = new HashMap<>();
        private final URI dynamoDb;
        private int line = 1;

        Source(URI dynamoDb) {
            this.dynamoDb = dynamoDb;
        }

        void add(String code, int pageLine) {
            text.append(code.replace("http://" + HOST_OF_THE_PAGES, dynamoDb.toString()))
                    .append('\n');
            pageLines.put(line, pageLine);
            line++;
        }
    }

    private JavaBlocks(Path directory) throws MalformedURLException {
        classes = new URLClassLoader(new URL[] {directory.toUri().toURL()}, JavaBlocks.class.getClassLoader());
    }

    /** Compiles the code of pages in a directory; throws an error that names page and line of what the compiler refuses. */
    static JavaBlocks compiled(List<ManualPage> pages, Path directory, URI dynamoDb) {
        List<ManualPage> all = ManualPage.all();
        try {
            JavaBlocks blocks = new JavaBlocks(directory);
            for (ManualPage page : pages) {
                if (page.blocks().stream().anyMatch(JavaBlocks::isJava)) {
                    blocks.sources.put(page.name(), source(page, everywhere(page, all), dynamoDb));
                }
            }
            blocks.compile(pages, directory);
            return blocks;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static boolean isJava(Block block) {
        return block.is(CODE) || block.is(MEMBERS) || block.is(EVERYWHERE);
    }

    /** Returns what pages in the folder of a page have for all of them. */
    private static List<Block> everywhere(ManualPage page, List<ManualPage> all) {
        return all.stream()
                .filter(each -> each.file().getParent().equals(page.file().getParent()))
                .flatMap(each -> each.blocks().stream().filter(block -> block.is(EVERYWHERE)))
                .toList();
    }

    static String className(String page) {
        return "Page_" + page.replaceAll("\\W", "_");
    }

    private static Source source(ManualPage page, List<Block> everywhere, URI dynamoDb) {
        Source source = new Source(dynamoDb);
        Set<String> imports = new LinkedHashSet<>();
        if (everywhere.isEmpty()) {
            IMPORTS_OF_OURS.forEach(each -> imports.add("import " + each + ";"));
        }
        IMPORTS.forEach(each -> imports.add("import " + each + ";"));
        Stream.concat(everywhere.stream(), page.blocks().stream().filter(JavaBlocks::isJava))
                .flatMap(block -> block.text().stream())
                .filter(JavaBlocks::isImport)
                .forEach(imports::add);
        imports.forEach(each -> source.add(each, 1));
        source.add("@SuppressWarnings(\"all\") public final class " + className(page.name()) + " {", 1);
        source.add("public static java.util.function.IntConsumer at;", 1);
        everywhere.forEach(block -> code(source, block));
        page.blocks().stream().filter(block -> block.is(MEMBERS)).forEach(block -> code(source, block));
        source.add("public static void run() throws Exception {", 1);
        for (Block block : page.blocks()) {
            if (block.is(CODE)) {
                source.add("at.accept(" + page.blocks().indexOf(block) + ");", block.line());
                code(source, block);
            }
        }
        source.add("at.accept(-1); }", 1);
        source.add("}", 1);
        return source;
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }

    private static void code(Source source, Block block) {
        for (int i = 0; i < block.text().size(); i++) {
            source.add(isImport(block.text().get(i)) ? "" : block.text().get(i), block.line() + i);
        }
    }

    private void compile(List<ManualPage> pages, Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, Source> source : sources.entrySet()) {
            Path file = directory.resolve(className(source.getKey()) + ".java");
            files.add(Files.writeString(file, source.getValue().text));
        }
        if (files.isEmpty()) {
            return;
        }
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            compiler.getTask(
                            new StringWriter(),
                            manager,
                            found,
                            List.of("-proc:none", "-nowarn", "-d", directory.toString(), "-classpath", classPath),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        List<String> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(place(pages, each) + " " + each.getMessage(Locale.ROOT));
            }
        }
        if (!errors.isEmpty()) {
            throw new AssertionError("the code does not compile:\n" + String.join("\n", errors));
        }
    }

    private String place(List<ManualPage> pages, Diagnostic<? extends JavaFileObject> error) {
        JavaFileObject file = error.getSource();
        for (ManualPage page : pages) {
            Source source = sources.get(page.name());
            if (file != null && source != null && file.getName().endsWith(className(page.name()) + ".java")) {
                return page.at(source.pageLines.getOrDefault((int) error.getLineNumber(), 1));
            }
        }
        return "";
    }

    /** Runs the code of a page and returns what each of its blocks printed, by its number; an error names the line. */
    Map<Integer, String> run(ManualPage page) {
        Map<Integer, String> printed = new HashMap<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int[] current = {-1};
        IntConsumer at = next -> {
            out.flush();
            printed.merge(current[0], bytes.toString(StandardCharsets.UTF_8), String::concat);
            bytes.reset();
            current[0] = next;
        };
        System.setOut(out);
        try {
            Class<?> type = classes.loadClass(className(page.name()));
            type.getField("at").set(null, at);
            type.getMethod("run").invoke(null);
        } catch (ReflectiveOperationException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new AssertionError(page.at(line(page, cause)) + " " + cause, cause);
        } finally {
            System.setOut(before);
        }
        return printed;
    }

    private int line(ManualPage page, Throwable failure) {
        Source source = Objects.requireNonNull(sources.get(page.name()));
        for (StackTraceElement element : failure.getStackTrace()) {
            if (element.getClassName().startsWith(className(page.name()))) {
                return source.pageLines.getOrDefault(element.getLineNumber(), 1);
            }
        }
        return 1;
    }
}
