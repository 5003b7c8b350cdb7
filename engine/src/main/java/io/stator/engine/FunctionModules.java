package io.stator.engine;

import io.stator.engine.query.function.FunctionModule;
import io.stator.engine.query.function.FunctionRegistry;
import java.util.List;
import java.util.ServiceLoader;

/** The modules with functions of queries that one system uses. Thread-safe. */
record FunctionModules(List<FunctionModule> modules) {

    /** Returns new instances of the modules on the class path. */
    static FunctionModules onClassPath() {
        return new FunctionModules(ServiceLoader.load(FunctionModule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Returns a registry with the functions of the modules. */
    FunctionRegistry extend(FunctionRegistry registry) {
        FunctionRegistry extended = registry;
        for (FunctionModule module : modules) {
            for (var function : module.functions().entrySet()) {
                extended = extended.with(function.getKey(), function.getValue());
            }
        }
        return extended;
    }

    void forget(String databaseId) {
        modules.forEach(module -> module.forget(databaseId));
    }

    void close() {
        modules.forEach(FunctionModule::close);
    }
}
