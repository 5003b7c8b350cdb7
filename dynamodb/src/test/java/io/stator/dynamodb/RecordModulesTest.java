package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of other modules and class loaders. */
final class RecordModulesTest {
    private static final int COLLECTIONS_MAX = 300;
    private static final long WAIT_MILLIS = 100;

    @TempDir
    private Path directory;

    @Test
    void aRecordOfAnOpenPackageNeedNotBePublic() throws Exception {
        Class<?> type = inModule("module user { opens p; }", "record");
        assertThat(Item.of("name", "x", "count", 2).as(type)).hasToString("R[name=x, count=2]");
        assertThat(Item.from((Record) Item.of("name", "x", "count", 2).as(type)))
                .isEqualTo(Item.of("name", "x", "count", 2));
    }

    @Test
    void aPublicRecordOfAnExportedPackageNeedsNoMore() throws Exception {
        Class<?> type = inModule("module user { exports p; }", "public record");
        assertThat(Item.of("name", "x", "count", 2).as(type)).hasToString("R[name=x, count=2]");
        assertThat(Item.from((Record) Item.of("name", "x", "count", 2).as(type)))
                .isEqualTo(Item.of("name", "x", "count", 2));
    }

    @Test
    void aHiddenRecordIsRefusedWithTheWayOut() throws Exception {
        Class<?> type = inModule("module user {}", "public record");
        assertThatThrownBy(() -> Item.of("name", "x", "count", 2).as(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("opens p to io.stator.dynamodb;")
                .hasMessageContaining("module user");
    }

    private Class<?> inModule(String module, String kind) throws IOException, ClassNotFoundException {
        Files.writeString(directory.resolve("module-info.java"), module);
        compile(kind, directory.resolve("module-info.java"));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration()
                .resolve(ModuleFinder.of(directory.resolve("out")), ModuleFinder.of(), Set.of("user"));
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(boot), getClass().getClassLoader())
                .layer();
        return layer.findLoader("user").loadClass("p.R");
    }

    private void compile(String kind, Path... more) throws IOException {
        Path source = Files.createDirectories(directory.resolve("p")).resolve("R.java");
        Files.writeString(source, "package p; " + kind + " R(String name, int count) {}");
        List<String> arguments =
                new java.util.ArrayList<>(List.of("-d", directory.resolve("out").toString(), source.toString()));
        for (Path each : more) {
            arguments.add(each.toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    @Test
    void theClassAndTheCodecsOfNobodyAreLetGo() throws Exception {
        compile("record");
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        List<WeakReference<Object>> references = used(queue);
        int collected = 0;
        for (int i = 0; i < COLLECTIONS_MAX && collected < references.size(); i++) {
            System.gc();
            collected += queue.remove(WAIT_MILLIS) == null ? 0 : 1;
        }
        assertThat(references).allMatch(each -> each.get() == null);
    }

    private List<WeakReference<Object>> used(ReferenceQueue<Object> queue) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.resolve("out").toUri().toURL()})) {
            Class<?> type = loader.loadClass("p.R");
            Codec<Thread> codec = Codec.of(Thread.class, Thread::getName, name -> Thread.currentThread());
            Codecs codecs = Codecs.standard().with(codec);
            Item item = Item.of("name", "x", "count", 2);
            // Without equals or toString of the record: what the JDK makes for these keeps a class alive.
            Record record = (Record) Item.read(item.attributes(codecs), codecs).as(type);
            assertThat(Item.from(record).attributes(codecs)).isEqualTo(item.attributes(codecs));
            assertThat(codecs.write(List.of(Thread.currentThread(), record), "list")
                            .hasL())
                    .isTrue();
            return List.of(new WeakReference<>(type, queue), new WeakReference<>(codecs, queue));
        }
    }
}
