package io.stator.cli;

import io.stator.Anomaly;
import io.stator.cli.FormSurvey.Kind;
import io.stator.cli.ImportBatch.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads files into batches on a thread of its own, some batches ahead of those who transact them.
 *
 * <p>Each file is read twice: {@link FileScan} finds the groups of forms that must be in one transaction, then the groups
 * are put together in batches. Groups are in one batch only when that comes to the same as one transaction for each:
 * when none depends on more of the database than names it uses, and no name in one means something else once those
 * before it are in. What only the database can tell is left to the {@link Importer}.
 */
final class BatchReader implements AutoCloseable {
    /** What comes out of the reader. */
    sealed interface Item {}

    /** A batch to transact. */
    record Ready(ImportBatch batch) implements Item {}

    /** All of a file was read; some of its forms were in before; the bytes are those of this file and the ones before. */
    record FileEnd(ImportFile file, long forms, long formsBefore, long bytes) implements Item {}

    /** Something that is worth a line. */
    record Notice(String text) implements Item {}

    /** Reading ended, early when something went wrong. */
    record End(@Nullable Throwable failure) implements Item {}

    /** The batches that may be ready and wait. */
    static final int BATCHES_AHEAD_MAX = 16;

    /** The characters of text that the batches may come from that are ready or under way, except for a single batch. */
    static final int CHARACTERS_AHEAD_MAX = 64 << 20;

    /** The characters from which on a batch is full. */
    static final int BATCH_CHARACTERS_MAX = 4 << 20;

    private final List<ImportFile> files;
    private final int batchSize;
    private final ImportLedger ledger;
    private final FileForms opener;
    private final Supplier<KnownAttributes> knowledge;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD_MAX);
    private final Semaphore ahead = new Semaphore(CHARACTERS_AHEAD_MAX);
    private final AtomicLong fileBytesRead = new AtomicLong();
    private final Set<UUID> beginnings = new HashSet<>();
    private final Thread thread;
    private long bytesBefore;

    /**
     * Makes a reader.
     *
     * @param opener opens the files
     * @param knowledge gives what is known of attributes before the first file is read
     */
    BatchReader(
            List<ImportFile> files,
            int batchSize,
            ImportLedger ledger,
            FileForms opener,
            Supplier<KnownAttributes> knowledge) {
        this.files = files;
        this.batchSize = batchSize;
        this.ledger = ledger;
        this.opener = opener;
        this.knowledge = knowledge;
        this.thread = new Thread(this::readAll, "stator-import-reader");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Returns the next item, or null when there is none for so long. */
    @Nullable
    Item next(long milliseconds) throws InterruptedException {
        return queue.poll(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Says that a batch, or a part of one, is not in memory any more. */
    void release(ImportBatch batch) {
        ahead.release(batch.weight());
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void readAll() {
        Throwable failure = null;
        try {
            KnownAttributes known = knowledge.get();
            for (ImportFile file : files) {
                read(file, known);
                bytesBefore += file.bytes();
            }
        } catch (InterruptedException nobodyWants) {
            return;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError problem) {
            failure = problem;
        }
        try {
            queue.put(new End(failure));
        } catch (InterruptedException nobodyWants) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(ImportFile file, KnownAttributes known) throws InterruptedException {
        FileScan scan;
        try (FormStream stream = open(file)) {
            scan = FileScan.of(file, stream, this::beginningWith, known);
        }
        ImportLedger.Entry inAlready = scan.inAlready();
        long before = inAlready == null ? 0 : inAlready.forms();
        if (before == 0 && scan.usable() > 0) {
            requireNoneBegun(file, scan);
        }
        if (scan.changedForms() > 0) {
            queue.put(new Notice(
                    file.name() + ": " + scan.changedForms() + " forms of a file of this name are in, and this"
                            + " one does not begin with all of them: it is taken for another file, and all that it says is"
                            + " transacted"));
        }
        long forms = scan.usable();
        if (scan.first() != null && before < forms) {
            try (FormStream stream = open(file)) {
                while (stream.count() < before && stream.advance()) {
                    continue;
                }
                new Batches(
                                new Source(
                                        file, scan.first(), scan.total(), inAlready == null ? 0 : inAlready.entity()),
                                stream,
                                scan,
                                known)
                        .readAll();
            } catch (EndedEarly change) {
                throw changed(file);
            }
        }
        if (scan.problem() != null) {
            throw scan.problem();
        }
        if (file.isChanged()) {
            throw changed(file);
        }
        queue.put(new FileEnd(file, forms, before, bytesBefore + file.bytes()));
    }

    private List<ImportLedger.Entry> beginningWith(UUID first) throws InterruptedException {
        if (!beginnings.add(first)) {
            awaitTransactions();
        }
        return ledger.entries(first);
    }

    private void awaitTransactions() throws InterruptedException {
        ahead.acquire(CHARACTERS_AHEAD_MAX);
        ahead.release(CHARACTERS_AHEAD_MAX);
    }

    /** Refuses a file that has taken the place of one whose import ended early: what is in would get in a second time. */
    private void requireNoneBegun(ImportFile file, FileScan scan) throws InterruptedException {
        if (ledger.unfinished(file.name()).isEmpty()) {
            return;
        }
        // one of the same name, in another directory, may be under way
        awaitTransactions();
        for (ImportLedger.Entry entry : ledger.unfinished(file.name())) {
            if (scan.problem() != null && scan.usable() < entry.forms()) {
                throw scan.problem(); // it may begin with them, once that is mended
            }
            throw new Anomaly.Conflict(
                    file.name() + ": an import of a file of this name ended early with " + entry.forms()
                            + " forms in, and this file does not begin with them: if it was changed since, or is read by another mapping,"
                            + " put back what was and run the same command again; to load all of it anew, or if it is another file,"
                            + " give it another name");
        }
    }

    private FormStream open(ImportFile file) {
        return new FormStream(opener.open(file, fileBytesRead), "stator import " + file.repeat());
    }

    private static Anomaly changed(ImportFile file) {
        return new Anomaly.Conflict(file.name()
                + ": the file was changed while it was imported: run the same command again once it stays as it is");
    }

    /** A file has fewer forms than when it was read before. */
    private static final class EndedEarly extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The batches of a file. */
    private final class Batches {
        private final Source source;
        private final FormStream stream;
        private final FileScan scan;
        private final KnownAttributes known;
        private Filling batch;
        private long taken;

        Batches(Source source, FormStream stream, FileScan scan, KnownAttributes known) {
            this.source = source;
            this.stream = stream;
            this.scan = scan;
            this.known = known;
            this.taken = stream.count();
            this.batch = new Filling(source, stream.chain(), taken);
        }

        void readAll() throws InterruptedException {
            while (stream.count() < scan.usable()) {
                long from = stream.characters();
                FormGroup group = group(from);
                if (!batch.takes(group)) {
                    flush();
                }
                batch.add(group, stream.characters() - from);
                taken += group.forms().size();
            }
            flush();
        }

        private void flush() throws InterruptedException {
            if (batch.size() > 0) {
                if (source.file().isChanged()) {
                    throw changed(source.file());
                }
                ImportBatch ready = batch.ready();
                ahead.acquire(ready.weight());
                queue.put(new Ready(ready));
                batch = new Filling(source, stream.chain(), taken);
            }
        }

        private FormGroup group(long charactersBefore) throws InterruptedException {
            int first = (int) stream.count();
            int transaction = scan.transactions().from(first);
            boolean whole = transaction < scan.transactions().size()
                    && scan.transactions().first(transaction) <= first;
            int last = whole ? scan.transactions().last(transaction) : first;
            int shared = scan.shared().from(first);
            if (shared < scan.shared().size() && scan.shared().first(shared) <= first) {
                last = scan.shared().last(shared);
            }
            FormGroup group = new FormGroup(whole);
            while (stream.count() <= last) {
                Object form = stream.next();
                if (form == null) {
                    throw new EndedEarly();
                }
                group.add(form, stream.line(), FormSurvey.of(form, known));
                if (stream.characters() - charactersBefore > FileScan.TRANSACTION_CHARACTERS_MAX && first < last) {
                    flush();
                    throw new Anomaly.Incorrect(source.name() + " line " + group.firstLine() + ": " + (last - first + 1)
                            + " forms from here on are tied by temporary ids and would be one transaction, which must have at"
                            + " most " + FileScan.TRANSACTION_CHARACTERS_MAX
                            + " characters: put forms that share an id next"
                            + " to each other, or use an identity attribute and lookup refs instead; nothing of it was"
                            + " written");
                }
            }
            return group;
        }
    }

    /** A batch that is being filled. */
    private final class Filling {
        private final Source source;
        private final long from;
        private final FormChain before;
        private final FormChain chain;
        private final List<Object> forms = new ArrayList<>();
        private final IntStream.Builder lines = IntStream.builder();
        private final IntStream.Builder groups = IntStream.builder();
        private final Set<List<Object>> names = new HashSet<>();
        private final Set<Object> moved = new HashSet<>();
        private final Set<Object> blind = new HashSet<>();
        private final List<List<Object>> contested = new ArrayList<>();
        private @Nullable Kind kind;
        private long characters;

        Filling(Source source, FormChain chain, long from) {
            this.source = source;
            this.from = from;
            this.before = chain.copy();
            this.chain = chain;
        }

        int size() {
            return forms.size();
        }

        boolean takes(FormGroup group) {
            if (forms.isEmpty()) {
                return true;
            }
            return kind == group.kind()
                    && kind != Kind.ALONE
                    && forms.size() + group.forms().size() <= batchSize
                    && characters < BATCH_CHARACTERS_MAX
                    && !group.dependsOn(names, moved, blind);
        }

        void add(FormGroup group, long charactersMore) {
            groups.add(forms.size());
            forms.addAll(group.forms());
            group.forms().forEach(chain::add);
            for (int line : group.lines()) {
                lines.add(line);
            }
            names.addAll(group.names());
            moved.addAll(group.moved());
            blind.addAll(group.blind());
            contested.addAll(group.contested());
            kind = group.kind();
            characters += charactersMore;
        }

        ImportBatch ready() {
            contested.removeIf(name -> !moved.contains(name.get(0)));
            return new ImportBatch(
                    source,
                    from,
                    forms,
                    lines.build().toArray(),
                    groups.build().toArray(),
                    contested,
                    (int) Math.max(1, Math.min(CHARACTERS_AHEAD_MAX, characters)),
                    before,
                    chain.position(),
                    bytesBefore + fileBytesRead.get());
        }
    }
}
