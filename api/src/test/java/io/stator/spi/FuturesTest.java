package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class FuturesTest {
    private static final Anomaly BUSY = new Anomaly.Busy("busy");

    private final CompletableFuture<Integer> first = new CompletableFuture<>();
    private final CompletableFuture<String> second = new CompletableFuture<>();
    private final CompletableFuture<String> both = Futures.then(first, number -> second);

    private static Throwable toldBy(CompletableFuture<?> future) {
        Throwable[] told = new Throwable[1];
        future.whenComplete((value, failure) -> told[0] = failure);
        return told[0];
    }

    @Test
    void aChainReturnsWhatItsEndDoes() throws Exception {
        first.complete(1);
        assertThat(both).isNotDone();
        second.complete("x");
        assertThat(both.get()).isEqualTo("x");
    }

    @Test
    void aFailureOfEitherIsNotWrapped() {
        first.completeExceptionally(BUSY);
        assertThat(toldBy(both)).isSameAs(BUSY);
        assertThat(catchThrowable(both::get))
                .isInstanceOf(ExecutionException.class)
                .hasCause(BUSY);
        CompletableFuture<String> later = Futures.then(CompletableFuture.completedFuture(1), number -> second);
        second.completeExceptionally(BUSY);
        assertThat(toldBy(later)).isSameAs(BUSY);
        assertThat(toldBy(Futures.then(CompletableFuture.completedFuture(1), number -> {
                    throw BUSY;
                })))
                .isSameAs(BUSY);
    }

    @Test
    void cancellingStopsTheCallThatIsOnItsWay() {
        both.cancel(true);
        assertThat(first).isCancelled();
        CompletableFuture<String> later = Futures.then(CompletableFuture.completedFuture(1), number -> second);
        later.cancel(true);
        assertThat(second).isCancelled();
    }
}
