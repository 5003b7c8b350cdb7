package io.stator.cli;

import java.io.IOException;

/** The program of a process with DynamoDB Local: serves until its standard input ends, as it does when its parent is gone. */
public final class DynamoDbLocalMain {
    private static final String SERVER = "software.amazon.dynamodb.services.local.main.ServerRunner";

    private DynamoDbLocalMain() {}

    /** Starts DynamoDB Local with its own command line. */
    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        Object server = Class.forName(SERVER)
                .getMethod("createServerFromCommandLineArgs", String[].class)
                .invoke(null, (Object) arguments);
        server.getClass().getMethod("start").invoke(server);
        int read = System.in.read();
        while (read >= 0) {
            read = System.in.read();
        }
        System.exit(0);
    }
}
