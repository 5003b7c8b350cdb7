package io.stator.dynamodb;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How types that hold others are read: optionals, lists, sets, arrays and maps. */
final class ContainerReaders {
    private ContainerReaders() {}

    /** Returns a reader of an Optional. */
    static ValueReader optional(ValueReader element) {
        return new ValueReader() {
            @Override
            Object nothing(boolean isThere) {
                return Optional.empty();
            }

            @Override
            @Nullable
            String unreadable(Codecs codecs, Set<Class<?>> seen) {
                return element.unreadable(codecs, seen);
            }

            @Override
            Object stored(Codecs codecs, AttributeValue value) {
                return Optional.ofNullable(element.read(codecs, value));
            }

            @Override
            Object thawed(Codecs codecs, @Nullable Object value) {
                return value == null ? Optional.empty() : Optional.ofNullable(element.thawed(codecs, value));
            }
        };
    }

    /** Returns a reader of a list or a set as a list. */
    static ValueReader list(ValueReader element) {
        return new Elements(element, Collections::unmodifiableList);
    }

    /** Returns a reader of a list or a set as a set. */
    static ValueReader set(ValueReader element) {
        return new Elements(element, elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)));
    }

    /** Returns a reader of a list or a set as an array. */
    static ValueReader array(Class<?> component, ValueReader element) {
        return new Elements(element, elements -> {
            Object array = Array.newInstance(component, elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        });
    }

    /** Reads what has elements. */
    private static final class Elements extends ValueReader {
        private final ValueReader element;
        private final Function<List<@Nullable Object>, Object> gathered;

        Elements(ValueReader element, Function<List<@Nullable Object>, Object> gathered) {
            this.element = element;
            this.gathered = gathered;
        }

        @Override
        @Nullable
        String unreadable(Codecs codecs, Set<Class<?>> seen) {
            return element.unreadable(codecs, seen);
        }

        @Override
        Object stored(Codecs codecs, AttributeValue value) {
            return each(elements(value), stored -> element.read(codecs, (AttributeValue) stored));
        }

        @Override
        @Nullable
        Object thawed(Codecs codecs, @Nullable Object value) {
            return value == null ? null : each(FrozenThawed.elements(value), part -> element.thawed(codecs, part));
        }

        private Object each(
                Collection<? extends @Nullable Object> parts, Function<@Nullable Object, @Nullable Object> read) {
            List<@Nullable Object> elements = new ArrayList<>(parts.size());
            for (Object part : parts) {
                try {
                    elements.add(read.apply(part));
                } catch (Mismatch mismatch) {
                    throw mismatch.at(elements.size());
                }
            }
            return gathered.apply(elements);
        }

        private static List<AttributeValue> elements(AttributeValue value) {
            return switch (value.type()) {
                case L -> value.l();
                case SS -> value.ss().stream().map(AttributeValue::fromS).toList();
                case NS -> value.ns().stream().map(AttributeValue::fromN).toList();
                case BS -> value.bs().stream().map(AttributeValue::fromB).toList();
                default -> throw StandardReaders.wrong("a list or a set", value);
            };
        }
    }

    /** Returns a reader of a map whose keys are read from their text. */
    static ValueReader map(ValueReader key, Class<?> keyType, ValueReader element) {
        return new Entries(key, keyType, element);
    }

    /** Reads what has entries. */
    private static final class Entries extends ValueReader {
        private final ValueReader key;
        private final ValueReader element;
        private final boolean textKeys;
        private final boolean anyKeys;
        private final boolean numericKeys;

        Entries(ValueReader key, Class<?> keyType, ValueReader element) {
            this.key = key;
            this.element = element;
            this.textKeys = keyType == String.class;
            this.anyKeys = keyType == Object.class;
            this.numericKeys = Number.class.isAssignableFrom(keyType);
        }

        @Override
        @Nullable
        String unreadable(Codecs codecs, Set<Class<?>> seen) {
            String ofKey = key.unreadable(codecs, seen);
            return ofKey == null ? element.unreadable(codecs, seen) : ofKey;
        }

        @Override
        Object stored(Codecs codecs, AttributeValue value) {
            if (value.type() != AttributeValue.Type.M) {
                throw StandardReaders.wrong("a map", value);
            }
            return each(
                    value.m(),
                    name -> key(codecs, String.valueOf(name)),
                    stored -> element.read(codecs, (AttributeValue) stored));
        }

        /** Returns the key of a name: keys that were written as numbers are their text. */
        private @Nullable Object key(Codecs codecs, String name) {
            if (textKeys || anyKeys) {
                return name;
            }
            if (!Numbers.isNumber(name)) {
                return key.read(codecs, AttributeValue.fromS(name));
            }
            AttributeValue first = numericKeys ? AttributeValue.fromN(name) : AttributeValue.fromS(name);
            try {
                return key.read(codecs, first);
            } catch (Mismatch mismatch) {
                if (numericKeys) {
                    throw mismatch;
                }
                return key.read(codecs, AttributeValue.fromN(name));
            }
        }

        @Override
        @Nullable
        Object thawed(Codecs codecs, @Nullable Object value) {
            if (value == null) {
                return null;
            }
            if (textKeys) {
                return each(FrozenThawed.byText(value), name -> name, part -> element.thawed(codecs, part));
            }
            return each(
                    FrozenThawed.map(value),
                    name -> anyKeys ? name : key.thawed(codecs, name),
                    part -> element.thawed(codecs, part));
        }

        private static Object each(
                Map<? extends @Nullable Object, ? extends @Nullable Object> entries,
                Function<@Nullable Object, @Nullable Object> key,
                Function<@Nullable Object, @Nullable Object> element) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>(Values.capacity(entries.size()));
            for (Map.Entry<? extends @Nullable Object, ? extends @Nullable Object> entry : entries.entrySet()) {
                try {
                    map.put(key.apply(entry.getKey()), element.apply(entry.getValue()));
                } catch (Mismatch mismatch) {
                    throw mismatch.at(String.valueOf(entry.getKey()));
                }
            }
            return Collections.unmodifiableMap(map);
        }
    }
}
