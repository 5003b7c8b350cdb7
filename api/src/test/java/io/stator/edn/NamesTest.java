package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    /** How long a reference cleared by a collection may take to be told of. */
    private static final long CLEARED_MILLIS_MAX = 1_000;

    @Test
    void keywordHasNamespaceAndName() {
        Keyword keyword = Keyword.of("artist", "name");

        assertThat(keyword.namespace()).isEqualTo("artist");
        assertThat(keyword.name()).isEqualTo("name");
        assertThat(keyword.qualifiedName()).isEqualTo("artist/name");
        assertThat(keyword).hasToString(":artist/name");
    }

    @Test
    void symbolWithoutNamespaceIsItsName() {
        Symbol symbol = Symbol.of("?artist");

        assertThat(symbol.namespace()).isNull();
        assertThat(symbol.name()).isEqualTo("?artist");
        assertThat(symbol.qualifiedName()).isEqualTo("?artist");
        assertThat(symbol).hasToString("?artist");
    }

    @Test
    void parsingTakesTheColonOrNot() {
        assertThat(Keyword.parse(":a/b")).isSameAs(Keyword.of("a", "b"));
        assertThat(Keyword.parse("a/b")).isSameAs(Keyword.of("a", "b"));
        assertThat(Keyword.parse(":a")).isSameAs(Keyword.of("a"));
        assertThat(Symbol.parse("a/b")).isSameAs(Symbol.of("a", "b"));
    }

    @Test
    void firstSlashEndsTheNamespace() {
        assertThat(Keyword.parse(":a/b/c")).isSameAs(Keyword.of("a", "b/c"));
        assertThat(Symbol.parse("/")).isSameAs(Symbol.of("/"));
        assertThat(Symbol.parse("a//")).isSameAs(Symbol.of("a", "/"));
    }

    @Test
    void equalNamesAreTheSameInstance() {
        assertThat(Keyword.of("same", new String("name".toCharArray()))).isSameAs(Keyword.parse(":same/name"));
        assertThat(Symbol.of("same", new String("name".toCharArray()))).isSameAs(Symbol.parse("same/name"));
        assertThat((Object) Keyword.of("a")).isNotEqualTo(Symbol.of("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "/a", ":/a", "a/", ":a/"})
    void incompleteNamesAreRefused(String text) {
        assertThatThrownBy(() -> Keyword.parse(text))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        refused -> assertThat(refused.data()).containsKey(Keyword.of("stator", "argument")));
        assertThatThrownBy(() -> Symbol.parse(text.replace(":", ""))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void aNameThatCannotBeReadBackIsNotPrinted() {
        assertThatThrownBy(() -> Edn.print(Keyword.of("a b")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Keyword=:a b");
    }

    @Test
    void partsThatWouldReadAsOtherPartsAreRefused() {
        assertThatThrownBy(() -> Keyword.of("a/b"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("name=a/b");
        assertThatThrownBy(() -> Symbol.of("a/b", "c"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("namespace=a/b");
    }

    @Test
    void namesWithoutNamespaceSortFirst() {
        List<Keyword> sorted = List.of(
                Keyword.parse(":ab"),
                Keyword.parse(":b"),
                Keyword.parse(":z"),
                Keyword.parse(":a/a"),
                Keyword.parse(":a/z"),
                Keyword.parse(":a.b/c"));
        List<Keyword> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(sorted);
        assertThat(Symbol.of("z")).isLessThan(Symbol.of("a", "a"));
    }

    @Test
    void hashOfPartsIsTheHashOfTheWhole() {
        for (String text : List.of("a/b", "artist/name", "a.b.c/d/e", "x//", "é/ü😀")) {
            int slash = text.indexOf('/');
            assertThat(Names.hash(text.substring(0, slash), text.substring(slash + 1)))
                    .isEqualTo(text.hashCode());
        }
    }

    @Test
    void threadsThatInternTheSameNamesGetTheSameInstances() throws Exception {
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<List<Keyword>> interning = () -> {
            start.await();
            List<Keyword> keywords = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                keywords.add(Keyword.of("concurrent", "name" + i));
            }
            return keywords;
        };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Keyword>>> results = executor.invokeAll(Collections.nCopies(threads, interning));
            List<Keyword> expected = results.get(0).get();
            for (Future<List<Keyword>> result : results) {
                List<Keyword> actual = result.get();
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i)).isSameAs(expected.get(i));
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void namesThatNobodyHoldsAreForgotten() throws InterruptedException {
        InternTable<Symbol> table = new InternTable<>(Symbol::of);
        Set<Symbol> held = ConcurrentHashMap.newKeySet();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            Symbol symbol = table.intern("forgotten", "name" + i);
            if (i % 1000 == 0) {
                held.add(symbol);
            }
        }
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        for (int attempt = 0; attempt < 100 && table.size() > held.size(); attempt++) {
            Reference<Object> cleared = new PhantomReference<>(new Object(), queue);
            System.gc();
            queue.remove(CLEARED_MILLIS_MAX);
            Reference.reachabilityFence(cleared);
        }

        assertThat(table.size()).isLessThan(count / 2).isGreaterThanOrEqualTo(held.size());
        for (Symbol symbol : held) {
            assertThat(table.find(symbol.namespace(), symbol.name())).isSameAs(symbol);
        }
    }
}
