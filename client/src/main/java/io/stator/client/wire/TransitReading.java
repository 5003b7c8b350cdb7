package io.stator.client.wire;

import com.cognitect.transit.ArrayReadHandler;
import com.cognitect.transit.ArrayReader;
import com.cognitect.transit.MapReader;
import com.cognitect.transit.ReadHandler;
import com.cognitect.transit.Reader;
import com.cognitect.transit.SPI.ReaderSPI;
import com.cognitect.transit.TransitFactory;
import io.stator.Anomaly;
import io.stator.edn.BigNumbers;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.EqualHashes;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How each kind of value is read. */
final class TransitReading {
    private static final int PATTERN_LENGTH_MAX = 1_000;

    private static final Map<String, ReadHandler<?, ?>> HANDLERS = TransitFactory.readHandlerMap(handlers());

    private static final EdnOptions EDN = EdnOptions.defaults()
            .maxDepth(EdnOptions.MAX_DEPTH)
            .tagHandler(Symbol.of(TransitTags.DATOM), TransitReading::datom);

    private TransitReading() {}

    static @Nullable Object read(InputStream in) {
        return read(TransitFactory.Format.MSGPACK, in);
    }

    /** Returns the value of a message in JSON. */
    static @Nullable Object readJson(InputStream in) {
        return read(TransitFactory.Format.JSON, in);
    }

    /** Returns the value of a message in EDN. */
    static @Nullable Object readEdn(String text) {
        return Edn.read(text, EDN);
    }

    private static @Nullable Object read(TransitFactory.Format format, InputStream in) {
        Reader reader = TransitFactory.reader(format, in, HANDLERS, (tag, rep) -> new Tagged(Symbol.parse(tag), rep));
        return ((ReaderSPI) reader)
                .setBuilders(new MapBuilder(), new ArrayBuilder<>(TransitReading::vector))
                .read();
    }

    private static Map<String, ReadHandler<?, ?>> handlers() {
        Map<String, ReadHandler<?, ?>> handlers = new HashMap<>();
        handlers.put(TransitTags.KEYWORD, text(TransitReading::keyword));
        handlers.put(TransitTags.SYMBOL, text(Symbol::parse));
        handlers.put(TransitTags.CHARACTER, text(TransitReading::character));
        handlers.put(TransitTags.INTEGER, text(TransitReading::integer));
        handlers.put(TransitTags.DECIMAL, text(TransitReading::decimal));
        handlers.put(TransitTags.SPECIAL_NUMBER, text(TransitReading::specialNumber));
        handlers.put(TransitTags.URI, text(URI::create));
        handlers.put(
                TransitTags.INSTANT_TEXT,
                text(text -> Instant.ofEpochMilli(Instant.parse(text).toEpochMilli())));
        handlers.put(TransitTags.INSTANT, value(TransitReading::instant));
        handlers.put(TransitTags.UUID, value(TransitReading::uuid));
        handlers.put(TransitTags.RATIO, value(TransitReading::ratio));
        handlers.put(TransitTags.LINK, value(rep -> new Tagged(Symbol.of(TransitTags.LINK), rep)));
        handlers.put(TransitTags.FLOAT, value(TransitReading::real));
        handlers.put(TransitTags.PATTERN, value(TransitReading::pattern));
        handlers.put(TransitTags.TAGGED, value(TransitReading::tagged));
        handlers.put(TransitTags.DATOM, value(TransitReading::datom));
        handlers.put(TransitTags.LIST, new ArrayHandler(EdnList::copyOf));
        handlers.put(TransitTags.SET, new ArrayHandler(TransitReading::set));
        handlers.put(TransitTags.ENTRIES, new ArrayHandler(TransitReading::entries));
        return handlers;
    }

    private static ReadHandler<Object, Object> text(Function<String, Object> read) {
        return rep -> {
            if (rep instanceof String text) {
                return read.apply(text);
            }
            throw malformed("text", rep);
        };
    }

    private static ReadHandler<Object, Object> value(Function<@Nullable Object, Object> read) {
        return read::apply;
    }

    private static Anomaly.Incorrect malformed(String expected, @Nullable Object rep) {
        return Anomaly.incorrect("not-transit", "a tag must be on " + expected + ": value=" + Edn.describe(rep));
    }

    /** Returns the keyword whose text comes without its colon: one that begins with a colon begins with a colon. */
    private static Object keyword(String text) {
        return Keyword.parse(":" + text);
    }

    private static Object character(String text) {
        if (text.length() != 1 || Character.isSurrogate(text.charAt(0))) {
            throw malformed("one character", text);
        }
        return text.charAt(0);
    }

    private static Object integer(String text) {
        requireShort(text);
        return requireWithinLimit(new BigInteger(text), text);
    }

    private static Object decimal(String text) {
        requireShort(text);
        return requireWithinLimit(new BigDecimal(text), text);
    }

    private static Object requireWithinLimit(Object number, String text) {
        if (!BigNumbers.isWithinLimit(number)) {
            throw malformed("a number of " + BigNumbers.limit(), text);
        }
        return number;
    }

    private static void requireShort(String text) {
        if (text.length() > TransitScan.NUMBER_CHARACTERS_MAX) {
            throw malformed("a number of at most " + TransitScan.NUMBER_CHARACTERS_MAX + " characters", text);
        }
    }

    private static Object specialNumber(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "INF" -> Double.POSITIVE_INFINITY;
            case "-INF" -> Double.NEGATIVE_INFINITY;
            default -> throw malformed("NaN, INF or -INF", text);
        };
    }

    private static Object instant(@Nullable Object rep) {
        if (rep instanceof Long millis) {
            return Instant.ofEpochMilli(millis);
        }
        if (rep instanceof String text) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        throw malformed("milliseconds", rep);
    }

    private static Object uuid(@Nullable Object rep) {
        if (rep instanceof String text) {
            return UUID.fromString(text);
        }
        if (rep instanceof List<?> halves
                && halves.size() == 2
                && halves.get(0) instanceof Long high
                && halves.get(1) instanceof Long low) {
            return new UUID(high, low);
        }
        throw malformed("two halves of a UUID", rep);
    }

    private static Object ratio(@Nullable Object rep) {
        throw Anomaly.incorrect(
                "not-a-value",
                "a ratio is no value that a database can hold: give a decimal: value=" + Edn.describe(rep));
    }

    private static Object real(@Nullable Object rep) {
        if (rep instanceof Double real && (real.isNaN() || real == (double) real.floatValue())) {
            return real.floatValue();
        }
        throw malformed("a number that a float can be", rep);
    }

    private static Object pattern(@Nullable Object rep) {
        if (rep instanceof List<?> parts
                && parts.size() == 2
                && parts.get(0) instanceof String text
                && text.length() <= PATTERN_LENGTH_MAX
                && parts.get(1) instanceof Long flags
                && flags == flags.intValue()) {
            return Pattern.compile(text, flags.intValue());
        }
        throw malformed("a pattern of at most " + PATTERN_LENGTH_MAX + " characters and its flags", rep);
    }

    private static Object tagged(@Nullable Object rep) {
        if (rep instanceof List<?> parts && parts.size() == 2 && parts.get(0) instanceof Symbol tag) {
            return new Tagged(tag, parts.get(1));
        }
        throw malformed("a symbol and a value", rep);
    }

    private static Object datom(@Nullable Object rep) {
        if (rep instanceof List<?> parts
                && parts.size() == WireDatom.SIZE
                && parts.get(0) instanceof Long e
                && parts.get(1) instanceof Long a
                && parts.get(2) != null
                && parts.get(3) instanceof Long tx
                && parts.get(4) instanceof Boolean added) {
            return new WireDatom(e, a, parts.get(2), tx, added);
        }
        throw malformed("entity, attribute, value, transaction and whether it was added", rep);
    }

    @SuppressWarnings("NullAway") // the library speaks of objects even where they may be null
    private static List<Object> vector(List<@Nullable Object> items) {
        return (List<Object>) (List<?>) EdnVector.copyOf(items);
    }

    private static void requireSpread(List<@Nullable Object> items, int stride) {
        if (EqualHashes.areTooMany(items, stride)) {
            throw Anomaly.incorrect(
                    "not-transit",
                    "a set must have at most " + EqualHashes.MAX
                            + " elements with the same hash code, and a map as many keys");
        }
    }

    private static Object set(List<@Nullable Object> elements) {
        requireSpread(elements, 1);
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object element : elements) {
            if (!set.add(element)) {
                throw malformed("a set without duplicates", element);
            }
        }
        return Collections.unmodifiableSet(set);
    }

    @SuppressWarnings("NullAway") // the library speaks of objects even where they may be null
    private static Map<Object, Object> entries(List<@Nullable Object> entries) {
        if (entries.isEmpty()) {
            return Collections.emptyMap();
        }
        if (entries.size() % 2 != 0) {
            throw malformed("keys and values by turns", entries);
        }
        requireSpread(entries, 2);
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i += 2) {
            map.put(entries.get(i), entries.get(i + 1));
            if (map.size() <= i / 2) {
                throw malformed("a map without a key that is there twice", entries.get(i));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    /** Makes maps, once all of their keys are known. */
    private static final class MapBuilder
            implements MapReader<List<@Nullable Object>, Map<Object, Object>, @Nullable Object, @Nullable Object> {
        @Override
        public List<@Nullable Object> init() {
            return new ArrayList<>();
        }

        @Override
        public List<@Nullable Object> init(int size) {
            return new ArrayList<>();
        }

        @Override
        public List<@Nullable Object> add(
                List<@Nullable Object> entries, @Nullable Object key, @Nullable Object value) {
            entries.add(key);
            entries.add(value);
            return entries;
        }

        @Override
        public Map<Object, Object> complete(List<@Nullable Object> entries) {
            return entries(entries);
        }
    }

    /** Makes collections of the items of an array. */
    private record ArrayBuilder<A>(Function<List<@Nullable Object>, A> finish)
            implements ArrayReader<List<@Nullable Object>, A, @Nullable Object> {
        @Override
        public List<@Nullable Object> init() {
            return new ArrayList<>();
        }

        @Override
        public List<@Nullable Object> init(int size) {
            return new ArrayList<>(size);
        }

        @Override
        public List<@Nullable Object> add(List<@Nullable Object> items, @Nullable Object item) {
            items.add(item);
            return items;
        }

        @Override
        public A complete(List<@Nullable Object> items) {
            return finish.apply(items);
        }
    }

    /** Makes the collections that have a tag. */
    private record ArrayHandler(Function<List<@Nullable Object>, Object> finish)
            implements ArrayReadHandler<List<@Nullable Object>, Object, @Nullable Object, Object> {
        @Override
        public Object fromRep(Object rep) {
            throw malformed("an array", rep);
        }

        @Override
        public ArrayReader<List<@Nullable Object>, Object, @Nullable Object> arrayReader() {
            return new ArrayBuilder<>(finish);
        }
    }
}
