package io.stator.engine.transact;

import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.TupleShape;
import io.stator.engine.schema.ValueTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks values against the types of attributes, and gives them the class their type has. */
final class ValueCheck {
    private static final long LONGEST = Long.MAX_VALUE / 1000;

    private final Basis basis;
    private final Names names;
    private final Tempids tempids;

    ValueCheck(Basis basis, Names names, Tempids tempids) {
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
            return text;
        }
        if (attribute.isRef()) {
            return reference(e, attribute, value);
        }
        if (attribute.type() == ValueType.TUPLE) {
            return tuple(attribute, value);
        }
        Object canonical = scalar(attribute.type(), value);
        if (canonical == null) {
            throw TransactionErrors.wrongType(value, attribute);
        }
        return canonical;
    }

    private Long reference(long e, AttributeInfo attribute, Object value) {
        long target = names.target(value);
        if (target == Names.UNRESOLVED) {
            throw TransactionErrors.notAnEntity(value, tempids.label(e), attribute.ident(), value);
        }
        return target;
    }

    /** Returns a value in the class of a type, or null when it is not of the type; not for references and tuples. */
    private static @Nullable Object scalar(ValueType type, Object value) {
        return switch (type) {
            case STRING -> value instanceof String ? value : null;
            case LONG -> integer(value);
            case KEYWORD -> keyword(value);
            case SYMBOL -> value instanceof Symbol ? value : null;
            case BOOLEAN -> value instanceof Boolean truth ? (Object) truth.booleanValue() : null;
            case BIGINT -> value instanceof BigInteger ? value : null;
            case FLOAT -> value instanceof Float || value instanceof Double ? ((Number) value).floatValue() : null;
            case DOUBLE -> value instanceof Double ? value : null;
            case BIGDEC -> value instanceof BigDecimal ? value : null;
            case INSTANT -> instant(value);
            case UUID -> value instanceof UUID ? value : null;
            case URI -> value instanceof URI ? value : null;
            case BYTES -> value instanceof byte[] bytes ? bytes.clone() : null;
            case REF, TUPLE -> null;
        };
    }

    /** A string that begins with a colon is a keyword here, too. */
    private static @Nullable Object keyword(Object value) {
        return value instanceof Keyword || (value instanceof String text && Names.isKeyword(text))
                ? Names.keyword(value)
                : null;
    }

    /** Returns the value that an expected one has in facts, for comparison; itself when it is not of the type. */
    static @Nullable Object expected(AttributeInfo attribute, @Nullable Object value) {
        Object canonical = value == null || attribute.isRef() || attribute.type() == ValueType.TUPLE
                ? null
                : scalar(attribute.type(), value);
        return attribute.type() == ValueType.KEYWORD && canonical != null ? canonical : value;
    }

    private static @Nullable Object integer(Object value) {
        if (value instanceof Long) {
            return value;
        }
        return value instanceof Integer || value instanceof Short ? (Object) ((Number) value).longValue() : null;
    }

    private static @Nullable Instant instant(Object value) {
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (value instanceof Instant instant && Math.abs(instant.getEpochSecond()) < LONGEST) {
            return Instant.ofEpochMilli(instant.toEpochMilli());
        }
        return null;
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
        if (element instanceof String text && text.length() > TransactionLimits.TUPLE_STRING_LENGTH_MAX) {
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
            if (target == Names.UNRESOLVED) {
                throw TransactionErrors.notAnEntityInTuple(element, tuple);
            }
            return Tempids.isTempid(target) ? new PendingTuple.Reference(target) : (Object) target;
        }
        Object canonical = scalar(type, element);
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
