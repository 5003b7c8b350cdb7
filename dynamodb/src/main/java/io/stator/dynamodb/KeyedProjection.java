package io.stator.dynamodb;

import io.stator.dynamodb.expression.Quotes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A projection completed by the key attributes it lacks, which are taken out again of what is delivered. */
final class KeyedProjection {
    private final @Nullable String text;
    private final Set<String> added = new TreeSet<>();

    /** Writes the paths and the names of key attributes that are not among them; without paths there is no projection. */
    KeyedProjection(ExpressionWriter writer, List<String> paths, Collection<String> keyNames) {
        if (paths.isEmpty()) {
            text = null;
            return;
        }
        StringBuilder written = new StringBuilder(writer.writeProjection(paths.toArray(String[]::new)));
        Set<String> present = Set.copyOf(Arrays.asList(written.toString().split(", *")));
        for (String keyName : keyNames) {
            String path = writer.writeProjection(Quotes.quote(keyName));
            if (!present.contains(path)) {
                written.append(", ").append(path);
                added.add(keyName);
            }
        }
        text = written.toString();
    }

    /** Returns the service's text; null for all attributes. */
    @Nullable
    String text() {
        return text;
    }

    /** Returns whether items have attributes that nobody asked for. */
    boolean isCompleted() {
        return !added.isEmpty();
    }

    /** Returns an item without the attributes that nobody asked for. */
    Map<String, AttributeValue> stripped(Map<String, AttributeValue> item) {
        if (added.isEmpty()) {
            return item;
        }
        Map<String, AttributeValue> copy = new HashMap<>(item);
        copy.keySet().removeAll(added);
        return copy;
    }
}
