package io.stator.engine.program;

import io.stator.engine.query.function.FunctionModule;
import io.stator.engine.query.function.FunctionRegistry;
import java.util.List;
import java.util.ServiceLoader;

/** The modules with functions of queries that one system uses. Thread-safe. */
public record FunctionModules(List<FunctionModule> modules) {

    /** Returns new instances of the modules on the class path. */
    public static FunctionModules onClassPath() {
        return new FunctionModules(ServiceLoader.load(FunctionModule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Returns a registry with the functions of the modules. */
    public FunctionRegistry extend(FunctionRegistry registry) {
        FunctionRegistry extended = registry;
        for (FunctionModule module : modules) {
            for (var function : module.functions().entrySet()) {
                extended = extended.with(function.getKey(), function.getValue());
            }
        }
        return extended;
    }

    /** Drops what the modules keep for a database. */
    public void forget(String databaseId) {
        modules.forEach(module -> module.forget(databaseId));
    }

    /** Drops all that the modules keep. */
    public void close() {
        modules.forEach(FunctionModule::close);
    }
}
