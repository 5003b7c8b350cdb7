package io.stator.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/**
 * By which attribute the items of each table expire. The service wants it as a number of seconds and takes everything else for an item
 * that lives for ever, so a point in time for it is written as that number, by every call, and what speaks of time without being a point
 * in it is refused, as is what is frozen.
 *
 * <p>What is not known of a table is asked when such a value is first written to it: building a request then throws
 * {@link Unknown}, and whoever calls the service asks and builds the request again. Where asking is refused, points in time are text.
 * What is known is kept for a while, of so many tables.
 */
final class Expiries {
    /** Tables of which it is known at the same time. */
    static final int TABLES_MAX = 1_000;

    /** How long it is known, because others may change it. */
    static final Duration KNOWN_MAX = Duration.ofMinutes(10);

    private static final Set<Class<?>> TIMELY =
            Set.of(TemporalAccessor.class, TemporalAmount.class, Date.class, Frozen.class);
    private static final Set<Class<?>> TIMELY_EXAMPLES = Set.of(Instant.class, Period.class, Date.class, Frozen.class);

    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new LinkedHashMap<>();

    /** The attribute of a table, if it has one, and since when that is known. */
    private record Known(@Nullable String attribute, long since) {}

    /** Says that it must be asked first what the attribute of a table is. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String table;

        Unknown(String table) {
            super("the time-to-live attribute of " + table + " must be known first", null, false, false);
            this.table = table;
        }

        String table() {
            return table;
        }
    }

    /** Whether the items that a request is about expire by an attribute. */
    @FunctionalInterface
    interface Rule {
        /** The rule where there is none. */
        Rule NONE = attribute -> false;

        /** Returns whether items expire by the attribute of this name; throws {@link Unknown}. */
        boolean isBy(String attribute);

        /** Returns whether records say by themselves that they expire by the attribute, which no codec changes. */
        default boolean isOwn(String attribute) {
            return false;
        }

        /** Returns the rule that records also expire by an attribute of their own. */
        default Rule or(@Nullable String own) {
            Rule table = this;
            return own == null
                    ? this
                    : new Rule() {
                        @Override
                        public boolean isBy(String attribute) {
                            return isOwn(attribute) || table.isBy(attribute);
                        }

                        @Override
                        public boolean isOwn(String attribute) {
                            return attribute.equals(own);
                        }
                    };
        }

        /**
         * Returns a value as it is written to an attribute: seconds for a point in time, unless a codec is for it; throws {@link
         * Unknown}, and {@link DynamoException.InvalidValue} for what would be stored so that the items never expire.
         */
        default @Nullable Object outgoing(Codecs codecs, String attribute, @Nullable Object value) {
            if (!isTimely(value)) {
                return value;
            }
            boolean own = isOwn(attribute);
            return isOverruled(codecs, value, own) || !isBy(attribute)
                    ? value
                    : expiring(codecs, attribute, value, own);
        }
    }

    Expiries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the rule of a table. */
    Rule of(String table) {
        return attribute -> {
            Known found = known(table);
            if (found == null) {
                throw new Unknown(table);
            }
            return attribute.equals(found.attribute);
        };
    }

    /** Returns whether the attribute of a table is known, or that there is none. */
    boolean isKnown(String table) {
        return known(table) != null;
    }

    private @Nullable Known known(String table) {
        synchronized (known) {
            Known found = known.get(simple(table));
            return found == null || nanoTime.getAsLong() - found.since > KNOWN_MAX.toNanos() ? null : found;
        }
    }

    private void learn(String table, @Nullable String attribute) {
        synchronized (known) {
            known.remove(simple(table));
            known.put(simple(table), new Known(attribute, nanoTime.getAsLong()));
            if (known.size() > TABLES_MAX) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    private static String simple(String table) {
        return table.startsWith("arn:") ? table.substring(table.lastIndexOf('/') + 1) : table;
    }

    /** Takes note of what an answer about a table tells. */
    void observe(String operation, @Nullable String table, Object answer) {
        if (table == null) {
            return;
        }
        if (answer instanceof DescribeTimeToLiveResponse described && described.timeToLiveDescription() != null) {
            boolean on = TimeToLiveStatus.of(described.timeToLiveDescription().timeToLiveStatusAsString())
                    .isOn();
            learn(table, on ? described.timeToLiveDescription().attributeName() : null);
        } else if (answer instanceof UpdateTimeToLiveResponse updated && updated.timeToLiveSpecification() != null) {
            boolean on = Boolean.TRUE.equals(updated.timeToLiveSpecification().enabled());
            learn(table, on ? updated.timeToLiveSpecification().attributeName() : null);
        } else if (operation.equals(Operations.DELETE_TABLE.name())
                || operation.equals(Operations.CREATE_TABLE.name())) {
            synchronized (known) {
                known.remove(simple(table));
            }
        }
    }

    /** Asks for the attribute of a table; it is known when the future is complete. */
    CompletableFuture<Boolean> ask(Steps steps, String table) {
        return FutureSequence.then(
                new TimesToLive(steps).describe(table),
                found -> learned(
                        table, found.flatMap(each -> each.status().isOn() ? each.attribute() : Optional.empty())),
                failure -> isRefusal(failure)
                        ? learned(table, Optional.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Boolean> learned(String table, Optional<String> attribute) {
        learn(table, attribute.orElse(null));
        return CompletableFuture.completedFuture(true);
    }

    private static boolean isRefusal(Throwable failure) {
        if (failure instanceof DynamoException refused) {
            return !refused.isRetryable()
                    && !(refused instanceof DynamoException.Closed)
                    && !(refused instanceof DynamoException.Interrupted);
        }
        return failure instanceof RuntimeException && !Futures.isCancellation(failure);
    }

    /** Returns whether values of a class may speak of time, or be frozen, so that it matters whether items expire by them. */
    static boolean mayBeTimely(Class<?> type) {
        return TIMELY.stream().anyMatch(each -> each.isAssignableFrom(type))
                || TIMELY_EXAMPLES.stream().anyMatch(type::isAssignableFrom)
                || type == Optional.class;
    }

    /** Returns whether it matters whether items expire by a value: it speaks of time in some way, or is frozen. */
    static boolean isTimely(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return false;
        }
        if (value instanceof Optional<?> optional) {
            return isTimely(optional.orElse(null));
        }
        if (value instanceof FrozenThawed thawed) {
            return isTimely(thawed.value());
        }
        return value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof Date
                || value instanceof Frozen;
    }

    private static boolean isOverruled(Codecs codecs, @Nullable Object value, boolean own) {
        return codecs.hasCodecFor(value) && !(own && seconds(value) != null);
    }

    /**
     * Returns what is written to the attribute by which items expire; {@code own} says that records themselves tell so, which no codec
     * changes. Text and binary would be taken for an item that lives for ever, so what becomes that is refused.
     */
    static @Nullable Object expiring(Codecs codecs, String attribute, @Nullable Object value, boolean own) {
        if (!isTimely(value) || isOverruled(codecs, value, own)) {
            return value;
        }
        Long seconds = seconds(value);
        if (seconds == null) {
            boolean isFrozen = held(value) instanceof Frozen;
            throw endless(value, isFrozen ? AttributeValue.Type.B : AttributeValue.Type.S)
                    .at(attribute)
                    .invalid();
        }
        return seconds;
    }

    /**
     * Throws {@link DynamoException.InvalidValue} for what is set to the attribute of which records themselves say that they expire by
     * it, and would be stored as anything but a number; stored values and those with a codec are as they were made.
     */
    static void checkEnds(Codecs codecs, String attribute, @Nullable Object value) {
        if (value instanceof AttributeValue || codecs.hasCodecFor(value)) {
            return;
        }
        AttributeValue.Type type = codecs.write(value, attribute).type();
        if (type != AttributeValue.Type.N && type != AttributeValue.Type.NUL) {
            throw endless(value, type).at(attribute).invalid();
        }
    }

    private static @Nullable Object held(@Nullable Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    private static Mismatch endless(@Nullable Object value, AttributeValue.Type type) {
        Object held = held(value);
        boolean frozen = held instanceof Frozen;
        String form = switch (type) {
            case S -> "text";
            case B -> "binary";
            default -> "type " + type;
        };
        return new Mismatch("must be a point in time, or a number of seconds since 1970, because items expire by it: "
                + (frozen ? "a frozen value" : Mismatch.shown(held)) + " would be stored as "
                + form + ", with which they never expire; give an Instant"
                + (frozen ? ", not frozen" : ", such as date.atStartOfDay(zone).toInstant()"));
    }

    /** Returns the seconds since 1970 of a point in time, or null for any other value. */
    static @Nullable Long seconds(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return seconds(optional.orElse(null));
        }
        if (value instanceof FrozenThawed thawed) {
            return seconds(thawed.value());
        }
        if (value instanceof Instant instant) {
            return instant.getEpochSecond();
        }
        if (value instanceof Date date) {
            return Math.floorDiv(date.getTime(), 1_000L);
        }
        if (value instanceof OffsetDateTime time) {
            return time.toEpochSecond();
        }
        return value instanceof ZonedDateTime time ? (Long) time.toEpochSecond() : null;
    }

    /** Returns an item as it is written: with seconds where it holds the point in time at which it expires. */
    static Item outgoing(Item item, Rule rule, Codecs codecs) {
        if (!item.mayHoldTimes()) {
            return item;
        }
        Item outgoing = item;
        for (Map.Entry<String, ?> attribute : item.kept().entrySet()) {
            Object value = rule.outgoing(codecs, attribute.getKey(), attribute.getValue());
            if (value != attribute.getValue()) {
                outgoing = outgoing.with(attribute.getKey(), value);
            }
        }
        return outgoing;
    }
}
