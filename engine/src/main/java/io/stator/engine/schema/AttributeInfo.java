package io.stator.engine.schema;

import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an installed attribute.
 *
 * @param id its entity id
 * @param ident its current name
 * @param type the type of its values
 * @param many whether an entity may have several values
 * @param unique whether two entities may have the same value
 * @param component whether its targets are parts of the entity
 * @param noHistory whether superseded values may be forgotten
 * @param fulltext whether its values may be searched by their words
 * @param tuple what the elements of its values are; null when they are no tuples
 * @param predicates the names of the functions its values must satisfy
 */
public record AttributeInfo(
        int id,
        Keyword ident,
        ValueType type,
        boolean many,
        Uniqueness unique,
        boolean component,
        boolean noHistory,
        boolean fulltext,
        @Nullable TupleShape tuple,
        List<Symbol> predicates) {

    /** Returns whether values are references to entities. */
    public boolean isRef() {
        return type == ValueType.REF;
    }

    /** Returns whether no two entities may have the same value. */
    public boolean isUnique() {
        return unique != Uniqueness.NONE;
    }

    /** Returns whether asserting a known value means the entity that has it. */
    public boolean isIdentity() {
        return unique == Uniqueness.IDENTITY;
    }

    /** Returns whether the database computes the values from other attributes. */
    public boolean isComposite() {
        return tuple instanceof TupleShape.Composite;
    }
}
