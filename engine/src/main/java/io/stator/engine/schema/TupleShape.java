package io.stator.engine.schema;

import io.stator.ValueType;
import java.util.List;

/** What the elements of a tuple attribute are. */
public sealed interface TupleShape {
    /** The least number of elements of a tuple. */
    int ELEMENTS_MIN = 2;

    /** The greatest number of elements of a tuple. */
    int ELEMENTS_MAX = 8;

    /** The values of other attributes of the same entity, by their ids; kept by the database. */
    record Composite(List<Integer> attributes) implements TupleShape {}

    /** One type for each element. */
    record Heterogeneous(List<ValueType> types) implements TupleShape {}

    /** Two to eight elements of one type. */
    record Homogeneous(ValueType type) implements TupleShape {}
}
