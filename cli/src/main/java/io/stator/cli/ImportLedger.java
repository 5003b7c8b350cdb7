package io.stator.cli;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.PulledEntity;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record, kept in the database itself, of how much of which file is in.
 *
 * <p>A file has an entity with the number of its forms that are in and the hash of those forms. Each transaction of an
 * import moves that number with {@code :db/cas}: so a batch is in exactly when the number says so, no batch gets in twice
 * nor before the one ahead of it, whatever fails. A file is known again by its forms, not by its name or place; that what
 * follows the forms that are in was mended or added since does not matter.
 */
final class ImportLedger {
    private static final String SCHEMA = """
            [{:db/ident :stator.import/file, :db/valueType :db.type/string, :db/cardinality :db.cardinality/one,
              :db/doc "The name of an imported file"}
             {:db/ident :stator.import/first, :db/valueType :db.type/uuid, :db/cardinality :db.cardinality/one,
              :db/doc "The hash of the first form of an imported file"}
             {:db/ident :stator.import/forms, :db/valueType :db.type/long, :db/cardinality :db.cardinality/one,
              :db/doc "How many forms of an imported file are in"}
             {:db/ident :stator.import/position, :db/valueType :db.type/uuid, :db/cardinality :db.cardinality/one,
              :db/doc "The hash of the forms of an imported file that are in"}
             {:db/ident :stator.import/source, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/one,
              :db/doc "The imported file that a transaction came from"}
             {:db/ident :stator.import/total, :db/valueType :db.type/long, :db/cardinality :db.cardinality/one,
              :db/doc "How many forms an imported file has, or one more than are in order"}]
            """;

    /** The namespace of its attributes, which are not shown among those of the user. */
    static final String NAMESPACE = "stator.import";

    private static final Keyword FILE = Keyword.of(NAMESPACE, "file");
    private static final Keyword FIRST = Keyword.of(NAMESPACE, "first");
    private static final Keyword FORMS = Keyword.of(NAMESPACE, "forms");
    private static final Keyword POSITION = Keyword.of(NAMESPACE, "position");
    private static final Keyword SOURCE = Keyword.of(NAMESPACE, "source");
    private static final Keyword TOTAL = Keyword.of(NAMESPACE, "total");
    private static final Keyword INSTANT = Keyword.of("db", "txInstant");
    private static final List<Keyword> PROGRESS = List.of(FORMS, POSITION, FILE, TOTAL);
    private static final String TRANSACTION = "datomic.tx";
    private static final long TRANSACTION_PARTITION = 3L << 42;

    /**
     * How far a file got in.
     *
     * @param entity the entity that says so
     * @param forms the number of forms that are in
     * @param position the hash of those forms
     * @param file the name that the file had
     * @param total how many forms the file had, 0 when that was not noted
     */
    record Entry(
            long entity,
            long forms,
            @Nullable UUID position,
            @Nullable String file,
            long total) {

        /** Returns whether some of its forms are in and others are not. */
        boolean isUnfinished() {
            return forms > 0 && forms < total;
        }
    }

    private final Connection connection;

    ImportLedger(Connection connection) {
        this.connection = connection;
    }

    /** Makes the attributes of the record when they are not there. */
    void install() {
        if (connection.db().entityId(TOTAL).isEmpty()) {
            connection.transact(TxData.parse(SCHEMA).and(TxData.of(sameInstant())));
        }
    }

    /** Installs attributes, if there are any to install. */
    void define(List<Object> definitions) {
        if (!definitions.isEmpty()) {
            connection.transact(TxData.of(definitions).and(TxData.of(sameInstant())));
        }
    }

    /** Returns the files that begin with a form. */
    List<Entry> entries(UUID first) {
        Database database = connection.db();
        List<Entry> entries = new ArrayList<>();
        for (Datom datom : database.datoms(Index.AVET, FIRST, first)) {
            entries.add(entry(database, datom.e()));
        }
        return entries;
    }

    /** Returns the files of a name of which some forms are in and others are not. */
    List<Entry> unfinished(String file) {
        Database database = connection.db();
        List<Entry> entries = new ArrayList<>();
        for (Datom datom : database.datoms(Index.AVET, FILE, file)) {
            Entry entry = entry(database, datom.e());
            if (entry.isUnfinished()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Entry entry(Database database, long entity) {
        PulledEntity progress = database.pull(PROGRESS, entity);
        return new Entry(
                entity,
                progress.get(FORMS) instanceof Long forms ? forms : 0,
                progress.get(POSITION) instanceof UUID position ? position : null,
                progress.get(FILE) instanceof String file ? file : null,
                progress.get(TOTAL) instanceof Long total ? total : 0);
    }

    /** Records a file of which nothing is in, and returns the entity that says so. */
    long create(String file, UUID first) {
        return connection
                .transact(TxData.of(
                        TxData.entity("source")
                                .with(FILE, file)
                                .with(FIRST, first)
                                .with(FORMS, 0L),
                        sameInstant()))
                .id("source");
    }

    /** Returns how many forms of a file are in. */
    long forms(long entity) {
        return connection.db().pull(PROGRESS, entity).get(FORMS) instanceof Long forms ? forms : 0;
    }

    /** Returns the forms that record, in the transaction of a batch, that the batch is in. */
    static List<Object> record(long entity, long from, long to, long total, UUID position) {
        return List.of(
                TxData.cas(entity, FORMS, from, to),
                TxData.add(entity, POSITION, position),
                TxData.add(entity, TOTAL, total),
                TxData.add(TRANSACTION, SOURCE, entity));
    }

    /** Returns the form that gives a transaction the instant of the one before, so that data of the past may still follow. */
    private Object sameInstant() {
        Database database = connection.db();
        Object instant = database.pull(List.of(INSTANT), TRANSACTION_PARTITION | database.t())
                .get(INSTANT);
        return TxData.entity(TRANSACTION).with(INSTANT, instant == null ? java.time.Instant.EPOCH : instant);
    }
}
