package io.stator.dynamodb;

import io.stator.dynamodb.RecordShape.Component;
import io.stator.dynamodb.RecordShape.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has to be written for the records of one class, and on which conditions. */
final class RecordWrites<T extends Record> {
    /** The service never deletes items whose time to live is longer ago; programs store 0 for items that live for ever. */
    private static final long EXPIRED_SECONDS_MAX = Duration.ofDays(5 * 365).toSeconds();

    private final Class<T> type;
    private final Codecs codecs;
    private final RecordShape shape;
    private final int version;
    private final int expiry;

    /**
     * One write: the whole item or its key, the update if it is one, the condition on the version, and the record as it is
     * afterwards.
     */
    record Write<T>(
            Item item,
            @Nullable Expression update,
            @Nullable Expression condition,
            T record,
            @Nullable Long version,
            boolean isPut) {}

    /** One change of an item by its key, with an update and the condition for it. */
    record Change(Item key, Expression update, @Nullable Expression condition) {}

    RecordWrites(Class<T> type, Codecs codecs) {
        this.type = type;
        this.codecs = codecs;
        this.shape = RecordShape.of(type);
        this.version = shape.index(Role.VERSION);
        this.expiry = shape.index(Role.TIME_TO_LIVE);
    }

    /** Returns a key from the value of the partition key, from an item that is a key, or from a record that has one. */
    Item key(Object key) {
        if (key instanceof Item item) {
            return item;
        }
        if (type.isInstance(key)) {
            return keyOf(type.cast(key));
        }
        return Item.of(attribute(Role.PARTITION_KEY), key);
    }

    /** Returns a key from the values of the partition key and the sort key. */
    Item key(Object partition, Object sort) {
        return Item.of(attribute(Role.PARTITION_KEY), partition, attribute(Role.SORT_KEY), sort);
    }

    private String attribute(Role role) {
        List<Component> found = shape.components(role);
        if (found.size() != 1) {
            throw new IllegalArgumentException("record " + type.getName() + " must have one component with "
                    + (role == Role.SORT_KEY ? "@SortKey" : "@PartitionKey") + ", it has " + found.size()
                    + "; give the key as an Item");
        }
        return found.get(0).attribute();
    }

    private Item keyOf(T record) {
        attribute(Role.PARTITION_KEY);
        Item key = Item.empty();
        for (int i = 0; i < shape.components().size(); i++) {
            Component component = shape.components().get(i);
            if (isKey(component)) {
                key = key.with(component.attribute(), shape.access().get(record, i));
            }
        }
        return key;
    }

    private static boolean isKey(Component component) {
        return component.role() == Role.PARTITION_KEY || component.role() == Role.SORT_KEY;
    }

    /** Returns the put of a whole record, with the next version. */
    Write<T> put(T record, @Nullable Instant now) {
        T next = next(record);
        Long current = versionOf(record);
        Expression condition = current == null || current != 0 ? condition(record, now) : fresh(record, now);
        return new Write<>(Item.over(next), null, condition, next, current, true);
    }

    /** Returns the update that sets what the record has and removes what it has not, with the next version. */
    Write<T> update(T record, @Nullable Instant now) {
        T next = next(record);
        StringBuilder sets = new StringBuilder();
        StringBuilder removes = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < shape.components().size(); i++) {
            Component component = shape.components().get(i);
            if (isKey(component)) {
                continue;
            }
            Object value = RecordShape.outgoing(component, shape.access().get(next, i));
            String name = Expression.quoted(component.attribute());
            if (Records.isNothing(value) || codecs.areSetsStandard() && Records.isEmptySet(component, value)) {
                removes.append(removes.isEmpty() ? " REMOVE " : ", ").append(name);
            } else {
                sets.append(sets.isEmpty() ? "SET " : ", ").append(name).append(" = ?");
                values.add(value);
            }
        }
        codecs.checkReadable(type);
        String text = sets.append(removes).toString().strip();
        return new Write<>(
                keyOf(record),
                text.isEmpty() ? null : Expression.expression(text, values.toArray()),
                condition(record, now),
                next,
                versionOf(record),
                false);
    }

    /** Returns the change of the item with a key by an update, which counts its version too. */
    Change change(Object key, Expression update, @Nullable Expression condition, @Nullable Instant now) {
        Expression changing = update;
        if (version >= 0 && update.isUpdate()) {
            String attribute = shape.components().get(version).attribute();
            if (update.template().names().contains(attribute)) {
                throw new DynamoException.InvalidRequest("an update of records must leave the version in attribute "
                        + attribute + " to the library, which counts it: \"" + update.text() + "\"");
            }
            changing = new Expression.Counting(seconds(update), attribute);
        } else {
            changing = seconds(update);
        }
        Expression locked = type.isInstance(key) ? condition(type.cast(key), now) : null;
        Expression given = condition == null ? null : seconds(condition);
        return new Change(key(key), changing, locked == null ? given : given == null ? locked : locked.and(given));
    }

    /** Returns an expression with seconds where it has the point in time at which records expire. */
    Expression seconds(Expression expression) {
        return expiry < 0
                ? expression
                : expression.withSeconds(shape.components().get(expiry).attribute(), codecs);
    }

    /** Returns the attribute by which records expire, if the class has one. */
    @Nullable
    String expiry() {
        return expiry < 0 ? null : shape.components().get(expiry).attribute();
    }

    /** Returns whether records have a version. */
    boolean isVersioned() {
        return version >= 0;
    }

    /** Returns the deletion of a record. */
    Write<T> delete(T record, @Nullable Instant now) {
        return new Write<>(keyOf(record), null, condition(record, now), record, versionOf(record), false);
    }

    /** Returns the version of a record; 0 for null, and null if records of the class have none. */
    @Nullable
    Long versionOf(T record) {
        if (version < 0) {
            return null;
        }
        Object value = shape.access().get(record, version);
        return value == null ? 0L : ((Number) value).longValue();
    }

    /** Returns the record with the next version. */
    private T next(T record) {
        Long current = versionOf(record);
        if (current == null) {
            return record;
        }
        Class<?> raw = shape.components().get(version).raw();
        boolean small = raw == int.class || raw == Integer.class;
        if (current < Version.UNVERSIONED || current == (small ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
            throw new Mismatch("must be a version from 0 to below the largest " + raw.getSimpleName() + ": " + current)
                    .at(shape.components().get(version).attribute())
                    .invalid();
        }
        @Nullable Object[] components = new @Nullable Object[shape.components().size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = shape.access().get(record, i);
        }
        long next = Math.max(current, 0) + 1;
        components[version] = small ? (Object) (int) next : (Object) next;
        try {
            return type.cast(shape.access().create(components));
        } catch (Mismatch mismatch) {
            throw mismatch.invalid();
        }
    }

    /** Returns the condition that the stored version is that of the record; an expired item counts as none if {@code now} is given. */
    private @Nullable Expression condition(T record, @Nullable Instant now) {
        Long current = versionOf(record);
        if (current == null) {
            return null;
        }
        String name = Expression.quoted(shape.components().get(version).attribute());
        if (current > 0) {
            return Expression.expression(name + " = ?", current);
        }
        if (current == Version.UNVERSIONED) {
            Expression none =
                    Expression.expression("attribute_not_exists(" + name + ") OR " + name + " = ?", (Object) null);
            List<Expression> absent = absent(record);
            return absent.isEmpty() ? none : Condition.allOf(absent).not().and(none);
        }
        Expression unversioned = Expression.expression(
                "attribute_not_exists(" + name + ") OR " + name + " IN ?", Arrays.asList(0, null));
        if (now == null || expiry < 0) {
            return unversioned;
        }
        return unversioned.or(expired(now));
    }

    /**
     * Returns the condition that there is no item with the key of a record that was never stored; one with version 0 and, if {@code now}
     * is given, an expired one count as none.
     */
    private @Nullable Expression fresh(T record, @Nullable Instant now) {
        List<Expression> absent = absent(record);
        if (absent.isEmpty()) {
            return condition(record, now);
        }
        String name = Expression.quoted(shape.components().get(version).attribute());
        Expression fresh = Condition.allOf(absent).or(Expression.expression(name + " = ?", 0));
        return now == null || expiry < 0 ? fresh : fresh.or(expired(now));
    }

    /** Returns the conditions that the attributes are absent by which it is known whether there is an item. */
    private List<Expression> absent(T record) {
        List<Expression> absent = new ArrayList<>();
        for (int i = 0; i < shape.components().size(); i++) {
            Component component = shape.components().get(i);
            boolean partition = component.role() == Role.PARTITION_KEY;
            boolean unsaid = shape.components(Role.PARTITION_KEY).isEmpty() && i != version;
            if (partition
                    || unsaid
                            && component.mayBeKey()
                            && !Records.isNothing(shape.access().get(record, i))) {
                absent.add(Condition.attribute(Expression.quoted(component.attribute()))
                        .doesNotExist());
            }
        }
        return absent;
    }

    private Expression expired(Instant now) {
        return Expression.expression(
                Expression.quoted(shape.components().get(expiry).attribute()) + " BETWEEN ? AND ?",
                now.getEpochSecond() - EXPIRED_SECONDS_MAX,
                now.getEpochSecond());
    }

    /** Returns the condition that holds for items that are not past their time to live, or null if the class has none. */
    @Nullable
    Expression unexpired(Instant now) {
        return expiry < 0 ? null : expired(now).not();
    }

    /** Returns whether an item is past its time to live. */
    boolean isExpired(Item item, Instant now) {
        if (expiry < 0) {
            return false;
        }
        Object expires = item.get(shape.components().get(expiry).attribute());
        if (!(expires instanceof Number number)) {
            return false;
        }
        double age = now.getEpochSecond() - number.doubleValue();
        return age >= 0 && age <= EXPIRED_SECONDS_MAX;
    }

    /** Returns what to throw when a change by a key failed, which is a record if its version was required. */
    RuntimeException explained(DynamoException.ConditionFailed failure, Object key) {
        return type.isInstance(key) ? explained(failure, delete(type.cast(key), null)) : failure;
    }

    /** Returns what to throw when a condition failed: it says so when the version is what differs. */
    RuntimeException explained(DynamoException.ConditionFailed failure, Write<T> write) {
        Long expected = write.version();
        if (expected == null) {
            return failure;
        }
        String attribute = shape.components().get(version).attribute();
        Object found = failure.item().map(item -> item.get(attribute)).orElse(null);
        boolean unversioned = write.isPut()
                && expected == 0
                && found == null
                && failure.item().isPresent();
        boolean same = expected <= 0
                ? found == null && (expected == 0 || failure.item().isPresent())
                : found instanceof Number number && number.longValue() == expected;
        if (same && !unversioned) {
            return failure;
        }
        String is = failure.item().isEmpty()
                ? "there is no such item"
                : unversioned
                        ? "there is an item without a version, which is read with version " + Version.UNVERSIONED
                        : "it is " + Mismatch.shown(found);
        DynamoException explained = new DynamoException.ConditionFailed(
                "the version in attribute " + attribute + " must be "
                        + (expected == 0
                                ? "absent, because the record was never stored"
                                : expected < 0 ? "absent, as it was when the record was read" : expected.toString())
                        + ": "
                        + is
                        + "; read the record again and repeat the change",
                failure.item().orElse(null),
                failure.getCause());
        return explained.in(
                failure.operation().orElse("PutItem"), failure.table().orElse(null));
    }
}
