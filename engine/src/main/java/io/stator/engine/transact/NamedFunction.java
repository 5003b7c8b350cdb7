package io.stator.engine.transact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function that schema or transaction data call by name. */
@FunctionalInterface
public interface NamedFunction {
    /**
     * Returns the function's value.
     *
     * <p>An attribute predicate is given the value; an entity predicate the database after the transaction and the
     * entity id; a transaction function the database before the transaction and then the arguments of the call.
     */
    @Nullable
    Object call(List<@Nullable Object> arguments);
}
