package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Retry;
import io.stator.SystemConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator import}: loads files of transaction data. */
@Command(
        name = "import",
        description = {
            "Load files into a database, which is created when there is none: EDN transaction data, or rows of CSV or JSON"
                    + " lines with --map.",
            "A file holds forms, maps and lists such as [:db/add ...], one after the other, and may be packed with gzip. Of"
                    + " a directory, the files *.edn and *.edn.gz are loaded by name.",
            "A collection of forms, [{...} {...}], is one transaction. Other forms are transacted many at a time, which comes"
                    + " to the same as one after the other: forms may use attributes, idents and entities of the forms"
                    + " before them. A temporary id means one entity in the whole file, so forms that share one are in"
                    + " one transaction, together with those between them; each collection has its own.",
            "An import that ended early goes on where it stopped when the same command is run again: forms that are in"
                    + " are not transacted twice, whatever the file is called."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator import --db music schema.edn artists.edn.gz more/",
            "  stator import --db music --csv --map artists.map.edn artists.csv"
        })
final class ImportCommand extends SystemCommand {
    private static final int BATCH_DEFAULT = 1_000;
    private static final int BATCH_MAX = 100_000;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description = "The database, which is created when there is none. Default: the only one there is")
    @Nullable
    String database;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "The most forms in a transaction, unless more must be in one. Default: " + BATCH_DEFAULT)
    @Nullable
    Integer batch;

    @Option(
            names = "--bulk",
            description =
                    "Take less time and more memory, for much data: facts stay in memory longer before they are put into indexes in storage,"
                            + " and in the end all indexes are written into full segments. What is in the database then is the same.")
    boolean bulk;

    @Mixin
    RowOptions rows = new RowOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE-OR-DIR", description = "What to load, in this order.")
    List<Path> paths = new ArrayList<>();

    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    SystemConfig config() {
        return bulk ? BulkLoad.limits(super.config()) : super.config();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (bulk) {
            requireHere("import --bulk");
        }
        if (batch != null && (batch < 1 || batch > BATCH_MAX)) {
            throw new Anomaly.Incorrect("--batch must be between 1 and " + BATCH_MAX + ": batch=" + batch);
        }
        rows.check();
        List<ImportFile> files = ImportFile.list(paths, rows.endings());
        if (files.stream().anyMatch(ExportReader::isExport)) {
            return importExport(files);
        }
        ImportProgress progress = new ImportProgress(
                console(), files.stream().mapToLong(ImportFile::bytes).sum(), System::nanoTime);
        try (Interruption interruption = Interruption.handledBy(cancelled::countDown);
                Client client = database == null ? open() : openOrCreate(database)) {
            String name = database(client, database);
            boolean created = client.createDatabase(name);
            boolean done = false;
            try {
                int code = load(client.connect(name), files, progress);
                done = code == ExitCode.OK;
                if (done) {
                    writeIndexes(client, name);
                }
                return code;
            } finally {
                if (created && !done && progress.isNothingIn()) {
                    client.deleteDatabase(name);
                }
            }
        }
    }

    /** Makes a database of an export. */
    private int importExport(List<ImportFile> files) throws InterruptedException {
        if (files.size() > 1 || batch != null || rows.isGiven()) {
            throw new Anomaly.Incorrect(
                    "an export of 'stator export' is a whole database and is imported alone, without"
                            + " --batch, --flatten, --csv, --json-lines or --map: files="
                            + files.stream().map(ImportFile::name).toList());
        }
        HistoryProgress progress = new HistoryProgress(console(), System::nanoTime);
        SystemEntities system = SystemEntities.read();
        try (Interruption interruption = Interruption.handledBy(cancelled::countDown);
                Client client = database == null ? open() : openOrCreate(database);
                ExportReader reader = ExportReader.open(files.get(0))) {
            String name = database(client, database);
            boolean created = client.createDatabase(name);
            long before = 0;
            boolean done = false;
            try {
                CopyTarget target = new CopyTarget(
                        client.connect(name),
                        !shared().remote.isRemote(),
                        FactSum.Marks.of(system),
                        progress,
                        cancelled);
                before = new ExportImport(reader, target, system, progress, cancelled).run();
                done = true;
                if (cancelled.getCount() > 0) {
                    progress.clear();
                    writeIndexes(client, name);
                }
            } finally {
                progress.clear();
                if (created && !done && progress.transactions() == 0) {
                    client.deleteDatabase(name);
                }
            }
            if (cancelled.getCount() == 0) {
                return progress.interrupted();
            }
            console()
                    .out()
                    .line("imported " + progress.summary()
                            + (before == 0 ? "" : ", after " + before + " transactions that were in already"));
            return ExitCode.OK;
        }
    }

    private void writeIndexes(Client client, String name) {
        if (bulk) {
            BulkLoad.writeIndexes(client, name, console());
        }
    }

    private int load(Connection connection, List<ImportFile> files, ImportProgress progress)
            throws InterruptedException {
        ImportLedger ledger = new ImportLedger(connection);
        Mapping mapping = rows.mapping(connection.db(), console());
        ledger.install();
        if (mapping != null) {
            ledger.define(mapping.schema());
        }
        try (BatchReader reader = new BatchReader(
                files,
                batch == null ? BATCH_DEFAULT : batch,
                ledger,
                rows.forms(mapping),
                () -> new KnownAttributes(connection.db()))) {
            Importer importer = new Importer(connection, ledger, reader, progress, Retry.standard(), cancelled);
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
