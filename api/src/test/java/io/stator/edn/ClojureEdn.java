package io.stator.edn;

import clojure.java.api.Clojure;
import clojure.lang.BigInt;
import clojure.lang.IFn;
import clojure.lang.IPersistentVector;
import clojure.lang.PersistentArrayMap;
import clojure.lang.TaggedLiteral;
import java.io.PushbackReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads texts with Clojure's EDN reader and with ours, in a common form that also tells vectors and lists apart. */
final class ClojureEdn {
    private static final Object END = new Object();
    private static final IFn READ = function("clojure.edn", "read");
    private static final Object OPTIONS = PersistentArrayMap.createAsIfByAssoc(new Object[] {
        Clojure.read(":eof"), END, Clojure.read(":default"), function("clojure.core", "tagged-literal")
    });

    private ClojureEdn() {}

    /** What a reader makes of a text: its forms, or the error. */
    record Outcome(List<Object> forms, RuntimeException error) {
        static Outcome of(Supplier<List<Object>> reading) {
            try {
                return new Outcome(reading.get(), null);
            } catch (RuntimeException malformed) {
                return new Outcome(null, malformed);
            }
        }

        boolean failed() {
            return error != null;
        }

        boolean agreesWith(Outcome other) {
            return failed() ? other.failed() : !other.failed() && forms.equals(other.forms);
        }
    }

    private static IFn function(String namespace, String name) {
        Clojure.var("clojure.core", "require").invoke(Clojure.read(namespace));
        return Clojure.var(namespace, name);
    }

    /** Returns what Clojure makes of the text. */
    static Outcome clojure(String text) {
        return Outcome.of(() -> {
            List<Object> forms = new ArrayList<>();
            PushbackReader reader = new PushbackReader(new StringReader(text));
            for (Object form = READ.invoke(OPTIONS, reader); form != END; form = READ.invoke(OPTIONS, reader)) {
                forms.add(common(form));
            }
            return forms;
        });
    }

    /** Returns what we make of the text. */
    static Outcome ours(String text) {
        return Outcome.of(() -> {
            List<Object> forms = new ArrayList<>();
            for (Object form : Edn.readAll(text)) {
                forms.add(common(form));
            }
            return forms;
        });
    }

    /** Returns the value of either reader in the common form. */
    static Object common(Object value) {
        if (value instanceof clojure.lang.Keyword keyword) {
            boolean unlikeOurs = "".equals(keyword.getNamespace());
            return unlikeOurs ? keyword.toString() : Keyword.of(keyword.getNamespace(), keyword.getName());
        }
        if (value instanceof clojure.lang.Symbol symbol) {
            return Symbol.of(symbol.getNamespace(), symbol.getName());
        }
        if (value instanceof BigInt big) {
            return big.toBigInteger();
        }
        if (value instanceof Date date) {
            return date.toInstant();
        }
        if (value instanceof byte[] bytes) {
            return new Tagged(TagReader.BYTES, Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof java.net.URI uri) {
            return new Tagged(TagReader.URI_TAG, uri.toString());
        }
        if (value instanceof TaggedLiteral tagged) {
            return new Tagged((Symbol) common(tagged.tag), common(tagged.form));
        }
        if (value instanceof Tagged tagged) {
            return new Tagged(tagged.tag(), common(tagged.value()));
        }
        return value instanceof Collection || value instanceof Map ? commonCollection(value) : value;
    }

    private static Object commonCollection(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> common = new HashMap<>();
            map.forEach((key, element) -> common.put(common(key), common(element)));
            return common;
        }
        if (value instanceof Set<?> set) {
            Set<Object> common = new HashSet<>();
            set.forEach(element -> common.add(common(element)));
            return common;
        }
        boolean vector = value instanceof IPersistentVector || value instanceof EdnVector;
        List<Object> common = new ArrayList<>(List.of(vector ? "a vector" : "a list"));
        ((Collection<?>) value).forEach(element -> common.add(common(element)));
        return common;
    }
}
