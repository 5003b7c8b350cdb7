package io.stator.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.BiFunction;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** An HTTP client without a network: every request is answered at once, by a function of its operation and its body. */
final class AnsweringHttpClient implements SdkHttpClient {
    private static final String TARGET = "X-Amz-Target";
    private static final int OK = 200;

    private final BiFunction<String, HttpExecuteRequest, byte[]> answers;

    AnsweringHttpClient(BiFunction<String, HttpExecuteRequest, byte[]> answers) {
        this.answers = answers;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                drain(request);
                String target =
                        request.httpRequest().firstMatchingHeader(TARGET).orElse("");
                byte[] body = answers.apply(target.substring(target.indexOf('.') + 1), request);
                return HttpExecuteResponse.builder()
                        .response(SdkHttpFullResponse.builder()
                                .statusCode(OK)
                                .putHeader("Content-Type", "application/x-amz-json-1.0")
                                .putHeader("Content-Length", Integer.toString(body.length))
                                .build())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                        .build();
            }

            @Override
            public void abort() {
                // There is nothing under way that could be stopped.
            }
        };
    }

    private static void drain(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isPresent()) {
            try (var body = request.contentStreamProvider().get().newStream()) {
                body.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    @Override
    public String clientName() {
        return "Answering";
    }

    @Override
    public void close() {
        // There is no connection.
    }
}
