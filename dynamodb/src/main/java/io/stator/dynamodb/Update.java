package io.stator.dynamodb;

import io.stator.dynamodb.expression.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An update by methods instead of text; each returns the update with one more change.
 *
 * <pre>{@code
 * albums.update(key, update().set("title", "Animals").increment("plays", 1).append("notes", List.of("good")).remove("draft"));
 * }</pre>
 *
 * <p>Paths are as in {@link Condition#attribute(String)}. The service makes all changes at once, from the values before the update, and
 * refuses two changes of the same path.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/items.md}, or {@code stator help manual dynamodb/items}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Update extends Expression {
    private static final List<String> SECTIONS = List.of("SET", "REMOVE", "ADD", "DELETE");
    private static final Update NONE = new Update(List.of());

    private final List<Change> changes;
    private @Nullable Template template;

    /** One part of a section. */
    private record Change(String section, String text, List<@Nullable Object> values) {}

    private Update(List<Change> changes) {
        this.changes = changes;
    }

    /** Returns the update that changes nothing yet. */
    public static Update update() {
        return NONE;
    }

    /**
     * Sets an attribute to a value, or to that of another attribute: {@code set("last", attribute("first"))}. An empty
     * {@code Optional} takes the attribute away, as it does in an item.
     */
    public Update set(String path, @Nullable Object value) {
        if (value != null && Records.isNothing(value)) {
            return remove(path);
        }
        if (value instanceof Condition.Attribute other) {
            return with("SET", path(path) + " = " + other.text());
        }
        return with("SET", path(path) + " = ?", value);
    }

    /** Sets attributes by their names, which are no paths here; those that are an empty {@code Optional} are taken away. */
    public Update setAll(Map<String, ?> attributes) {
        Update update = this;
        for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
            update = update.set(quoted(attribute.getKey()), attribute.getValue());
        }
        return update;
    }

    /** Sets an attribute unless it exists; an empty {@code Optional} changes nothing. */
    public Update setIfAbsent(String path, @Nullable Object value) {
        String text = path(path);
        if (value != null && Records.isNothing(value)) {
            return this;
        }
        return with("SET", text + " = if_not_exists(" + text + ", ?)", value);
    }

    /** Adds to a number, which is taken for 0 where there is none; a negative number is taken away. */
    public Update increment(String path, Number number) {
        String text = path(path);
        return with("SET", text + " = if_not_exists(" + text + ", ?) + ?", 0, number);
    }

    /** Adds elements at the end of a list, which is taken for empty where there is none. */
    public Update append(String path, Collection<?> elements) {
        String text = path(path);
        return with(
                "SET",
                text + " = list_append(if_not_exists(" + text + ", ?), ?)",
                List.of(),
                new ArrayList<>(elements));
    }

    /** Adds elements at the start of a list, which is taken for empty where there is none. */
    public Update prepend(String path, Collection<?> elements) {
        String text = path(path);
        return with(
                "SET",
                text + " = list_append(?, if_not_exists(" + text + ", ?))",
                new ArrayList<>(elements),
                List.of());
    }

    /** Removes attributes, or elements of lists. */
    public Update remove(String... paths) {
        Update update = this;
        for (String path : paths) {
            update = update.with("REMOVE", path(path));
        }
        return update;
    }

    /** Adds members to a set, which is made where there is none, or to a number ({@code ADD}). */
    public Update add(String path, Object value) {
        return with("ADD", path(path) + " ?", value);
    }

    /** Removes members from a set, which is gone when the last one is ({@code DELETE}). */
    public Update delete(String path, Object members) {
        return with("DELETE", path(path) + " ?", members);
    }

    @Override
    Template template() {
        Template known = template;
        if (known == null) {
            known = parse(written());
            template = known;
        }
        return known;
    }

    @Override
    @Nullable
    Object[] values() {
        List<@Nullable Object> values = new ArrayList<>();
        for (String section : SECTIONS) {
            for (Change change : changes) {
                if (change.section.equals(section)) {
                    values.addAll(change.values);
                }
            }
        }
        return values.toArray();
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        for (String section : SECTIONS) {
            String separator = (text.isEmpty() ? "" : " ") + section + " ";
            for (Change change : changes) {
                if (change.section.equals(section)) {
                    text.append(separator).append(change.text);
                    separator = ", ";
                }
            }
        }
        if (text.isEmpty()) {
            throw new DynamoException.InvalidRequest(
                    "an update must change something: it has no set, remove, add or delete");
        }
        return text.toString();
    }

    private Update with(String section, String text, @Nullable Object... values) {
        List<Change> more = new ArrayList<>(changes);
        more.add(new Change(section, text, Arrays.asList(values)));
        return new Update(more);
    }

    private static String path(String path) {
        return Condition.attribute(path).text();
    }
}
