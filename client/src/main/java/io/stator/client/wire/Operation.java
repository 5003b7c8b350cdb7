package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client can ask of a server.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public enum Operation {
    /** Finds the id of a database. */
    RESOLVE_DB(Kind.CATALOG, true),
    /** Lists the names of the databases. */
    LIST_DBS(Kind.CATALOG, true),
    /** Creates a database. */
    CREATE_DB(Kind.CATALOG, false),
    /** Deletes a database. */
    DELETE_DB(Kind.CATALOG, false),
    /** Does what keeps a database in order. */
    ADMINISTER_SYSTEM(Kind.CATALOG, true),
    /** Tells the newest t of a database. */
    STATUS(Kind.VALUE, true),
    /** Writes a transaction. */
    TRANSACT(Kind.VALUE, false),
    /** Gives a database value to begin a chain of speculative transactions. */
    WITH_DB(Kind.VALUE, true),
    /** Tells what a transaction would do. */
    WITH(Kind.VALUE, true),
    /** Runs a query. */
    Q(Kind.CHUNKS, true),
    /** Pulls an entity. */
    PULL(Kind.VALUE, true),
    /** Pulls along an index. */
    INDEX_PULL(Kind.CHUNKS, true),
    /** Reads an index. */
    DATOMS(Kind.CHUNKS, true),
    /** Reads a range of the values of an attribute. */
    INDEX_RANGE(Kind.CHUNKS, true),
    /** Reads the log. */
    TX_RANGE(Kind.CHUNKS, true),
    /** Counts the datoms. */
    DB_STATS(Kind.VALUE, true),
    /** Asks for the next chunk of an answer. */
    NEXT(Kind.CHUNKS, true),
    /** Tells what became of a transaction that was submitted with an id; Stator's own. */
    SUBMISSION(Kind.STATOR, true),
    /** Waits until what was excised is erased; Stator's own. */
    SYNC_EXCISE(Kind.STATOR, true),
    /** Lets go of the rest of an answer; Stator's own. */
    RELEASE(Kind.STATOR, true),
    /** Ends the work on another request of the same key, which nobody waits for any more; Stator's own. */
    CANCEL(Kind.STATOR, true);

    private enum Kind {
        CATALOG,
        VALUE,
        CHUNKS,
        STATOR
    }

    private static final String CATALOG_NAMESPACE = "datomic.catalog";
    private static final String DATABASE_NAMESPACE = "datomic.client.protocol/";
    private static final String STATOR_NAMESPACE = "stator";
    private static final Map<Object, Operation> BY_KEYWORD = byKeyword();

    private final Kind kind;
    private final boolean idempotent;
    private final Keyword keyword;

    Operation(Kind kind, boolean idempotent) {
        this.kind = kind;
        this.idempotent = idempotent;
        String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.keyword = switch (kind) {
            case CATALOG -> Keyword.of(CATALOG_NAMESPACE, text);
            case STATOR -> Keyword.of(STATOR_NAMESPACE, text);
            case VALUE, CHUNKS -> Keyword.of(text);
        };
    }

    private static Map<Object, Operation> byKeyword() {
        Map<Object, Operation> all = new HashMap<>();
        for (Operation operation : values()) {
            all.put(operation.keyword, operation);
        }
        return all;
    }

    /** Returns what names it in a request, such as {@code :q} or {@code :datomic.catalog/list-dbs}. */
    public Keyword keyword() {
        return keyword;
    }

    /** Returns what names it in a header, such as {@code datomic.client.protocol/q}. */
    public String headerName() {
        return keyword.namespace() == null ? DATABASE_NAMESPACE + keyword.name() : keyword.qualifiedName();
    }

    /** Returns whether it does the same when it is done twice, so that a client may ask again when it does not know whether it was. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /** Returns whether its answer comes in chunks. */
    public boolean isChunked() {
        return kind == Kind.CHUNKS;
    }

    /**
     * Returns the operation that a request names.
     *
     * @throws Anomaly.Unsupported when there is none of this name
     */
    public static Operation of(@Nullable Object keyword) {
        Operation operation = BY_KEYWORD.get(keyword);
        if (operation == null) {
            throw new Anomaly.Unsupported(":op must be an operation of this server: op=" + Edn.describe(keyword));
        }
        return operation;
    }
}
