package io.stator.dynamodb.junit;

import java.io.IOException;
import java.io.InputStream;

/**
 * The program of a process with DynamoDB Local: serves until its standard input ends.
 *
 * <p>The test JVM holds the other end of that pipe, so the server stops with it however the test JVM ends.
 */
public final class LocalMain {
    private LocalMain() {}

    /** Starts DynamoDB Local with its own command line, waits for the end of the standard input, and stops it; fails with what the server fails with. */
    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        Class<?> runner = Class.forName(LocalClassPath.SERVER);
        Object server = runner.getMethod("createServerFromCommandLineArgs", String[].class)
                .invoke(null, (Object) arguments);
        server.getClass().getMethod("start").invoke(server);
        awaitEnd(System.in);
        server.getClass().getMethod("stop").invoke(server);
    }

    private static void awaitEnd(InputStream input) throws IOException {
        int read = input.read();
        while (read >= 0) {
            read = input.read();
        }
    }
}
