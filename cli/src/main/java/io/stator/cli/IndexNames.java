package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The names among the first parts of the datoms that are wanted. An index has no datoms for a name that means nothing, as in Datomic,
 * so that a slip of the pen looks like an empty answer; somebody who types it is told.
 */
final class IndexNames {
    private static final Keyword TYPE = Keyword.of("db", "valueType");
    private static final Keyword REFERENCE = Keyword.of("db.type", "ref");

    private IndexNames() {}

    /** Refuses components that name an attribute or an entity that the newest value of the database does not have. */
    static void check(Database newest, Index index, @Nullable Object[] components) {
        String order = index.name();
        int attribute = order.indexOf('A');
        boolean refers = index == Index.VAET;
        if (attribute < components.length) {
            Object name = components[attribute];
            OptionalLong type = name == null ? OptionalLong.empty() : type(newest, name);
            if (name != null && type.isEmpty()) {
                throw new Anomaly.NotFound("there is no such attribute: attribute=" + Edn.print(name));
            }
            refers |= name != null && type.equals(newest.entityId(REFERENCE));
        }
        for (int i = 0; i < Math.min(components.length, order.length()); i++) {
            char part = order.charAt(i);
            boolean entity = part == 'E' || (part == 'V' && refers);
            Object name = components[i];
            if (entity
                    && (name instanceof Keyword || name instanceof List<?>)
                    && newest.entityId(name).isEmpty()) {
                throw new Anomaly.NotFound("there is no such entity: entity=" + Edn.print(name));
            }
        }
    }

    /** Returns the type of the values of an attribute, or none when there is no such attribute. */
    private static OptionalLong type(Database newest, Object attribute) {
        OptionalLong id = newest.entityId(attribute);
        if (id.isEmpty()) {
            return id;
        }
        return StreamSupport.stream(
                        newest.datoms(Index.EAVT, id.getAsLong(), TYPE).spliterator(), false)
                .map(Datom::v)
                .mapToLong(Long.class::cast)
                .findFirst();
    }
}
