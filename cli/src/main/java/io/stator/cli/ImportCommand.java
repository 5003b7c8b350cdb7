package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator import}: loads files of transaction data. */
@Command(
        name = "import",
        description = {
            "Load files of EDN transaction data into a database, which is created when there is none.",
            "A file holds maps and list forms, one after the other or in one collection, and may be packed with gzip. Of"
                    + " a directory, the files *.edn and *.edn.gz are loaded by name.",
            "An import that ended early goes on where it stopped when the same command is run again: forms that are in"
                    + " are not transacted twice, whatever the file is called. Forms may use attributes, idents and"
                    + " entities of the forms before them. A temporary id holds within one"
                    + " transaction; forms that follow and share one are kept in it."
        },
        footerHeading = "%nFor example:%n",
        footer = "  stator import --db music schema.edn artists.edn.gz more/")
final class ImportCommand extends SystemCommand {
    private static final int BATCH_DEFAULT = 1_000;
    private static final int BATCH_MAX = 100_000;

    @Option(names = "--db", required = true, paramLabel = "NAME", description = "The database.")
    String database = "";

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "The most forms in a transaction. Default: " + BATCH_DEFAULT)
    int batch = BATCH_DEFAULT;

    @Parameters(arity = "1..*", paramLabel = "FILE-OR-DIR", description = "What to load, in this order.")
    List<Path> paths = new ArrayList<>();

    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        if (batch < 1 || batch > BATCH_MAX) {
            throw new Anomaly.Incorrect("--batch must be between 1 and " + BATCH_MAX + ": batch=" + batch);
        }
        List<ImportFile> files = ImportFile.list(paths);
        try (Interruption interruption = Interruption.handledBy(cancelled::countDown);
                Client client = openOrCreate()) {
            client.createDatabase(database);
            return load(client.connect(database), files);
        }
    }

    private int load(Connection connection, List<ImportFile> files) throws InterruptedException {
        ImportProgress progress = new ImportProgress(
                console(), files.stream().mapToLong(ImportFile::bytes).sum(), System::nanoTime);
        ImportLedger ledger = new ImportLedger(connection);
        ledger.install();
        try (BatchReader reader = new BatchReader(files, batch, ledger)) {
            Importer importer =
                    new Importer(connection, ledger, reader, progress, new Backoff(System.nanoTime()), cancelled);
            try {
                importer.run();
            } catch (Anomaly failure) {
                progress.notice("until then: " + progress.summary());
                throw failure;
            }
            progress.clear();
            if (importer.isCancelled()) {
                console()
                        .err()
                        .line("stator: interrupted: what was transacted is in, run the same command again to go on; "
                                + progress.summary());
                return ExitCode.INTERRUPTED;
            }
        }
        console().out().line("imported " + progress.summary());
        return ExitCode.OK;
    }
}
