package io.stator.cli;

import io.stator.Client;
import io.stator.storage.jdbc.FileProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator backup}: copies a system to one file. */
@Command(
        name = "backup",
        description = {
            "Copy the system, as it is at this moment, to one file; also while another process has it open.",
            "The copy is read and checked as a whole before it gets its name, and is a closed system of its own."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator backup nightly.db", "  stator --data nightly.db databases"})
final class BackupCommand extends SystemCommand {
    @Parameters(
            paramLabel = "TO",
            description = "The file to make, or a directory that is there, in which it is called "
                    + FileProvider.FILE_NAME + ".")
    Path to = Path.of("");

    @Option(names = "--replace", description = "Replace an earlier backup, which must not be open.")
    boolean replace;

    @Override
    public Integer call() throws IOException {
        named(to, "TO");
        requireHere("backup");
        try (Client client = openToRead()) {
            timed(() -> {
                if (replace) {
                    client.backupReplacing(to);
                } else {
                    client.backup(to);
                }
            });
        }
        Path made = FileProvider.file(to);
        console()
                .out()
                .line(String.format(
                        Locale.ROOT, "copied %s to %s: %,d bytes, checked", shared().data, made, Files.size(made)));
        return ExitCode.OK;
    }
}
