package io.stator.client;

import io.stator.Anomaly;
import io.stator.client.wire.HttpNames;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Receives one answer, of at most so many bytes, and is done as soon as all of it is there. */
final class Reception extends CompletableFuture<Received> implements HttpResponse.BodyHandler<Boolean> {
    private static final String LENGTH = "content-length";

    private final int bytesMax;

    Reception(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public HttpResponse.BodySubscriber<Boolean> apply(HttpResponse.ResponseInfo info) {
        boolean declaredTooLong = info.headers().firstValueAsLong(LENGTH).orElse(0) > bytesMax;
        return new Body(info, declaredTooLong);
    }

    /** Gathers the bytes. */
    private final class Body implements HttpResponse.BodySubscriber<Boolean> {
        private final HttpResponse.ResponseInfo info;
        private final CompletableFuture<Boolean> all = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean tooLong;
        private Flow.@Nullable Subscription subscription;

        Body(HttpResponse.ResponseInfo info, boolean tooLong) {
            this.info = info;
            this.tooLong = tooLong;
        }

        @Override
        public CompletionStage<Boolean> getBody() {
            return all;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (tooLong) {
                refuse();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        private void refuse() {
            Flow.Subscription given = subscription;
            if (given != null) {
                given.cancel();
            }
            Anomaly refusal = Received.tooLong(bytesMax);
            completeExceptionally(refusal);
            all.completeExceptionally(refusal);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            if (tooLong) {
                return;
            }
            for (ByteBuffer part : parts) {
                if (part.remaining() > bytesMax - bytes.size()) {
                    tooLong = true;
                    refuse();
                    return;
                }
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.write(copy, 0, copy.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
            all.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (tooLong) {
                return;
            }
            all.complete(true);
            complete(Received.of(
                    info.statusCode(),
                    info.headers().firstValue(HttpNames.CONTENT_TYPE).orElse(null),
                    info.headers().firstValue(HttpNames.DIALECT).orElse(null),
                    info.headers().firstValue(HttpNames.REQUEST_BYTES).orElse(null),
                    bytes.toByteArray()));
        }
    }
}
