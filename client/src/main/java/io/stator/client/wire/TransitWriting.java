package io.stator.client.wire;

import com.cognitect.transit.TransitFactory;
import com.cognitect.transit.WriteHandler;
import com.cognitect.transit.impl.MsgpackEmitter;
import com.cognitect.transit.impl.WriteCache;
import com.cognitect.transit.impl.WriteHandlerMap;
import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.edn.BigNumbers;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.spi.GivenValues;
import io.stator.spi.UnicodeText;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** How each kind of value is written. */
final class TransitWriting {
    private static final Map<Dialect, Map<Class, WriteHandler<?, ?>>> HANDLERS = handlers();

    /** Without the form of texts whose length is one byte: the msgpack library that Datomic's clients come with is older than that. */
    private static final MessagePack.PackerConfig FORMAT = new MessagePack.PackerConfig().withStr8FormatSupport(false);

    /** After how many classes a thread begins anew to learn how each is written. */
    private static final int CLASSES_MAX = 256;

    /** What each thread has learnt: to make it takes longer than to write a small message with it, and it must not be shared. */
    private static final ThreadLocal<Map<Dialect, WriteHandlerMap>> KNOWN =
            ThreadLocal.withInitial(() -> new EnumMap<>(Dialect.class));

    private TransitWriting() {}

    private static WriteHandlerMap known(Dialect dialect) {
        Map<Dialect, WriteHandlerMap> own = KNOWN.get();
        WriteHandlerMap known = own.get(dialect);
        if (known == null || known.size() > CLASSES_MAX) {
            known = new WriteHandlerMap(Objects.requireNonNull(HANDLERS.get(dialect)));
            own.put(dialect, known);
        }
        return known;
    }

    @SuppressWarnings("NullAway") // the library takes null for nil
    static void write(@Nullable Object value, OutputStream out, Dialect dialect) throws Exception {
        MessagePacker packer = FORMAT.newPacker(out);
        new Emitting(packer, known(dialect)).emit(plain(value), false, new WriteCache());
        packer.flush();
    }

    /** Writes what a message holds as the library does, but hands it over when it is whole, not after every value. */
    private static final class Emitting extends MsgpackEmitter {
        Emitting(MessagePacker packer, WriteHandlerMap handlers) {
            super(packer, handlers, new Refusing(), TransitWriting::plain);
        }

        @Override
        public void flushWriter() {}
    }

    private static Map<Dialect, Map<Class, WriteHandler<?, ?>>> handlers() {
        Map<Class, WriteHandler<?, ?>> common = new HashMap<>();
        common.put(Keyword.class, text(TransitTags.KEYWORD, Keyword::qualifiedName));
        common.put(Symbol.class, text(TransitTags.SYMBOL, Symbol::qualifiedName));
        common.put(String.class, text(TransitTags.TEXT, String::toString));
        common.put(Character.class, text(TransitTags.CHARACTER, String::valueOf));
        common.put(URI.class, text(TransitTags.URI, URI::toString));
        common.put(Instant.class, new Simple<>(TransitTags.INSTANT, Instant::toEpochMilli));
        common.put(Pattern.class, parts(TransitTags.PATTERN, TransitWriting::pattern));
        common.put(Datom.class, parts(TransitTags.DATOM, TransitWriting::datom));
        common.put(EdnList.class, parts(TransitTags.LIST, list -> list));
        common.put(List.class, new Simple<>(TransitTags.ARRAY, list -> list));
        common.put(Set.class, parts(TransitTags.SET, set -> set));
        common.put(Tagged.class, new TaggedHandler());
        Map<Class, WriteHandler<?, ?>> own = new HashMap<>(common);
        own.put(Float.class, new Simple<>(TransitTags.FLOAT, Float::doubleValue));
        Map<Dialect, Map<Class, WriteHandler<?, ?>>> all = new EnumMap<>(Dialect.class);
        all.put(Dialect.DATOMIC, common);
        all.put(Dialect.STATOR, own);
        return all;
    }

    /** Returns a value as one of the classes that are written: what is of another class, but means the same, as one of them. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Keyword
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof List
                || value instanceof Map
                || value instanceof Set
                || value instanceof Datom
                || value.getClass().getPackage() == WriteHandlerMap.class.getPackage()) {
            return value;
        }
        Object taken =
                value instanceof Collection<?> collection ? new ArrayList<>(collection) : GivenValues.take(value);
        if (!GivenValues.isValue(taken)) {
            throw GivenValues.notAValue(value, "what is sent");
        }
        if (!BigNumbers.isWithinLimit(taken)) {
            throw Anomaly.incorrect("not-a-value", "a number that is sent must have " + BigNumbers.limit());
        }
        return taken;
    }

    private static List<?> pattern(Pattern pattern) {
        return EdnVector.of(pattern.pattern(), (long) pattern.flags());
    }

    private static List<?> datom(Datom datom) {
        return EdnVector.of(datom.e(), datom.a(), datom.v(), datom.tx(), datom.added());
    }

    /** Returns the handler of values that are written as text, which must be such as UTF-8 has bytes for. */
    private static <V> WriteHandler<V, Object> text(String tag, Function<V, String> text) {
        return new Simple<>(tag, value -> {
            String rep = text.apply(value);
            UnicodeText.require(rep, "text that is sent");
            return rep;
        });
    }

    /** Returns the handler of values that are written as an array with a tag. */
    private static <V> WriteHandler<V, Object> parts(String tag, Function<V, Object> parts) {
        return new Simple<>(tag, value -> TransitFactory.taggedValue(TransitTags.ARRAY, parts.apply(value)));
    }

    /** A handler of values of one tag. */
    private record Simple<V>(String tag, Function<V, Object> represent) implements WriteHandler<V, Object> {
        @Override
        public String tag(V value) {
            return tag;
        }

        @Override
        public Object rep(V value) {
            return represent.apply(value);
        }

        @Override
        public String stringRep(V value) {
            return represent.apply(value).toString();
        }

        @Override
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null says that there is none
        public <W> WriteHandler<V, W> getVerboseHandler() {
            return null;
        }
    }

    /** Writes a literal with its own tag, or as the value of {@link TransitTags#TAGGED} when that has another meaning. */
    private static final class TaggedHandler implements WriteHandler<Tagged, Object> {
        @Override
        public String tag(Tagged literal) {
            return TransitTags.isTaken(literal)
                    ? TransitTags.TAGGED
                    : literal.tag().qualifiedName();
        }

        @Override
        @SuppressWarnings("NullAway") // the library takes null for nil
        public Object rep(Tagged literal) {
            UnicodeText.require(literal.tag().qualifiedName(), "a tag that is sent");
            return TransitTags.isTaken(literal) ? EdnVector.of(literal.tag(), literal.value()) : literal.value();
        }

        @Override
        @SuppressWarnings("NullAway") // null says that there is none
        public String stringRep(Tagged literal) {
            return null;
        }

        @Override
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null says that there is none
        public <W> WriteHandler<Tagged, W> getVerboseHandler() {
            return null;
        }
    }

    /** Refuses what is no value. */
    private static final class Refusing implements WriteHandler<Object, Object> {
        @Override
        public String tag(Object value) {
            throw GivenValues.notAValue(value, "what is sent");
        }

        @Override
        public Object rep(Object value) {
            throw GivenValues.notAValue(value, "what is sent");
        }

        @Override
        public String stringRep(Object value) {
            throw GivenValues.notAValue(value, "what is sent");
        }

        @Override
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null says that there is none
        public <W> WriteHandler<Object, W> getVerboseHandler() {
            return null;
        }
    }
}
