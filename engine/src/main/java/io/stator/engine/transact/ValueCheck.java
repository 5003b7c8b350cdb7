package io.stator.engine.transact;

import io.stator.ValueType;
import io.stator.edn.BigNumbers;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.engine.database.Meaning;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.TupleShape;
import io.stator.engine.schema.ValueTypes;
import io.stator.spi.GivenValues;
import io.stator.spi.UnicodeText;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks values against the types of attributes, and gives them the class their type has. */
final class ValueCheck {
    private final Basis basis;
    private final Identifiers names;
    private final Tempids tempids;

    ValueCheck(Basis basis, Identifiers names, Tempids tempids) {
        this.basis = basis;
        this.names = names;
        this.tempids = tempids;
    }

    /**
     * Returns a value as facts of an attribute have it; the handle of a tempid for a reference to one, and a
     * {@link PendingTuple} for a tuple with such references.
     *
     * @param e the entity, which may be a tempid, for errors
     */
    Object canonical(long e, AttributeInfo attribute, @Nullable Object value) {
        if (value == null) {
            throw TransactionErrors.nilValue(true, tempids.label(e), attribute.ident());
        }
        if (attribute.type() == ValueType.STRING && value instanceof String text) {
            if (text.length() > TransactionLimits.STRING_LENGTH_MAX) {
                throw TransactionErrors.tooLong(attribute, text.length());
            }
            checkText(attribute, text);
            return text;
        }
        if (attribute.isRef()) {
            return reference(e, attribute, value);
        }
        if (attribute.type() == ValueType.TUPLE) {
            return tuple(attribute, value);
        }
        Object canonical = Meaning.stored(attribute.type(), value);
        if (canonical == null) {
            throw TransactionErrors.wrongType(value, attribute);
        }
        checkText(attribute, canonical);
        checkNumber(attribute, canonical);
        return canonical;
    }

    /** Throws when a number is so big that it could not be written or sent. */
    private static void checkNumber(AttributeInfo attribute, Object value) {
        if (!BigNumbers.isWithinLimit(value)) {
            throw TransactionErrors.tooBig(attribute);
        }
    }

    /** Throws when the text of a string, name or URI cannot be written. */
    private static void checkText(AttributeInfo attribute, Object value) {
        String text = value instanceof String string
                ? string
                : value instanceof Named || value instanceof URI ? value.toString() : "";
        if (!UnicodeText.isWellFormed(text)) {
            UnicodeText.require(text, "the value of " + attribute.ident());
        }
    }

    private Long reference(long e, AttributeInfo attribute, Object value) {
        long target = names.target(value);
        if (target == Identifiers.UNRESOLVED) {
            throw TransactionErrors.notAnEntity(value, tempids.label(e), attribute.ident(), value);
        }
        return target;
    }

    /** Returns the value that an expected one has in facts, for comparison; that of a reference must be an id. */
    @Nullable
    Object expected(AttributeInfo attribute, @Nullable Object value) {
        if (value == null || attribute.isRef()) {
            return GivenValues.take(value);
        }
        Object sought = Meaning.sought(basis.seen, attribute, value);
        return sought == null ? value : sought;
    }

    private Object tuple(AttributeInfo attribute, Object value) {
        TupleShape shape = attribute.tuple();
        if (!(value instanceof List<?> list) || shape == null) {
            throw TransactionErrors.invalidTuple(value, attribute, "a list");
        }
        int size = list.size();
        if (!(shape instanceof TupleShape.Homogeneous homogeneous) || homogeneous.type() != ValueType.REF) {
            checkSize(shape, attribute, list);
        }
        @Nullable Object[] elements = new Object[size];
        boolean pending = false;
        for (boolean references : new boolean[] {true, false}) {
            for (int i = 0; i < size; i++) {
                Object element = list.get(i);
                if (element != null && (elementType(shape, i) == ValueType.REF) == references) {
                    elements[i] = element(attribute, list, element, elementType(shape, i));
                    pending |= elements[i] instanceof PendingTuple.Reference;
                }
            }
        }
        checkSize(shape, attribute, list);
        List<@Nullable Object> tuple = Tuples.of(elements);
        return pending ? new PendingTuple(tuple) : tuple;
    }

    private static void checkSize(TupleShape shape, AttributeInfo attribute, List<?> list) {
        int size = list.size();
        if (shape instanceof TupleShape.Homogeneous) {
            if (size < TupleShape.ELEMENTS_MIN || size > TupleShape.ELEMENTS_MAX) {
                throw TransactionErrors.invalidTuple(list, attribute, "a list of 2 to 8 elements");
            }
            return;
        }
        int wanted = shape instanceof TupleShape.Composite composite
                ? composite.attributes().size()
                : ((TupleShape.Heterogeneous) shape).types().size();
        if (size != wanted) {
            throw TransactionErrors.invalidTuple(list, attribute, "a list of " + wanted + " elements");
        }
    }

    private ValueType elementType(TupleShape shape, int i) {
        if (shape instanceof TupleShape.Composite composite) {
            return basis.schema.installed(composite.attributes().get(i)).type();
        }
        return shape instanceof TupleShape.Heterogeneous heterogeneous
                ? heterogeneous.types().get(i)
                : ((TupleShape.Homogeneous) shape).type();
    }

    private Object element(AttributeInfo attribute, List<?> tuple, Object element, ValueType type) {
        boolean made = attribute.isComposite() && basis.isRebuilding();
        if (!made && element instanceof String text && text.length() > TransactionLimits.TUPLE_STRING_LENGTH_MAX) {
            throw TransactionErrors.invalidTuple(
                    tuple,
                    attribute,
                    "strings of at most " + TransactionLimits.TUPLE_STRING_LENGTH_MAX + " characters");
        }
        if (attribute.isComposite()
                && (element instanceof Collection || element instanceof Map || element instanceof Float)) {
            throw TransactionErrors.invalidTuple(
                    tuple, attribute, "single values, not " + TransactionErrors.print(element));
        }
        if (type == ValueType.REF) {
            long target = names.target(element);
            if (target == Identifiers.UNRESOLVED) {
                throw TransactionErrors.notAnEntityInTuple(element, tuple);
            }
            return Tempids.isTempid(target) ? new PendingTuple.Reference(target) : (Object) target;
        }
        Object canonical = Meaning.stored(type, element);
        if (canonical != null) {
            checkText(attribute, canonical);
            checkNumber(attribute, canonical);
        }
        if (attribute.isComposite()) {
            return canonical == null ? element : canonical;
        }
        if (canonical == null) {
            throw TransactionErrors.invalidTuple(
                    tuple, attribute, "an element of " + type.ident() + " for " + TransactionErrors.print(element));
        }
        return canonical;
    }

    /** Returns whether a value type may be the type of an element of a tuple. */
    static boolean isElementType(Keyword ident) {
        ValueType type = ValueTypes.byIdent(ident);
        return type != null && type != ValueType.FLOAT && type != ValueType.TUPLE && type != ValueType.BYTES;
    }
}
