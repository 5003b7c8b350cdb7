package io.stator.engine.pull;

import io.stator.Xform;
import io.stator.edn.Symbol;
import org.jspecify.annotations.Nullable;

/** Finds the functions, before the built-in ones, that pull patterns may name. */
@FunctionalInterface
public interface Xforms {
    /** Returns the function with a name, or null when patterns may not use it. */
    @Nullable
    Xform find(Symbol name);
}
