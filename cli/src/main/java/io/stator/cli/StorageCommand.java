package io.stator.cli;

import io.stator.Anomaly;
import io.stator.dynamodb.DynamoDb;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Location;
import io.stator.storage.dynamodb.DynamoDbStorage;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator storage}: makes, describes and deletes the table of DynamoDB that a system is in. */
@Command(
        name = "storage",
        description = {
            "Make, describe or delete the table of DynamoDB that a system is in. A file and the tables of PostgreSQL are made by themselves.",
            "",
            "The table is the one of --data, or that of a name in the region that the AWS SDK finds (AWS_REGION, a profile)."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator --data dynamodb://eu-west-1/films storage create",
            "  stator storage describe --dynamodb films",
            "  stator storage delete --dynamodb films --really films"
        })
final class StorageCommand extends SystemCommand {
    /** What to do. */
    enum Verb {
        CREATE,
        DESCRIBE,
        DELETE
    }

    @Parameters(index = "0", paramLabel = "VERB", description = "create, describe or delete.")
    Verb verb = Verb.DESCRIBE;

    @Option(names = "--dynamodb", paramLabel = "TABLE", description = "The name of the table, instead of --data.")
    @Nullable
    String name;

    @Option(
            names = "--really",
            paramLabel = "TABLE",
            description = "For delete: the name of the table once more, because all databases in it are gone then.")
    @Nullable
    String really;

    /** A table of a client. */
    private record Target(DynamoDb dynamo, String table) {}

    @Override
    public Integer call() {
        requireHere("storage");
        if (really != null && verb != Verb.DELETE) {
            throw new Anomaly.Incorrect("--really is for 'stator storage delete': leave it out");
        }
        if (verb != Verb.DESCRIBE && shared().readOnly) {
            throw new Anomaly.Forbidden("this command writes, which --read-only forbids: leave that option out");
        }
        Target target = target();
        try (DynamoDb dynamo = target.dynamo) {
            StorageAnomalies.call(() -> done(dynamo, target.table));
        }
        return ExitCode.OK;
    }

    private Target target() {
        boolean data = !shared().data.equals(new Place(StatorCommand.DATA_DEFAULT));
        if (name != null && data) {
            throw new Anomaly.Incorrect("--dynamodb and --data both say which table: leave one out");
        }
        if (name != null) {
            return new Target(DynamoDb.open(), name);
        }
        Location location = shared().data.location("--data");
        if (location instanceof Location.Stored stored && DynamoDbStorage.isOne(stored.uri())) {
            URI uri = stored.uri();
            return StorageAnomalies.call(() -> new Target(DynamoDbStorage.client(uri), DynamoDbStorage.table(uri)));
        }
        throw new Anomaly.Incorrect(
                "'stator storage' is for systems in DynamoDB: say which table with --dynamodb TABLE or --data"
                        + " dynamodb://REGION/TABLE; a file, or the tables of PostgreSQL, are made by the first command that writes");
    }

    private boolean done(DynamoDb dynamo, String table) {
        switch (verb) {
            case CREATE -> {
                DynamoDbStorage.create(dynamo, table);
                console().out().line("made table " + table);
            }
            case DESCRIBE ->
                DynamoDbStorage.describe(dynamo, table).forEach(console().out()::line);
            case DELETE -> {
                if (!table.equals(really)) {
                    throw new Anomaly.Incorrect("deleting table " + table
                            + " deletes all databases in it, for ever: say --really " + table + " if that is meant");
                }
                DynamoDbStorage.delete(dynamo, table);
                console().out().line("deleted table " + table);
            }
        }
        return true;
    }
}
