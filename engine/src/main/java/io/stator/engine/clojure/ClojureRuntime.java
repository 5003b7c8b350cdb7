package io.stator.engine.clojure;

import io.stator.edn.Symbol;
import java.io.FileNotFoundException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clojure, when it is on the class path: found by reflection, so that nothing here depends on it. Thread-safe.
 *
 * <p>The classes and methods used are public and have been there since Clojure 1.10.
 */
final class ClojureRuntime {
    private static final class Holder {
        static final @Nullable ClojureRuntime LOADED = load();
    }

    private final Class<?> keywordClass;
    private final Class<?> symbolClass;
    private final Class<?> bigIntClass;
    private final Class<?> vectorClass;
    private final Class<?> exceptionDataClass;
    private final MethodHandle keyword;
    private final MethodHandle symbol;
    private final MethodHandle bigInt;
    private final MethodHandle vector;
    private final MethodHandle list;
    private final MethodHandle set;
    private final MethodHandle map;
    private final MethodHandle exceptionData;
    private final MethodHandle sequence;
    private final MethodHandle applyTo;
    private final Object requiringResolve;

    private ClojureRuntime(ClassLoader loader) throws Throwable {
        Types types = new Types(loader);
        this.keywordClass = types.type("Keyword");
        this.symbolClass = types.type("Symbol");
        this.bigIntClass = types.type("BigInt");
        this.vectorClass = types.type("IPersistentVector");
        this.exceptionDataClass = types.type("IExceptionInfo");
        this.keyword = types.function("Keyword", "intern", keywordClass, String.class, String.class);
        this.symbol = types.function("Symbol", "intern", symbolClass, String.class, String.class);
        this.bigInt = types.function("BigInt", "fromBigInteger", bigIntClass, BigInteger.class);
        this.vector = types.function("LazilyPersistentVector", "createOwning", vectorClass, Object[].class);
        this.list = types.function("PersistentList", "create", types.type("IPersistentList"), List.class);
        this.set = types.function("PersistentHashSet", "create", types.type("PersistentHashSet"), List.class);
        this.map = types.function("PersistentHashMap", "create", types.type("IPersistentMap"), Map.class);
        this.exceptionData = types.method(exceptionDataClass, "getData", types.type("IPersistentMap"));
        this.sequence = types.function("RT", "seq", types.type("ISeq"), Object.class);
        this.applyTo = types.method(types.type("IFn"), "applyTo", Object.class, types.type("ISeq"));
        MethodHandle variable = types.function("RT", "var", types.type("Var"), String.class, String.class);
        this.requiringResolve = Objects.requireNonNull((Object) variable.invoke("clojure.core", "requiring-resolve"));
    }

    /** Finds the classes of Clojure and their public methods, which then take and return objects. */
    private record Types(ClassLoader loader) {
        Class<?> type(String name) throws ClassNotFoundException {
            return Class.forName("clojure.lang." + name, true, loader);
        }

        MethodHandle function(String owner, String name, Class<?> result, Class<?>... parameters)
                throws ReflectiveOperationException {
            MethodHandle found = MethodHandles.publicLookup()
                    .findStatic(type(owner), name, MethodType.methodType(result, parameters));
            return found.asFixedArity().asType(found.type().changeReturnType(Object.class));
        }

        MethodHandle method(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
                throws ReflectiveOperationException {
            return MethodHandles.publicLookup().findVirtual(owner, name, MethodType.methodType(result, parameters));
        }
    }

    /** Returns the Clojure on the class path, or null when there is none. */
    static @Nullable ClojureRuntime loaded() {
        return Holder.LOADED;
    }

    private static @Nullable ClojureRuntime load() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClojureRuntime found = context == null ? null : load(context);
        return found == null ? load(Objects.requireNonNull(ClojureRuntime.class.getClassLoader())) : found;
    }

    private static @Nullable ClojureRuntime load(ClassLoader loader) {
        try {
            return new ClojureRuntime(loader);
        } catch (ClassNotFoundException absent) {
            return null;
        } catch (Throwable broken) {
            throw new IllegalStateException("Clojure is on the class path, but cannot be used: " + broken, broken);
        }
    }

    /**
     * Returns the variable with a name, after loading its namespace; null when the namespace has no such variable.
     *
     * @throws ClassNotFoundException when there is no such namespace
     */
    @Nullable
    Object resolve(Symbol name) throws Throwable {
        try {
            return apply(requiringResolve, List.of(symbol(name.namespace(), name.name())));
        } catch (FileNotFoundException absent) {
            throw new ClassNotFoundException(absent.getMessage(), absent);
        }
    }

    /** Returns what a function returns for arguments. */
    @Nullable
    Object apply(Object function, List<? extends @Nullable Object> arguments) throws Throwable {
        return applyTo.invoke(function, sequence.invoke((Object) arguments));
    }

    Object keyword(@Nullable String namespace, String name) {
        return call(keyword, namespace, name);
    }

    Object symbol(@Nullable String namespace, String name) {
        return call(symbol, namespace, name);
    }

    Object bigInt(BigInteger value) {
        return call(bigInt, value);
    }

    Object vector(List<? extends @Nullable Object> elements) {
        return call(vector, (Object) elements.toArray());
    }

    Object list(List<? extends @Nullable Object> elements) {
        return call(list, elements);
    }

    Object set(List<? extends @Nullable Object> elements) {
        return call(set, elements);
    }

    Object map(Map<? extends @Nullable Object, ? extends @Nullable Object> entries) {
        return call(map, entries);
    }

    boolean hasData(Throwable failure) {
        return exceptionDataClass.isInstance(failure);
    }

    /** Returns the data of an exception that has some. */
    @Nullable
    Object dataOf(Throwable failure) {
        return read(exceptionData, failure);
    }

    private static @Nullable Object read(MethodHandle method, Object target) {
        try {
            return method.invoke(target);
        } catch (Throwable failed) {
            throw new IllegalStateException("a value of Clojure cannot be read: " + failed, failed);
        }
    }

    private static Object call(MethodHandle function, @Nullable Object... arguments) {
        try {
            return Objects.requireNonNull(function.invokeWithArguments(arguments));
        } catch (Throwable failed) {
            throw new IllegalStateException("a value of Clojure cannot be made: " + failed, failed);
        }
    }
}
