package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.spi.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator migrate}: copies a database from one system to another. */
@Command(
        name = "migrate",
        description = {
            "Copy a database to another system, transaction by transaction: with all that was ever said and taken back, the"
                    + " instants, what is said of transactions, and the entity ids. It is read through the client protocol, from"
                    + " Stator's server, from Datomic's, or from files.",
            "A migration that ended early, even by a kill, goes on where it was when the same command is run again; run again"
                    + " later, it copies what is new. At the end both databases are compared, transaction by transaction.",
            "The copy is a database of its own: a new one, or what an earlier migration of the same database made."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator migrate --from https://old:8998 --from-key me --from-secret-file secret --db music --to ./new-data",
            "  stator --connect new:8998 --key me --secret-file secret migrate --from ./stator-data --db music"
        })
final class MigrateCommand extends SystemCommand {
    @Mixin
    FromOptions from = new FromOptions();

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description =
                    "The system to copy to: a path, or a server whose key --key and --secret-file say. Default: that"
                            + " of --data or --connect")
    @Nullable
    String to;

    @Option(names = "--db", paramLabel = "NAME", description = "The database. Default: the only one there is")
    @Nullable
    String database;

    @Option(names = "--as", paramLabel = "NAME", description = "The name of the copy. Default: that of the database")
    @Nullable
    String as;

    @Mixin
    LeaveOutOption leaveOut = new LeaveOutOption();

    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException, IOException {
        applyTo();
        if (as != null) {
            io.stator.spi.Require.databaseName(as);
        }
        try (Interruption interruption = Interruption.handledBy(cancelled::countDown);
                Client source = source();
                Client target = isSame() ? source : openOrCreate()) {
            String name = database(source, database);
            String copy = as == null ? name : as;
            if (isSame() && copy.equals(name)) {
                throw new Anomaly.Incorrect("a copy in the same system must have another name: say --as NAME");
            }
            return migrate(source.connect(name), target, copy);
        }
    }

    /** Has {@code --to} say what {@code --data} or {@code --connect} would. */
    private void applyTo() {
        StatorCommand shared = shared();
        if (to == null) {
            return;
        }
        if (shared.remote.endpoint != null || !shared.data.equals(new Place(StatorCommand.DATA_DEFAULT))) {
            throw new Anomaly.Incorrect("--to says where to copy to, as --data and --connect do: give one of them");
        }
        if (FromOptions.isServer(to)) {
            shared.remote.endpoint = to;
        } else {
            shared.data = new Place(to);
            shared.data.location("--to");
        }
    }

    /** Returns whether both databases are in one system on this machine. */
    private boolean isSame() throws IOException {
        if (FromOptions.isServer(from.place) || shared().remote.isRemote()) {
            return false;
        }
        Location source = from();
        Location target = shared().data.location("--data");
        if (source instanceof Location.InPath one && target instanceof Location.InPath other) {
            return Files.exists(one.path()) && Files.exists(other.path()) && Files.isSameFile(one.path(), other.path());
        }
        return source instanceof Location.Stored && source.equals(target);
    }

    private Client source() throws IOException {
        Client server = from.server(shared().system.timeout(), console().err()::line);
        if (server != null) {
            return server;
        }
        Location location = from();
        requireThere(new Place(from.place), "--from");
        return isSame() ? openOrCreate() : openLocation(location, true);
    }

    private Location from() {
        return new Place(from.place).location("--from");
    }

    private int migrate(Connection source, Client target, String name) throws InterruptedException {
        HistoryProgress progress = new HistoryProgress(console(), System::nanoTime);
        SystemEntities system = SystemEntities.read();
        boolean created = target.createDatabase(name);
        boolean done = false;
        long omitted;
        Migration migration = new Migration(
                new ConnectedHistory(source),
                new CopyTarget(
                        target.connect(name),
                        !shared().remote.isRemote(),
                        FactSum.Marks.of(system),
                        progress,
                        cancelled),
                system,
                leaveOut.names(),
                progress,
                cancelled);
        try {
            omitted = migration.run(source.sync().t());
            done = true;
        } finally {
            progress.clear();
            if (created && !done && progress.transactions() == 0) {
                target.deleteDatabase(name);
            }
        }
        if (cancelled.getCount() == 0) {
            return progress.interrupted();
        }
        leaveOut.tell(omitted, console());
        HistoryComparison same = migration.comparison();
        console().out().line("copied " + progress.summary());
        console()
                .out()
                .line(String.format(
                        Locale.ROOT,
                        "both have the same %,d transactions with %,d facts, checksum %s",
                        same.transactions(),
                        same.facts(),
                        same.checksum()));
        return ExitCode.OK;
    }
}
