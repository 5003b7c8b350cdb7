package io.stator.dynamodb;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** A blocking HTTP client whose calls end when the thread that makes one is interrupted, also while it waits for a socket. Thread-safe. */
final class InterruptibleHttpClient implements SdkHttpClient {
    private final SdkHttpClient client;
    private final InterruptWatch watch = new InterruptWatch();

    InterruptibleHttpClient(SdkHttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                InterruptWatch.Watched watched = watch.begin(prepared::abort);
                try {
                    return prepared.call();
                } finally {
                    watch.end(watched);
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }
}
