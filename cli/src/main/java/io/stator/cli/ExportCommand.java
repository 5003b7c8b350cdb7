package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator export}: writes a database as transactions. */
@Command(
        name = "export",
        description = {
            "Write a database as EDN transactions, oldest first, with all that was ever said and taken back, the instants, and"
                    + " what is said of transactions. 'stator import' makes the same database of them: the same facts at every"
                    + " point in time, with the same entity ids.",
            "The file gets its name when it is whole. One that ends in .gz is packed. Without a file the transactions are"
                    + " written to the output; a last line says that they are whole."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator export --db music music.edn.gz", "  stator --data elsewhere import --db music music.edn.gz"
        })
final class ExportCommand extends SystemCommand {
    private static final String PACKED = ".gz";
    private static final String UNFINISHED = ".part";
    private static final String OUTPUT = "-";

    @Option(names = "--db", paramLabel = "NAME", description = "The database. Default: the only one there is")
    @Nullable
    String database;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "Write the database as it was: a t, a transaction id, or a date such as 2014-02-28.")
    @Nullable
    String asOf;

    @Mixin
    LeaveOutOption leaveOut = new LeaveOutOption();

    @Option(names = "--replace", description = "Replace the file if there is one.")
    boolean replace;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file to make. Default: the output")
    Path file = Path.of(OUTPUT);

    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException {
        named(file, "FILE");
        boolean toOutput = file.toString().equals(OUTPUT);
        if (toOutput && replace) {
            throw new Anomaly.Incorrect("--replace needs a file to replace");
        }
        if (!toOutput) {
            requireFree();
        }
        HistoryProgress progress = new HistoryProgress(console(), System::nanoTime);
        try (Interruption interruption = Interruption.handledBy(cancelled::countDown);
                Client client = openToRead()) {
            Connection connection = client.connect(database(client, database));
            boolean whole = toOutput
                    ? write(connection, progress, text -> console().out().print(text))
                    : writeFile(connection, progress);
            progress.clear();
            if (!whole) {
                console()
                        .err()
                        .line("stator: interrupted: " + (toOutput ? "the export is not whole" : "nothing was kept"));
                return ExitCode.INTERRUPTED;
            }
        }
        if (toOutput) {
            console().out().flush();
        }
        console().err().line("exported " + progress.summary());
        return ExitCode.OK;
    }

    private void requireFree() {
        if (Files.isDirectory(file)) {
            throw new Anomaly.Incorrect(file + " is a directory: name the file to make in it");
        }
        if (!replace && Files.exists(file)) {
            throw new Anomaly.Conflict(file + " is there already: name another file, or say --replace");
        }
    }

    /** Takes text. */
    private interface Sink {
        void write(String text) throws IOException;
    }

    private boolean writeFile(Connection connection, HistoryProgress progress) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            boolean whole;
            try (Writer writer = new BufferedWriter(
                    new OutputStreamWriter(stream(Files.newOutputStream(unfinished)), StandardCharsets.UTF_8))) {
                whole = write(connection, progress, writer::write);
            }
            if (whole) {
                try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                move(unfinished);
            }
            return whole;
        } catch (NoSuchFileException nowhere) {
            throw new Anomaly.NotFound(file + ": there is no directory to make it in", Map.of(), nowhere);
        } catch (AccessDeniedException forbidden) {
            throw new Anomaly.Forbidden(file + ": this user may not write it", Map.of(), forbidden);
        } catch (FileAlreadyExistsException meanwhile) {
            throw new Anomaly.Conflict(
                    file + " is there already: name another file, or say --replace", Map.of(), meanwhile);
        } catch (IOException failure) {
            throw new Anomaly.Unavailable(file + " cannot be written: " + failure, Map.of(), failure);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private OutputStream stream(OutputStream plain) throws IOException {
        return file.toString().endsWith(PACKED) ? new GZIPOutputStream(plain, 1 << 16) : plain;
    }

    private void move(Path unfinished) throws IOException {
        if (!replace && Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        try {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException notHere) {
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Writes all; returns false when it was cancelled. */
    private boolean write(Connection connection, HistoryProgress progress, Sink sink) throws IOException {
        SystemEntities system = SystemEntities.read();
        long basis = connection.sync().t();
        ExportEnd end = ExportEnd.of(asOf);
        long last = end.lastT(basis);
        HistoryReader reader =
                HistoryReader.of(new ConnectedHistory(connection), system, leaveOut.names(), last + 1, true);
        Map<Keyword, Object> head = new LinkedHashMap<>();
        head.put(Keyword.of("format"), ExportText.FORMAT);
        head.put(Keyword.of("database"), connection.name());
        head.put(Keyword.of("t"), last);
        sink.write("#" + ExportText.EXPORT + " " + Edn.print(head) + "\n");
        progress.begin("exporting", 0, last);
        long omitted = 0;
        while (reader.hasNext()) {
            if (cancelled.getCount() == 0) {
                return false;
            }
            CopiedTransaction transaction = reader.next();
            if (end.isAfter(transaction)) {
                break;
            }
            omitted = reader.omitted();
            sink.write(ExportText.transaction(transaction));
            progress.copied(transaction.sum().count());
            progress.show(transaction.originalT());
        }
        leaveOut.tell(omitted, console());
        Map<Keyword, Object> tail = new LinkedHashMap<>();
        tail.put(Keyword.of("transactions"), progress.transactions());
        tail.put(Keyword.of("facts"), progress.facts());
        sink.write("#" + ExportText.END + " " + Edn.print(tail) + "\n");
        return true;
    }
}
