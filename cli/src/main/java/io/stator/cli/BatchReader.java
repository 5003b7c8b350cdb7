package io.stator.cli;

import io.stator.cli.ImportBatch.Source;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads files into batches on a thread of its own, some batches ahead of those who transact them. */
final class BatchReader implements AutoCloseable {
    /** What comes out of the reader. */
    sealed interface Item {}

    /** A batch to transact. */
    record Ready(ImportBatch batch) implements Item {}

    /** All of a file was read; some of its forms were in before; the bytes are those of this file and the ones before. */
    record FileEnd(ImportFile file, long forms, long formsBefore, long bytes) implements Item {}

    /** Reading ended, early when something went wrong. */
    record End(@Nullable Throwable failure) implements Item {}

    /** The batches that may be ready and wait. */
    static final int BATCHES_AHEAD_MAX = 16;

    /** How many times its size a batch may grow while forms that share temporary ids with it follow. */
    static final int OVERRUN_MAX = 10;

    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final int ATTRIBUTE_POSITION = 2;

    private final List<ImportFile> files;
    private final int batchSize;
    private final ImportLedger ledger;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD_MAX);
    private final AtomicLong fileBytesRead = new AtomicLong();
    private final Thread thread;
    private long bytesBefore;

    /** Makes a reader and starts it. */
    BatchReader(List<ImportFile> files, int batchSize, ImportLedger ledger) {
        this.files = files;
        this.batchSize = batchSize;
        this.ledger = ledger;
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

    @Override
    public void close() {
        thread.interrupt();
    }

    private void readAll() {
        Throwable failure = null;
        try {
            for (ImportFile file : files) {
                read(file);
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

    private void read(ImportFile file) throws InterruptedException {
        String seed = "stator import " + file.repeat();
        FormStream stream = FormStream.open(file, seed, fileBytesRead);
        try {
            if (!advance(stream)) {
                queue.put(new FileEnd(file, 0, 0, bytesBefore + file.bytes()));
                return;
            }
            UUID first = stream.chain().position();
            ImportLedger.Entry known = furthest(stream, ledger.entries(first));
            long before = known == null ? 0 : known.forms();
            if (stream.count() != before) {
                stream.close();
                stream = FormStream.open(file, seed, fileBytesRead);
                while (stream.count() < before) {
                    advance(stream);
                }
            }
            long forms = batches(new Source(file, first, known == null ? 0 : known.entity()), stream);
            queue.put(new FileEnd(file, forms, before, bytesBefore + file.bytes()));
        } finally {
            stream.close();
        }
    }

    private static boolean advance(FormStream stream) {
        Object form = stream.next();
        if (form != null) {
            stream.chain().add(form);
        }
        return form != null;
    }

    /** Reads up to the furthest entry whose forms are those of the stream, and returns it. */
    private static ImportLedger.@Nullable Entry furthest(FormStream stream, List<ImportLedger.Entry> entries) {
        ImportLedger.Entry furthest = null;
        long last = entries.stream().mapToLong(ImportLedger.Entry::forms).max().orElse(0);
        List<ImportLedger.Entry> byForms = entries.stream()
                .sorted(Comparator.comparingLong(ImportLedger.Entry::forms))
                .toList();
        for (ImportLedger.Entry entry : byForms) {
            if (entry.forms() == 0) {
                furthest = entry;
            }
        }
        boolean more = true;
        while (more && stream.count() <= last) {
            for (ImportLedger.Entry entry : byForms) {
                if (entry.forms() == stream.count() && stream.chain().position().equals(entry.position())) {
                    furthest = entry;
                }
            }
            more = stream.count() < last && advance(stream);
        }
        return furthest;
    }

    /** Puts the rest of a stream into the queue and returns the number of all its forms. */
    private long batches(Source source, FormStream stream) throws InterruptedException {
        Filling batch = new Filling(source, stream.count(), stream.chain());
        boolean defining = false;
        try {
            for (Object form = stream.next(); form != null; form = stream.next()) {
                boolean defines = defines(form);
                boolean full = batch.size() >= batchSize
                        && (!batch.isMeantBy(form) || batch.size() >= batchSize * (long) OVERRUN_MAX);
                if (full || (defining && !defines)) {
                    queue.put(batch.ready());
                    batch = new Filling(source, stream.count() - 1, stream.chain());
                }
                batch.add(form, stream.line());
                defining = defines;
            }
        } catch (RuntimeException malformed) {
            if (batch.size() > 0) {
                queue.put(batch.ready());
            }
            throw malformed;
        }
        if (batch.size() > 0) {
            queue.put(batch.ready());
        }
        return stream.count();
    }

    /** A batch that is being read. */
    private final class Filling {
        private final Source source;
        private final long from;
        private final FormChain before;
        private final FormChain chain;
        private final List<Object> forms = new ArrayList<>();
        private final IntStream.Builder lines = IntStream.builder();
        private final Set<Object> tempids = new HashSet<>();

        Filling(Source source, long from, FormChain chain) {
            this.source = source;
            this.from = from;
            this.before = chain.copy();
            this.chain = chain;
        }

        int size() {
            return forms.size();
        }

        void add(Object form, int line) {
            chain.add(form);
            forms.add(form);
            lines.add(line);
            if (entity(form) instanceof String tempid) {
                tempids.add(tempid);
            }
        }

        /** Returns whether a form mentions a temporary id of the batch: in another transaction that would be another entity. */
        boolean isMeantBy(Object form) {
            if (tempids.isEmpty()) {
                return false;
            }
            Collection<?> parts = form instanceof Map<?, ?> map ? map.values() : (List<?>) form;
            for (Object part : parts) {
                if (tempids.contains(part)
                        || (part instanceof Collection<?> several
                                && several.stream().anyMatch(tempids::contains))) {
                    return true;
                }
            }
            return false;
        }

        Ready ready() {
            return new Ready(new ImportBatch(
                    source,
                    from,
                    forms,
                    lines.build().toArray(),
                    before,
                    chain.position(),
                    bytesBefore + fileBytesRead.get()));
        }
    }

    private static @Nullable Object entity(Object form) {
        if (form instanceof Map<?, ?> map) {
            return map.get(ID);
        }
        return form instanceof List<?> list && list.size() > 1 ? list.get(1) : null;
    }

    /** Returns whether a form names an entity: the forms after it may mean it by that name only in another transaction. */
    private static boolean defines(Object form) {
        if (form instanceof Map<?, ?> map) {
            return map.containsKey(IDENT);
        }
        return form instanceof List<?> list
                && list.size() > ATTRIBUTE_POSITION
                && ADD.equals(list.get(0))
                && IDENT.equals(list.get(ATTRIBUTE_POSITION));
    }
}
