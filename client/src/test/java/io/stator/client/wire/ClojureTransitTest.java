package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.spi.FormKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Clojure's Transit library writes is read here, and what is written here is read by it. */
final class ClojureTransitTest {
    private static final WireLimits LIMITS = WireLimits.ofRequests();
    private static final IFn READ_TEXT = function("clojure.edn", "read-string");
    private static final IFn PRINT = function("clojure.core", "pr-str");
    private static final IFn WRITER = function("cognitect.transit", "writer");
    private static final IFn WRITE = function("cognitect.transit", "write");
    private static final IFn READER = function("cognitect.transit", "reader");
    private static final IFn READ = function("cognitect.transit", "read");

    private static IFn function(String namespace, String name) {
        Clojure.var("clojure.core", "require").invoke(Clojure.read(namespace));
        return Clojure.var(namespace, name);
    }

    private static byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WRITE.invoke(WRITER.invoke(bytes, Clojure.read(":msgpack")), value);
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) {
        return READ.invoke(READER.invoke(new ByteArrayInputStream(bytes), Clojure.read(":msgpack")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nil",
                "true",
                "5",
                "-9223372036854775808",
                "5N",
                "123456789012345678901234567890",
                "1.5",
                "-0.0",
                "##NaN",
                "##Inf",
                "##-Inf",
                "1.50M",
                "1E+10M",
                "\\a",
                "\"\"",
                "\"~^` é\"",
                "\"~#set\"",
                ":a",
                ":a.b/c",
                ":db.type/string",
                "?x",
                "clojure.core//",
                "...",
                "%",
                "()",
                "(a (b) [c])",
                "[]",
                "[:find ?e . :in $ :where [?e :a/b \"c\"] [(< ?e 5)] (or [?e :x] (not [?e :y]))]",
                "#{}",
                "#{nil 1 [1] #{2}}",
                "{}",
                "{:a {:b {:a {:b 1}}} \"abcd\" \"abcd\" nil 5 1.5 2}",
                "{[1 2] 3, {:a 1} :b}",
                "#inst \"2020-01-02T03:04:05.678-00:00\"",
                "#uuid \"11111111-2222-3333-4444-555555555555\"",
                "[:abcd :abcd :efgh :abcd efgh efgh \"efgh\"]",
            })
    void bothLibrariesSayTheSame(String text) {
        Object ours = Edn.read(text);
        Object theirs = READ_TEXT.invoke(text);

        Object readHere = Transit.read(write(theirs), LIMITS);
        assertThat(comparable(readHere)).isEqualTo(comparable(ours));

        Object readThere = read(Transit.write(ours, Dialect.DATOMIC, LIMITS));
        assertThat(comparable(Edn.read((String) PRINT.invoke(readThere)))).isEqualTo(comparable(ours));
    }

    @Test
    void nilIsReadThere() {
        assertThat(read(Transit.write(null, Dialect.DATOMIC, LIMITS))).isNull();
    }

    /** Returns text of a value that tells lists from vectors and one class of numbers from another, and not the order of maps and sets. */
    private static String comparable(Object value) {
        if (value instanceof Map<?, ?> map) {
            Set<String> entries = new TreeSet<>();
            map.forEach((key, each) -> entries.add(comparable(key) + " " + comparable(each)));
            return "{" + String.join(", ", entries) + "}";
        }
        if (value instanceof Collection<?> collection) {
            Collection<String> elements = collection instanceof Set ? new TreeSet<>() : new java.util.ArrayList<>();
            collection.forEach(element -> elements.add(comparable(element)));
            String kind = collection instanceof Set ? "#" : collection instanceof EdnList ? "list" : "vector";
            return kind + elements;
        }
        return value == null ? "nil" : value.getClass().getSimpleName() + " " + value;
    }

    @Test
    void bytesUrisAndTagsAreTheSameThere() {
        Object value = EdnVector.of(
                new byte[] {1, 2},
                java.net.URI.create("http://a/b"),
                new Tagged(Symbol.of("my", "tag"), EdnVector.of(1L)),
                new WireDatom(1, 2, "v", 3, true));
        Object there = read(Transit.write(value, Dialect.DATOMIC, LIMITS));
        assertThat(function("clojure.core", "mapv")
                        .invoke(function("clojure.core", "class"), there)
                        .toString())
                .isEqualTo("[byte/1 com.cognitect.transit.impl.URIImpl com.cognitect.transit.impl.TaggedValueImpl"
                        + " com.cognitect.transit.impl.TaggedValueImpl]");
        assertThat(FormKey.areEqual(Transit.read(write(there), LIMITS), value)).isTrue();
    }
}
