package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What was said when: the log of a database, and the history of an entity. */
final class TimeTable {
    /** The most datoms of an entity's history. */
    static final int HISTORY_DATOMS_MAX = 1_000_000;

    private static final Keyword INSTANT = Keyword.of("db", "txInstant");
    private static final List<String> LOG = List.of("t", "time", "e", "a", "v", "added");
    private static final List<String> HISTORY = List.of("t", "time", "attribute", "value", "added");
    private static final long COUNTER_MASK = (1L << 42) - 1;

    private TimeTable() {}

    /** Writes the datoms of transactions, oldest first, and returns what was left out. */
    static void log(
            Connection connection,
            @Nullable TimePoint from,
            @Nullable TimePoint to,
            long limit,
            Format format,
            Console console) {
        Database database = connection.db();
        AttributeNames names = new AttributeNames(database);
        long instant = database.entityId(INSTANT).orElseThrow();
        Cut<Transaction> transactions =
                new Cut<>(connection.transactions(from, to).limit(Results.NO_LIMIT), limit);
        Iterable<List<Object>> rows = () -> new Iterators.Flat<>(transactions.iterator(), transaction -> {
            Object time = time(transaction.data(), instant);
            List<List<Object>> lines = new ArrayList<>();
            for (Datom datom : transaction.data()) {
                lines.add(List.of(transaction.t(), time, datom.e(), names.of(datom.a()), datom.v(), datom.added()));
            }
            return lines.iterator();
        });
        format.write(Answer.named(LOG, rows), console);
        transactions.tell(console, "say from where on (--from T), or how many transactions (--limit N, -1 for all)");
    }

    /** Returns what a transaction says of its time; those that made the database say nothing. */
    private static Object time(List<Datom> datoms, long instant) {
        return datoms.stream()
                .filter(datom -> datom.a() == instant && datom.e() == datom.tx())
                .findFirst()
                .<Object>map(Datom::v)
                .orElse("");
    }

    /** Writes all that was ever said about an entity, oldest first. */
    static void history(Database database, Object entity, Format format, Console console) {
        long id = existing(database.history(), database, entity);
        AttributeNames names = new AttributeNames(database);
        Map<Long, Object> times = new HashMap<>();
        Cut<Datom> all = new Cut<>(database.history().datoms(Index.EAVT, id), HISTORY_DATOMS_MAX);
        List<Datom> datoms = new ArrayList<>();
        all.forEach(datoms::add);
        datoms.sort(Comparator.comparingLong(Datom::tx).thenComparing(Datom::added));
        List<List<Object>> rows = new ArrayList<>();
        for (Datom datom : datoms) {
            Object time = times.computeIfAbsent(datom.tx(), tx -> {
                Object instant = database.pull(List.of(INSTANT), tx).get(INSTANT);
                return instant == null ? "" : instant;
            });
            rows.add(List.of(datom.tx() & COUNTER_MASK, time, names.of(datom.a()), datom.v(), datom.added()));
        }
        format.write(Answer.named(HISTORY, rows), console);
        all.tell(console, "ask for single attributes with a query of the history");
    }

    /** Returns the id of an entity of which something is said. */
    static long existing(Database database, Object entity) {
        return existing(database, database, entity);
    }

    private static long existing(Database datoms, Database names, Object entity) {
        OptionalLong id = names.entityId(entity);
        boolean isThere = id.isPresent()
                && (datoms.datoms(Index.EAVT, id.getAsLong()).limit(1).stream()
                                .findAny()
                                .isPresent()
                        || datoms.datoms(Index.VAET, id.getAsLong()).limit(1).stream()
                                .findAny()
                                .isPresent());
        if (!isThere) {
            throw new Anomaly.NotFound("there is no such entity: entity=" + io.stator.edn.Edn.print(entity));
        }
        return id.getAsLong();
    }
}
