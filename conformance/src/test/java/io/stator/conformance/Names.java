package io.stator.conformance;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the symbols of a scenario stand for, since ids differ from one implementation to the next: {@code #eid ann} is the entity of the temporary id
 * {@code "ann"}, {@code #t 2} and {@code #tx 2} are number and entity of the second transaction.
 */
final class Names {
    private static final long TRANSACTION_PARTITION = 3L << 42;

    private final Map<String, Object> entities;
    private final long firstT;
    private final List<Long> transactions;

    /** Makes the names of a database whose next transaction has this t. */
    Names(long firstT) {
        this(new LinkedHashMap<>(), firstT, new ArrayList<>());
    }

    private Names(Map<String, Object> entities, long firstT, List<Long> transactions) {
        this.entities = entities;
        this.firstT = firstT;
        this.transactions = transactions;
    }

    /** Returns a copy, for a comparison that may fail. */
    Names copy() {
        return new Names(new LinkedHashMap<>(entities), firstT, transactions);
    }

    /** Takes over all that another learned. */
    void learn(Names other) {
        entities.putAll(other.entities);
    }

    /** Remembers the entities of temporary ids. */
    void learn(Map<?, ?> tempids) {
        tempids.forEach((tempid, entity) -> {
            if (tempid instanceof String name && entity != null) {
                entities.put(name, entity);
            }
        });
    }

    /** Remembers the t of the next transaction: where entities are counted with transactions, some are between them. */
    void learn(long t) {
        transactions.add(t);
    }

    /** Returns the t of a transaction by its number, or what it will most likely be. */
    private long t(long number) {
        boolean known = number >= 1 && number <= transactions.size();
        return known ? transactions.get((int) number - 1) : firstT - 1 + number;
    }

    /** Returns the entities that have names. */
    Map<String, Object> entities() {
        return entities;
    }

    /** Returns the t of the first transaction. */
    long firstT() {
        return firstT;
    }

    /** Returns whether a form is {@code #eid symbol} with a symbol that stands for nothing yet. */
    boolean isNew(@Nullable Object form) {
        return form instanceof Tagged tagged
                && tagged.tag().name().equals("eid")
                && tagged.value() instanceof Symbol symbol
                && !entities.containsKey(symbol.toString());
    }

    /** Lets the symbol of a form {@code #eid symbol} stand for an entity. */
    void bind(Object form, @Nullable Object entity) {
        entities.put(String.valueOf(((Tagged) form).value()), entity);
    }

    /** Returns a form with its tagged literals replaced by what they stand for in a database value. */
    @Nullable
    Object resolve(@Nullable Object form, Function<List<?>, View> views) {
        if (form instanceof Tagged tagged) {
            return tagged(tagged, views);
        }
        if (form instanceof EdnList list) {
            return EdnList.copyOf(resolveAll(list, views));
        }
        if (form instanceof List<?> list) {
            return EdnVector.copyOf(resolveAll(list, views));
        }
        if (form instanceof Set<?> set) {
            return new LinkedHashSet<>(resolveAll(set, views));
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> resolved = new LinkedHashMap<>();
            map.forEach((key, value) -> resolved.put(resolve(key, views), resolve(value, views)));
            return resolved;
        }
        return form;
    }

    private List<@Nullable Object> resolveAll(Iterable<?> forms, Function<List<?>, View> views) {
        List<@Nullable Object> resolved = new ArrayList<>();
        forms.forEach(form -> resolved.add(resolve(form, views)));
        return resolved;
    }

    private @Nullable Object tagged(Tagged tagged, Function<List<?>, View> views) {
        Object value = tagged.value();
        return switch (tagged.tag().toString()) {
            case "eid" -> entity(value, views);
            case "t" -> t((Long) value);
            case "tx" -> TRANSACTION_PARTITION | t((Long) value);
            case "db" -> views.apply((List<?>) value);
            case "int" -> ((Long) value).intValue();
            case "short" -> ((Long) value).shortValue();
            case "byte" -> ((Long) value).byteValue();
            case "float" -> ((Double) value).floatValue();
            case "uri" -> URI.create((String) value);
            case "array-list" -> new ArrayList<>(resolveAll((List<?>) value, views));
            case "repeat" -> ((String) ((List<?>) value).get(1)).repeat(((Long) ((List<?>) value).get(0)).intValue());
            case "range" -> range((List<?>) value);
            case "db/id", "db/fn" -> tagged;
            case "regex" -> Pattern.compile((String) value);
            default ->
                throw new IllegalArgumentException("a tag must be one of those README.md lists: tag=" + tagged.tag());
        };
    }

    private static List<Object> range(List<?> bounds) {
        return LongStream.range((Long) bounds.get(0), (Long) bounds.get(1))
                .mapToObj(number -> (Object) number)
                .toList();
    }

    private @Nullable Object entity(@Nullable Object name, Function<List<?>, View> views) {
        if (name instanceof Keyword ident) {
            return views.apply(List.of()).entityId(ident);
        }
        Object entity = entities.get(String.valueOf(name));
        if (entity == null) {
            throw new IllegalArgumentException("#eid must name one of " + entities.keySet() + ": name=" + name);
        }
        return entity;
    }
}
