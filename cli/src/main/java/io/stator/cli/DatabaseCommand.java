package io.stator.cli;

import io.stator.Client;
import io.stator.Connection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command on one database that is there. */
abstract class DatabaseCommand extends SystemCommand {
    @Option(names = "--db", paramLabel = "NAME", description = "The database. Default: the only one there is")
    @Nullable
    String database;

    @Override
    public final Integer call() {
        try (Client client = open()) {
            Connection connection = client.connect(database(client, database));
            timed(() -> console().paged(() -> run(connection)));
        }
        return ExitCode.OK;
    }

    /** Does what the command is for. */
    abstract void run(Connection connection);
}
