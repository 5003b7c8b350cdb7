package io.stator;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.Require;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attribute as Java sees it: its schema entry, the key of its values in transactions, and the typed key of its
 * values in pull results.
 *
 * <pre>{@code
 * static final Attribute<String> TITLE = Attribute.string(":movie/title").identity();
 * static final Attribute<List<Genre>> GENRES = Attribute.of(":movie/genre", Genre.class).many();
 *
 * connection.transact(TxData.schema(TITLE, GENRES));
 * connection.transact(TxData.of(entity().with(TITLE, "Repo Man").with(GENRES, List.of(Genre.COMEDY))));
 * String title = db.pull("[*]", lookup(TITLE, "Repo Man")).get(TITLE);
 * }</pre>
 *
 * <p>Immutable; the methods that add a property return a new attribute. Two are equal when their schema entries are, whatever their Java classes.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/schema.md}, or {@code stator help manual schema}.
 *
 * @param <V> the class of a value; a list of it after {@link #many()}
 */
public final class Attribute<V> {
    private static final String SCHEMA_NAMESPACE = "db";

    private final Keyword ident;
    private final ValueType valueType;
    private final Class<?> type;
    private final boolean many;
    private final Map<Keyword, Object> properties;

    private Attribute(
            Keyword ident, ValueType valueType, Class<?> type, boolean many, Map<Keyword, Object> properties) {
        this.ident = ident;
        this.valueType = valueType;
        this.type = type;
        this.many = many;
        this.properties = properties;
    }

    private static <V> Attribute<V> named(String ident, ValueType type) {
        return new Attribute<>(Require.keyword(ident, "ident"), type, type.javaClass(), false, Map.of());
    }

    /** Returns an attribute of text; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<String> string(String ident) {
        return named(ident, ValueType.STRING);
    }

    /** Returns an attribute of keywords; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Keyword> keyword(String ident) {
        return named(ident, ValueType.KEYWORD);
    }

    /** Returns an attribute of symbols; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Symbol> symbol(String ident) {
        return named(ident, ValueType.SYMBOL);
    }

    /** Returns an attribute of booleans; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Boolean> bool(String ident) {
        return named(ident, ValueType.BOOLEAN);
    }

    /** Returns an attribute of 64-bit integers ({@code :db.type/long}); fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Long> integer(String ident) {
        return named(ident, ValueType.LONG);
    }

    /** Returns an attribute of integers of any size ({@code :db.type/bigint}); fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<BigInteger> bigInteger(String ident) {
        return named(ident, ValueType.BIGINT);
    }

    /** Returns an attribute of 64-bit floating point numbers ({@code :db.type/double}); fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Double> real(String ident) {
        return named(ident, ValueType.DOUBLE);
    }

    /** Returns an attribute of 32-bit floating point numbers ({@code :db.type/float}); fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Float> real32(String ident) {
        return named(ident, ValueType.FLOAT);
    }

    /** Returns an attribute of decimal numbers ({@code :db.type/bigdec}); fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<BigDecimal> decimal(String ident) {
        return named(ident, ValueType.BIGDEC);
    }

    /** Returns an attribute of points in time; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Instant> instant(String ident) {
        return named(ident, ValueType.INSTANT);
    }

    /** Returns an attribute of UUIDs; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<UUID> uuid(String ident) {
        return named(ident, ValueType.UUID);
    }

    /** Returns an attribute of URIs; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<URI> uri(String ident) {
        return named(ident, ValueType.URI);
    }

    /** Returns an attribute of bytes; arrays are copied when they come in and when they leave; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<byte[]> bytes(String ident) {
        return named(ident, ValueType.BYTES);
    }

    /** Returns an attribute of references; values are entity ids; fails with {@link Anomaly.Incorrect} when the name is no keyword. */
    public static Attribute<Long> ref(String ident) {
        return named(ident, ValueType.REF);
    }

    /**
     * Returns an attribute of tuples with a type for each element.
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or a type is null; the database refuses another number of types than two to eight
     */
    public static Attribute<List<Object>> tuple(String ident, ValueType... types) {
        Object[] idents = Arrays.stream(Require.elements(types, "types"))
                .map(ValueType::ident)
                .toArray();
        return Attribute.<List<Object>>named(ident, ValueType.TUPLE).property("tupleTypes", EdnVector.of(idents));
    }

    /**
     * Returns an attribute of tuples of two to eight elements of one type.
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or the type is null
     */
    public static Attribute<List<Object>> tupleOf(String ident, ValueType type) {
        return Attribute.<List<Object>>named(ident, ValueType.TUPLE)
                .property("tupleType", Require.present(type, "type").ident());
    }

    /**
     * Returns an attribute that the database keeps as the tuple of an entity's other attributes.
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or a part is null
     */
    public static Attribute<List<Object>> composite(String ident, Attribute<?>... parts) {
        Object[] idents = Arrays.stream(Require.elements(parts, "parts"))
                .map(Attribute::ident)
                .toArray();
        return Attribute.<List<Object>>named(ident, ValueType.TUPLE).property("tupleAttrs", EdnVector.of(idents));
    }

    /**
     * Returns an attribute of the values of a Java class: one that a value type has, a smaller class of integers, {@code Date}, an enum, whose constants are
     * keywords, or one with a {@link Conversion}.
     *
     * <pre>{@code
     * static final Attribute<Genre> GENRE = Attribute.of(":movie/genre", Genre.class);
     * static final Attribute<LocalDate> RELEASED = Attribute.of(":movie/released", LocalDate.class);   // with a conversion of LocalDate
     * }</pre>
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or the class null or none of these
     */
    public static <V> Attribute<V> of(String ident, Class<V> type) {
        return new Attribute<>(
                Require.keyword(ident, "ident"), valueType(Require.present(type, "type")), type, false, Map.of());
    }

    /**
     * Returns an attribute of references to the entities whose idents are the constants of an enum.
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or the class is null
     */
    public static <E extends Enum<E>> Attribute<E> ref(String ident, Class<E> type) {
        return new Attribute<>(
                Require.keyword(ident, "ident"), ValueType.REF, Require.present(type, "type"), false, Map.of());
    }

    private static ValueType valueType(Class<?> type) {
        Optional<Conversion<?>> conversion = Conversions.of(type);
        if (conversion.isPresent()) {
            return conversion.get().valueType();
        }
        if (type.isEnum()) {
            return ValueType.KEYWORD;
        }
        if (type == Integer.class || type == Short.class || type == Byte.class) {
            return ValueType.LONG;
        }
        if (type == Date.class) {
            return ValueType.INSTANT;
        }
        return Arrays.stream(ValueType.values())
                .filter(each -> each.javaClass() == type && each != ValueType.TUPLE)
                .findFirst()
                .orElseThrow(() -> Require.refused(
                        "type",
                        "must be a class of values, an enum, or one with a Conversion that is registered (tuples have a method of their own): type="
                                + type.getTypeName()));
    }

    private Attribute<V> property(String name, Object value) {
        Map<Keyword, Object> all = new LinkedHashMap<>(properties);
        all.put(Keyword.of(SCHEMA_NAMESPACE, name), value);
        return new Attribute<>(ident, valueType, type, many, all);
    }

    /**
     * Returns this attribute with many values an entity.
     *
     * @throws Anomaly.Incorrect when it has many already
     */
    public Attribute<List<V>> many() {
        if (many) {
            throw Require.refused("attribute", "must not have many values already: attribute=" + ident);
        }
        return new Attribute<>(ident, valueType, type, true, properties);
    }

    /** Returns this attribute as an identity: unique, and a transaction that asserts a known value means its entity. Never fails. */
    public Attribute<V> identity() {
        return property("unique", Keyword.of("db.unique", "identity"));
    }

    /** Returns this attribute with unique values: asserting a value that another entity has is an error. Never fails. */
    public Attribute<V> unique() {
        return property("unique", Keyword.of("db.unique", "value"));
    }

    /** Returns this reference attribute with targets that are parts of the entity. Never fails. */
    public Attribute<V> component() {
        return property("isComponent", true);
    }

    /** Returns this attribute without a promise to keep superseded values. Never fails. */
    public Attribute<V> noHistory() {
        return property("noHistory", true);
    }

    /** Returns this string attribute with values that the query function {@code fulltext} searches for words. Never fails. */
    public Attribute<V> fulltext() {
        return property("fulltext", true);
    }

    /**
     * Returns this attribute with a description.
     *
     * @throws Anomaly.Incorrect when the text is null
     */
    public Attribute<V> doc(String text) {
        return property("doc", Require.present(text, "text"));
    }

    /** Returns the name of the attribute. Never fails. */
    public Keyword ident() {
        return ident;
    }

    /** Returns the Java class of one value. Never fails. */
    public Class<?> type() {
        return type;
    }

    /** Returns the type of its values. Never fails. */
    public ValueType valueType() {
        return valueType;
    }

    /** Returns whether an entity may have many values. Never fails. */
    public boolean isMany() {
        return many;
    }

    /** Returns the schema entry as a transaction's map form. Never fails. */
    public Map<Keyword, Object> schema() {
        Map<Keyword, Object> form = new LinkedHashMap<>();
        form.put(Keyword.of(SCHEMA_NAMESPACE, "ident"), ident);
        form.put(Keyword.of(SCHEMA_NAMESPACE, "valueType"), valueType.ident());
        form.put(Keyword.of(SCHEMA_NAMESPACE, "cardinality"), Keyword.of("db.cardinality", many ? "many" : "one"));
        form.putAll(properties);
        return form;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attribute<?> attribute && schema().equals(attribute.schema());
    }

    @Override
    public int hashCode() {
        return ident.hashCode();
    }

    /** Returns the name of the attribute, such as {@code :movie/title}. Never fails. */
    @Override
    public String toString() {
        return ident.toString();
    }
}
