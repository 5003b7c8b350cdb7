package io.stator.dynamodb;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/**
 * Which attributes of an item are in an index.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Projection {
    private static final Projection ALL = new Projection(ProjectionType.ALL, List.of());
    private static final Projection KEYS_ONLY = new Projection(ProjectionType.KEYS_ONLY, List.of());

    private final ProjectionType type;
    private final List<String> attributes;

    private Projection(ProjectionType type, List<String> attributes) {
        this.type = type;
        this.attributes = attributes;
    }

    /** Returns the projection of all attributes. */
    public static Projection all() {
        return ALL;
    }

    /** Returns the projection of the keys of the table and of the index only. */
    public static Projection keysOnly() {
        return KEYS_ONLY;
    }

    /** Returns the projection of these attributes and the keys of the table and of the index. */
    public static Projection include(String... attributes) {
        return include(Set.of(attributes));
    }

    private static Projection include(Set<String> attributes) {
        if (attributes.isEmpty()) {
            throw new DynamoException.InvalidRequest(
                    "a projection must include at least one attribute: call keysOnly() for none");
        }
        return new Projection(ProjectionType.INCLUDE, List.copyOf(new TreeSet<>(attributes)));
    }

    static Projection of(software.amazon.awssdk.services.dynamodb.model.@Nullable Projection projection) {
        if (projection == null || projection.projectionType() == null) {
            return ALL;
        }
        return switch (projection.projectionType()) {
            case KEYS_ONLY -> KEYS_ONLY;
            case INCLUDE ->
                new Projection(ProjectionType.INCLUDE, List.copyOf(new TreeSet<>(projection.nonKeyAttributes())));
            default -> ALL;
        };
    }

    software.amazon.awssdk.services.dynamodb.model.Projection projection() {
        software.amazon.awssdk.services.dynamodb.model.Projection.Builder builder =
                software.amazon.awssdk.services.dynamodb.model.Projection.builder()
                        .projectionType(type);
        return attributes.isEmpty()
                ? builder.build()
                : builder.nonKeyAttributes(attributes).build();
    }

    /** Returns whether all attributes are in the index. */
    public boolean isAll() {
        return type == ProjectionType.ALL;
    }

    /** Returns whether only keys are in the index. */
    public boolean isKeysOnly() {
        return type == ProjectionType.KEYS_ONLY;
    }

    /** Returns the attributes that are included beside the keys, sorted; none if all or only the keys are. */
    public List<String> attributes() {
        return attributes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Projection that && that.type == type && that.attributes.equals(attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, attributes);
    }

    @Override
    public String toString() {
        return attributes.isEmpty() ? type.toString() : type + " " + attributes;
    }
}
