package io.stator.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB in memory, of which each call can be looked at before and after it is done, and ended by what is thrown then. */
public final class CutService {
    private final TableService service = new TableService(() -> 0, TableService.Whims.NONE);
    private Consumer<Object> before = request -> {};
    private Consumer<Object> after = request -> {};

    /** Creates one without tables. */
    public CutService() {}

    /** Returns the service itself. */
    public TableService service() {
        return service;
    }

    /** Says what is done before each call, with its request. */
    public void before(Consumer<Object> action) {
        before = action;
    }

    /** Says what is done after each call, with its request; what is thrown then comes in the place of the answer. */
    public void after(Consumer<Object> action) {
        after = action;
    }

    /** Returns a client whose calls are looked at. */
    public DynamoDbClient client() {
        return (DynamoDbClient) Proxy.newProxyInstance(
                CutService.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (arguments != null && arguments.length == 1) {
                        before.accept(arguments[0]);
                    }
                    try {
                        Object answer = method.invoke(service, arguments);
                        if (arguments != null && arguments.length == 1) {
                            after.accept(arguments[0]);
                        }
                        return answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
