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
final class Reception extends CompletableFuture<Reception.Received> implements HttpResponse.BodyHandler<Boolean> {
    private static final String LENGTH = "content-length";

    /**
     * An answer as it came.
     *
     * @param status its status
     * @param contentType the media type of its body, without parameters; empty when there is none
     * @param dialect what our own servers say of themselves; null from others
     * @param body the body
     */
    record Received(
            int status, String contentType, @Nullable String dialect, byte[] body) {}

    private final int bytesMax;

    Reception(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    private Anomaly tooLong() {
        return new Anomaly.Unsupported("an answer must have at most " + bytesMax
                + " bytes: ask for fewer items at once, with chunk, or for less, with limit");
    }

    @Override
    public HttpResponse.BodySubscriber<Boolean> apply(HttpResponse.ResponseInfo info) {
        boolean declaredTooLong = info.headers().firstValueAsLong(LENGTH).orElse(0) > bytesMax;
        return new Body(info, declaredTooLong);
    }

    private static String mediaType(HttpResponse.ResponseInfo info) {
        String type = info.headers().firstValue(HttpNames.CONTENT_TYPE).orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(java.util.Locale.ROOT);
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
            Anomaly refusal = tooLong();
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
            complete(new Received(
                    info.statusCode(),
                    mediaType(info),
                    info.headers().firstValue(HttpNames.DIALECT).orElse(null),
                    bytes.toByteArray()));
        }
    }
}
