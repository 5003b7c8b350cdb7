package io.stator.conformance.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stator.conformance.manual.ManualPage.Block;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ten tasks as the manual writes them for Datomic's Peer API, on Datomic Peer, whose jars {@code benchmarks/peer} collects. */
@Tag("oracle")
final class PeerTasksOracleTest {
    private static final Path JARS = Path.of(System.getProperty("stator.peer", "../benchmarks/peer/target/lib"));

    /** Evaluates text and returns what it prints. */
    private static final String PRINTED =
            "(fn [text] (let [out (java.io.StringWriter.)] (binding [*out* out] (load-string text)) (str out)))";

    @Test
    void thePeerPrintsWhatThePageSays() throws Exception {
        assumeTrue(
                Files.isDirectory(JARS),
                "jars of Datomic Peer must be in " + JARS + ": run mvn -q -f benchmarks/peer package");
        List<Block> blocks = ManualPage.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.is("clojure peer"))
                .toList();
        assertThat(blocks).isNotEmpty();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = loader()) {
            thread.setContextClassLoader(loader);
            for (Block block : blocks) {
                String printed = printed(loader, String.join("\n", block.text()));
                assertThat(Said.lines(printed))
                        .isEqualTo(Objects.requireNonNull(block.answer()).text());
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URLClassLoader loader() throws Exception {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(JARS)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static String printed(ClassLoader loader, String code) throws Exception {
        Object loadString = Class.forName("clojure.java.api.Clojure", true, loader)
                .getMethod("var", Object.class, Object.class)
                .invoke(null, "clojure.core", "load-string");
        Class<?> function = Class.forName("clojure.lang.IFn", false, loader);
        Object print = function.getMethod("invoke", Object.class).invoke(loadString, PRINTED);
        return (String) function.getMethod("invoke", Object.class).invoke(print, code);
    }
}
