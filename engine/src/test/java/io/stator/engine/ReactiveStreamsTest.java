package io.stator.engine;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TxData;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The publishers of results keep the rules of Reactive Streams, by the tests of Reactive Streams themselves. */
final class ReactiveStreamsTest {
    private static final long TIMEOUT_MILLIS = 2_000;

    /** What took too long is done again with so many times the patience, so that a busy machine fails nothing; any other failure is one. */
    private static final int PATIENCE = 30;

    private static final long NO_SIGNALS_MILLIS = 100;
    private static final int ELEMENTS_MAX = 300;

    /** How often it is asked for a collected reference, which the verification gives 100 ms to show up; a busy machine may need more. */
    private static final int COLLECTIONS_MAX = 20;

    private static final Client CLIENT = Stator.inMemory();

    private static @Nullable Connection connection;

    @BeforeAll
    static void fill() {
        CLIENT.createDatabase("d");
        Connection filled = CLIENT.connect("d");
        filled.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        List<Object> notes = new ArrayList<>();
        for (int i = 0; i < ELEMENTS_MAX; i++) {
            notes.add(TxData.entity().with(":a/n", (long) i));
        }
        filled.transact(TxData.of(notes));
        connection = filled;
    }

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private static Results<Datom> datoms(long count) {
        return connection.db().datoms(Index.AEVT, ":a/n").limit(count).chunk(7);
    }

    /** What is verified of each kind of publisher. */
    private abstract static class Verification<T> extends FlowPublisherVerification<T> {
        Verification(int patience) {
            super(new TestEnvironment(patience * TIMEOUT_MILLIS, NO_SIGNALS_MILLIS));
        }

        /** There is none: what goes wrong is told to those who ask for something. */
        @Override
        public Flow.@Nullable Publisher<T> createFailedFlowPublisher() {
            return null;
        }

        @Override
        public long maxElementsFromPublisher() {
            return ELEMENTS_MAX / 7;
        }
    }

    private static final class Items extends Verification<Datom> {
        Items(int patience) {
            super(patience);
        }

        @Override
        public Flow.Publisher<Datom> createFlowPublisher(long elements) {
            return datoms(elements).publisher();
        }
    }

    private static final class Chunks extends Verification<List<Datom>> {
        Chunks(int patience) {
            super(patience);
        }

        @Override
        public Flow.Publisher<List<Datom>> createFlowPublisher(long elements) {
            return datoms(elements * 7).chunks();
        }
    }

    private static Stream<DynamicTest> tests(IntFunction<Verification<?>> verification) {
        return Arrays.stream(FlowPublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> test(verification, method)));
    }

    private static void test(IntFunction<Verification<?>> verification, Method method) throws Throwable {
        int attempts = method.getName().contains("DropAllReferences") ? COLLECTIONS_MAX : 1;
        Throwable failure = failure(verification.apply(1), method);
        for (int attempt = 1; failure != null && attempt < attempts; attempt++) {
            failure = failure(verification.apply(1), method);
        }
        if (failure != null && String.valueOf(failure.getMessage()).contains(" within ")) {
            failure = failure(verification.apply(PATIENCE), method);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable Throwable failure(Verification<?> verification, Method method) throws Exception {
        verification.setUp();
        try {
            method.invoke(verification);
            return null;
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof SkipException skipped) {
                Assumptions.abort(skipped.getMessage());
            }
            return thrown.getCause();
        }
    }

    @TestFactory
    Stream<DynamicTest> items() {
        return tests(Items::new);
    }

    @TestFactory
    Stream<DynamicTest> chunks() {
        return tests(Chunks::new);
    }
}
