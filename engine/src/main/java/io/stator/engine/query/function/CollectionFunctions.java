package io.stator.engine.query.function;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions about lists, vectors, maps, sets and tuples. */
final class CollectionFunctions {
    /** The greatest number of elements a function makes without being given them. */
    static final int MADE_ELEMENTS_MAX = 1_000_000;

    /** The greatest number of elements, at all depths, of a key of a map. */
    private static final int KEY_PARTS_MAX = 1 << 16;

    /** What an element takes that is made, with its place in two lists. */
    private static final long MADE_ELEMENT_BYTES = 40;

    private static final int NESTING_MAX = 100;

    private CollectionFunctions() {}

    static void addTo(Definitions to) {
        makers(to);
        readers(to);
        sequences(to);
        maps(to);
    }

    private static void makers(Definitions to) {
        to.define("vector", 0, Definitions.ANY, arguments -> EdnVector.copyOf(Arrays.asList(arguments)))
                .define("tuple", 0, Definitions.ANY, arguments -> EdnVector.copyOf(Arrays.asList(arguments)))
                .one("untuple", value -> EdnVector.copyOf(Sequences.of(value)))
                .define("list", 0, Definitions.ANY, arguments -> EdnList.copyOf(Arrays.asList(arguments)))
                .define("hash-map", 0, Definitions.ANY, CollectionFunctions::hashMap)
                .withContext(
                        "hash-set",
                        0,
                        Definitions.ANY,
                        (context, arguments) -> toSet(context, Arrays.asList(arguments)))
                .one("vec", value -> EdnVector.copyOf(Sequences.of(value)))
                .withContext("set", 1, 1, (context, arguments) -> toSet(context, Sequences.of(arguments[0])))
                .withContext("range", 1, 3, CollectionFunctions::range)
                .two(
                        "repeat",
                        (count, value) -> EdnList.copyOf(
                                Collections.nCopies((int) made(Math.max(0, Arguments.whole(count))), value)));
    }

    private static void readers(Definitions to) {
        to.one("count", CollectionFunctions::count)
                .define(
                        "get",
                        2,
                        3,
                        arguments -> get(arguments[0], arguments[1], arguments.length == 3 ? arguments[2] : null))
                .define("get-in", 2, 3, CollectionFunctions::getIn)
                .two("contains?", CollectionFunctions::contains)
                .define("nth", 2, 3, CollectionFunctions::nth)
                .one("first", value -> at(Sequences.of(value), 0))
                .one("second", value -> at(Sequences.of(value), 1))
                .one("last", value -> {
                    List<@Nullable Object> elements = Sequences.of(value);
                    return at(elements, elements.size() - 1);
                })
                .one("rest", value -> EdnList.copyOf(from(value, 1)))
                .one("next", value -> nonEmpty(EdnList.copyOf(from(value, 1))))
                .one("seq", value -> value == null ? null : nonEmpty(EdnList.copyOf(Sequences.of(value))))
                .one("empty?", value -> Sequences.of(value).isEmpty())
                .one("not-empty", value -> Sequences.of(value).isEmpty() ? null : value);
    }

    private static void sequences(Definitions to) {
        to.define("concat", 0, Definitions.ANY, arguments -> {
                    List<@Nullable Object> all = new ArrayList<>(elementCount(arguments));
                    for (Object argument : arguments) {
                        all.addAll(Sequences.of(argument));
                    }
                    return EdnList.copyOf(all);
                })
                .one("reverse", value -> {
                    List<@Nullable Object> reversed = new ArrayList<>(Sequences.of(value));
                    Collections.reverse(reversed);
                    return EdnList.copyOf(reversed);
                })
                .withContext("sort", 1, 1, (context, arguments) -> {
                    List<@Nullable Object> sorted = new ArrayList<>(Sequences.of(arguments[0]));
                    Effort effort = context.effort();
                    sorted.sort((left, right) -> {
                        effort.steps(1);
                        return Values.compare(left, right, effort);
                    });
                    return EdnList.copyOf(sorted);
                })
                .withContext(
                        "distinct",
                        1,
                        1,
                        (context, arguments) -> EdnList.copyOf(toSet(context, Sequences.of(arguments[0]))))
                .two("take", (count, value) -> {
                    List<@Nullable Object> elements = Sequences.of(value);
                    return EdnList.copyOf(elements.subList(0, clamp(count, elements.size())));
                })
                .two("drop", (count, value) -> EdnList.copyOf(from(value, Arguments.integer(count))))
                .withContext("flatten", 1, 1, (context, arguments) -> {
                    List<@Nullable Object> flat = new ArrayList<>();
                    if (arguments[0] instanceof List) {
                        flatten(context, arguments[0], flat, 0);
                    }
                    return EdnList.copyOf(flat);
                })
                .withContext("conj", 2, Definitions.ANY, CollectionFunctions::conj);
    }

    private static void maps(Definitions to) {
        to.one(
                        "keys",
                        value -> value == null
                                ? null
                                : nonEmpty(EdnList.copyOf(map(value).keySet())))
                .one(
                        "vals",
                        value -> value == null
                                ? null
                                : nonEmpty(EdnList.copyOf(map(value).values())))
                .one("key", value -> at(Sequences.of(value), 0))
                .one("val", value -> at(Sequences.of(value), 1))
                .define("assoc", 3, Definitions.ANY, CollectionFunctions::assoc)
                .define("dissoc", 1, Definitions.ANY, arguments -> {
                    if (arguments[0] == null) {
                        return null;
                    }
                    Map<@Nullable Object, @Nullable Object> changed = new LinkedHashMap<>(map(arguments[0]));
                    for (int i = 1; i < arguments.length; i++) {
                        changed.remove(key(arguments[i]));
                    }
                    return Collections.unmodifiableMap(changed);
                })
                .define("merge", 0, Definitions.ANY, arguments -> {
                    Map<@Nullable Object, @Nullable Object> merged = new LinkedHashMap<>();
                    boolean any = false;
                    for (Object argument : arguments) {
                        merged.putAll(map(argument));
                        any |= argument != null;
                    }
                    return any ? Collections.unmodifiableMap(merged) : null;
                })
                .two("select-keys", (value, keys) -> {
                    Map<?, ?> from = map(value);
                    Map<@Nullable Object, @Nullable Object> selected = new LinkedHashMap<>();
                    for (Object key : Sequences.of(keys)) {
                        if (hasKey(from, key)) {
                            selected.put(key, from.get(key));
                        }
                    }
                    return Collections.unmodifiableMap(selected);
                })
                .two("zipmap", (keys, values) -> {
                    List<@Nullable Object> given = Sequences.of(values);
                    Map<@Nullable Object, @Nullable Object> zipped = new LinkedHashMap<>();
                    int index = 0;
                    for (Object key : Sequences.of(keys)) {
                        if (index == given.size()) {
                            break;
                        }
                        zipped.put(key(key), given.get(index++));
                    }
                    return Collections.unmodifiableMap(zipped);
                })
                .one("frequencies", value -> {
                    Map<@Nullable Object, @Nullable Object> counts = new LinkedHashMap<>();
                    for (Object element : Sequences.of(value)) {
                        counts.merge(key(element), 1L, (count, one) -> (Long) count + (Long) one);
                    }
                    return Collections.unmodifiableMap(counts);
                });
    }

    private static int elementCount(@Nullable Object[] arguments) {
        long count = 0;
        for (Object argument : arguments) {
            count += argument instanceof Collection<?> collection ? collection.size() : 0;
        }
        return Math.toIntExact(count);
    }

    private static long made(long count) {
        if (count > MADE_ELEMENTS_MAX) {
            throw new IllegalArgumentException(
                    "at most " + MADE_ELEMENTS_MAX + " elements may be made: count=" + count);
        }
        return count;
    }

    private static Object range(FunctionContext context, @Nullable Object[] arguments) {
        Number start = arguments.length == 1 ? (Number) 0L : Arguments.number(arguments[0]);
        Number end = Arguments.number(arguments[arguments.length == 1 ? 0 : 1]);
        Number step = arguments.length == 3 ? Arguments.number(arguments[2]) : (Number) 1L;
        int direction = Arithmetic.sign(step);
        List<@Nullable Object> numbers = new ArrayList<>();
        Number next = start;
        while (true) {
            Integer comparison = Arithmetic.compare(next, end);
            if (comparison == null || comparison * direction >= 0) {
                if (direction == 0 && comparison != null && comparison != 0) {
                    throw new IllegalArgumentException("the step of a range must not be zero");
                }
                return EdnList.copyOf(numbers);
            }
            context.effort().steps(1);
            context.need(MADE_ELEMENT_BYTES * numbers.size());
            made(numbers.size() + 1L);
            numbers.add(next);
            next = Arithmetic.add(next, step);
        }
    }

    /** Returns a key, once it is known not to be so big that hashing it, as Java does, would take long. */
    private static @Nullable Object key(@Nullable Object key) {
        if (!Values.hasPartsAtMost(key, KEY_PARTS_MAX, Effort.UNLIMITED)) {
            throw new IllegalArgumentException("a key, or an element looked for, may have at most " + KEY_PARTS_MAX
                    + " elements, those of its elements included");
        }
        return key;
    }

    private static Object hashMap(@Nullable Object[] arguments) {
        return Collections.unmodifiableMap(putAll(new LinkedHashMap<>(), arguments, 0));
    }

    private static Map<@Nullable Object, @Nullable Object> putAll(
            Map<@Nullable Object, @Nullable Object> map, @Nullable Object[] arguments, int first) {
        if ((arguments.length - first) % 2 != 0) {
            throw new IllegalArgumentException(
                    "No value supplied for key: " + Arguments.describe(arguments[arguments.length - 1]));
        }
        for (int i = first; i < arguments.length; i += 2) {
            map.put(key(arguments[i]), arguments[i + 1]);
        }
        return map;
    }

    /** Returns the elements, each once, in their order. */
    static Set<@Nullable Object> toSet(FunctionContext context, Collection<? extends @Nullable Object> elements) {
        DistinctValues distinct = new DistinctValues(context.effort());
        for (Object element : elements) {
            distinct.add(element);
        }
        return distinct.toSet();
    }

    private static long count(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : Sequences.of(value).size();
    }

    /** Returns what a map, set, vector or text has under a key, or the default. */
    static @Nullable Object get(@Nullable Object from, @Nullable Object key, @Nullable Object otherwise) {
        if (from instanceof Map<?, ?> map) {
            return hasKey(map, key) ? map.get(key) : otherwise;
        }
        if (from instanceof Set<?> set) {
            return hasElement(set, key) ? key : otherwise;
        }
        if (from instanceof CharSequence text && key instanceof Number) {
            long index = Arguments.whole(key);
            return index >= 0 && index < text.length() ? (Object) text.charAt((int) index) : otherwise;
        }
        if (from instanceof List<?> list && !(list instanceof EdnList) && Arguments.isInteger(key)) {
            long index = Arguments.whole(key);
            return index >= 0 && index < list.size() ? list.get((int) index) : otherwise;
        }
        return otherwise;
    }

    /** Returns whether a map has a key; one that refuses null has no such key. */
    private static boolean hasKey(Map<?, ?> map, @Nullable Object key) {
        return key == null ? map.keySet().stream().anyMatch(each -> each == null) : map.containsKey(key(key));
    }

    /** Returns whether a set has an element; one that refuses null has no such element. */
    static boolean hasElement(Set<?> set, @Nullable Object element) {
        return element == null ? set.stream().anyMatch(each -> each == null) : set.contains(key(element));
    }

    private static @Nullable Object getIn(@Nullable Object[] arguments) {
        Object found = arguments[0];
        Object missing = new Object();
        for (Object key : Sequences.of(arguments[1])) {
            found = get(found, key, missing);
            if (found == missing) {
                return arguments.length == 3 ? arguments[2] : null;
            }
        }
        return found;
    }

    private static boolean contains(@Nullable Object in, @Nullable Object key) {
        if (in == null) {
            return false;
        }
        if (in instanceof Map<?, ?> map) {
            return hasKey(map, key);
        }
        if (in instanceof Set<?> set) {
            return hasElement(set, key);
        }
        if (in instanceof EdnList || !(in instanceof List || in instanceof CharSequence)) {
            throw new IllegalArgumentException("contains? not supported on " + Arguments.describe(in));
        }
        if (in instanceof CharSequence && !(key instanceof Number)) {
            throw new IllegalArgumentException("contains? not supported on a string with key " + Arguments.describe(key)
                    + "; clojure.string/includes? looks for a part");
        }
        return (Arguments.isInteger(key) || in instanceof CharSequence)
                && Arguments.whole(key) >= 0
                && Arguments.whole(key) < count(in);
    }

    private static @Nullable Object nth(@Nullable Object[] arguments) {
        Object from = arguments[0];
        if (arguments.length == 3 && Arguments.index(arguments[1]) < 0) {
            return arguments[2];
        }
        if (from instanceof Set || (from instanceof Map && !(from instanceof Map.Entry))) {
            throw new IllegalArgumentException("nth not supported on " + Arguments.describe(from));
        }
        int index = Arguments.index(arguments[1]);
        List<@Nullable Object> elements = Sequences.of(from);
        if (index >= 0 && index < elements.size()) {
            return elements.get(index);
        }
        if (arguments.length == 3) {
            return arguments[2];
        }
        if (from == null) {
            return null;
        }
        throw new IndexOutOfBoundsException("index " + index + " is not below " + elements.size());
    }

    private static @Nullable Object at(List<@Nullable Object> elements, int index) {
        return index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    private static List<@Nullable Object> from(@Nullable Object value, long first) {
        List<@Nullable Object> elements = Sequences.of(value);
        return elements.subList(clamp(first, elements.size()), elements.size());
    }

    private static int clamp(@Nullable Object count, int most) {
        return (int) Math.max(0, Math.min(most, Arguments.integer(count)));
    }

    private static @Nullable Object nonEmpty(List<?> list) {
        return list.isEmpty() ? null : list;
    }

    private static void flatten(
            FunctionContext context, @Nullable Object value, List<@Nullable Object> into, int depth) {
        if (depth > NESTING_MAX) {
            throw new IllegalArgumentException("lists may be nested at most " + NESTING_MAX + " deep");
        }
        if (value instanceof List<?> list) {
            for (Object element : list) {
                context.effort().steps(1);
                flatten(context, element, into, depth + 1);
            }
            context.need(2L * Long.BYTES * into.size());
        } else {
            into.add(value);
        }
    }

    private static Object conj(FunctionContext context, @Nullable Object[] arguments) {
        List<@Nullable Object> added = Arrays.asList(arguments).subList(1, arguments.length);
        if (arguments[0] instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> changed = new LinkedHashMap<>(map);
            for (Object entry : added) {
                putEntry(changed, entry);
            }
            return Collections.unmodifiableMap(changed);
        }
        if (arguments[0] != null && !(arguments[0] instanceof Collection)) {
            throw new IllegalArgumentException("expected a collection, got " + Arguments.describe(arguments[0]));
        }
        List<@Nullable Object> elements = new ArrayList<>(Sequences.of(arguments[0]));
        if (arguments[0] == null || arguments[0] instanceof EdnList) {
            for (Object element : added) {
                elements.add(0, element);
            }
            return EdnList.copyOf(elements);
        }
        elements.addAll(added);
        return arguments[0] instanceof Set ? toSet(context, elements) : EdnVector.copyOf(elements);
    }

    /** Adds a pair, or all entries of a map, or nothing. */
    private static void putEntry(Map<@Nullable Object, @Nullable Object> into, @Nullable Object entry) {
        if (entry instanceof Map<?, ?> more) {
            into.putAll(more);
            return;
        }
        List<@Nullable Object> pair = Sequences.of(entry);
        if (pair.isEmpty() && !(entry instanceof EdnVector)) {
            return;
        }
        if (pair.size() != 2 || !(entry instanceof List) || entry instanceof EdnList) {
            throw new IllegalArgumentException(
                    "expected a map or a vector of key and value, got " + Arguments.describe(entry));
        }
        into.put(key(pair.get(0)), pair.get(1));
    }

    private static Object assoc(@Nullable Object[] arguments) {
        if (arguments[0] instanceof List<?> list && !(list instanceof EdnList)) {
            List<@Nullable Object> changed = new ArrayList<>(list);
            for (int i = 1; i + 1 < arguments.length; i += 2) {
                int index = Math.toIntExact(Arguments.integer(arguments[i]));
                if (index == changed.size()) {
                    changed.add(arguments[i + 1]);
                } else {
                    changed.set(index, arguments[i + 1]);
                }
            }
            return EdnVector.copyOf(changed);
        }
        return Collections.unmodifiableMap(putAll(new LinkedHashMap<>(map(arguments[0])), arguments, 1));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value == null) {
            return Collections.emptyMap();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("expected a map, got " + Arguments.describe(value));
    }
}
