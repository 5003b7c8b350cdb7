package io.stator.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * One operation of the service and both ways of calling it.
 *
 * @param name the service's name of it, such as {@code PutItem}
 * @param <Q> the type of its request
 * @param <A> the type of its answer
 */
record Operation<Q, A>(
        String name,
        BiFunction<? super Clients, ? super Q, ? extends A> blocking,
        BiFunction<? super Clients, ? super Q, CompletableFuture<A>> async) {}
