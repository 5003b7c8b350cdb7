package io.stator.client;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A client whose blocking calls are the asynchronous twins of another one's, waited for: so that a test of the one is a test of the other. */
final class AsyncTwins {
    private static final List<Class<?>> FACES = List.of(Client.class, Connection.class, Database.class, Results.class);

    private AsyncTwins() {}

    static Client of(Client client) {
        return (Client) faced(client);
    }

    private static Object faced(Object value) {
        Optional<Class<?>> face =
                FACES.stream().filter(each -> each.isInstance(value)).findFirst();
        return face.isEmpty()
                ? value
                : Proxy.newProxyInstance(
                        AsyncTwins.class.getClassLoader(),
                        new Class<?>[] {face.get()},
                        (proxy, method, arguments) -> faced(called(value, method, arguments)));
    }

    /** Returns the asynchronous twin of a blocking method, if it has one. */
    static Optional<Method> twin(Method method) {
        return Stream.of(method.getDeclaringClass().getMethods())
                .filter(other -> other.getName().equals(method.getName() + "Async"))
                .filter(other -> List.of(other.getParameterTypes()).equals(List.of(method.getParameterTypes())))
                .findFirst();
    }

    private static Object called(Object target, Method method, Object[] arguments) throws Throwable {
        Optional<Method> twin = twin(method);
        try {
            if (twin.isEmpty()) {
                return method.invoke(target, arguments);
            }
            return ((CompletableFuture<?>) twin.get().invoke(target, arguments)).join();
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        } catch (CompletionException failed) {
            throw failed.getCause();
        }
    }
}
