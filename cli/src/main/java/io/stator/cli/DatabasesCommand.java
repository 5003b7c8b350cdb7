package io.stator.cli;

import io.stator.Client;
import io.stator.Database;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stator databases}: lists what there is. */
@Command(name = "databases", description = "List the databases of the system.")
final class DatabasesCommand extends SystemCommand {
    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        try (Client client = open()) {
            List<List<Object>> rows = client.listDatabases().stream()
                    .map(name -> {
                        Database database = client.connect(name).db();
                        return List.<Object>of(
                                name, database.t(), database.stats().datoms());
                    })
                    .toList();
            format.format.write(Answer.named(List.of("database", "t", "datoms"), rows), console());
        }
        return ExitCode.OK;
    }
}
