package io.stator.engine.duel;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints forms as the conformance files write them. */
final class Readable {
    private static final int LONG_TEXT = 100;

    private Readable() {}

    /** Returns forms in EDN. */
    static String text(@Nullable Object form) {
        return Edn.print(tagged(form));
    }

    private static @Nullable Object tagged(@Nullable Object form) {
        if (form instanceof Integer || form instanceof Short || form instanceof Byte) {
            String tag = form instanceof Integer ? "int" : form instanceof Short ? "short" : "byte";
            return new Tagged(Symbol.of(tag), ((Number) form).longValue());
        }
        if (form instanceof Float number) {
            return new Tagged(Symbol.of("float"), (double) number);
        }
        if (form instanceof URI uri) {
            return new Tagged(Symbol.of("uri"), uri.toString());
        }
        if (form instanceof ByteBuffer bytes) {
            return new Tagged(Symbol.of("bytes"), Base64.getEncoder().encodeToString(bytes.array()));
        }
        if (form instanceof String text && text.length() > LONG_TEXT) {
            return new Tagged(Symbol.of("repeat"), List.of((long) text.length(), text.substring(0, 1)));
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(tagged(element)));
            return EdnVector.copyOf(all);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> all = new LinkedHashSet<>();
            set.forEach(element -> all.add(tagged(element)));
            return all;
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, value) -> all.put(tagged(key), tagged(value)));
            return all;
        }
        return form;
    }
}
