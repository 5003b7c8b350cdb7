package io.stator.engine.query.function;

import io.stator.spi.GivenValues;
import org.jspecify.annotations.Nullable;

/** A function of a program or module: what it does besides, and how long it takes, is not known. */
record Registered(EngineFunction function) implements EngineFunction {
    @Override
    public @Nullable Object call(FunctionContext context, @Nullable Object[] arguments) {
        Object result = GivenValues.take(function.call(context, arguments));
        context.deadline().check();
        return result;
    }
}
