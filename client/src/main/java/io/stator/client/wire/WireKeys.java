package io.stator.client.wire;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;

/** The keys of the maps that requests and answers are. */
public final class WireKeys {
    /** The id of a request that is to be ended. */
    public static final Keyword REQUEST = Keyword.of("request");

    /** The tag of an instant, as text, that is not one of a whole millisecond; Stator's own. */
    public static final Symbol FINE_INSTANT = Symbol.of("stator", "instant");

    /** The operation of a request. */
    public static final Keyword OP = Keyword.of("op");

    /** The name of a database. */
    public static final Keyword DB_NAME = Keyword.of("db-name");

    /** The id of a database, which no other has, not even of the same name. */
    public static final Keyword DATABASE_ID = Keyword.of("database-id");

    /** The basis of a database value. */
    public static final Keyword T = Keyword.of("t");

    /** The t that comes next. */
    public static final Keyword NEXT_T = Keyword.of("next-t");

    /** The time point that a database value is as of. */
    public static final Keyword AS_OF = Keyword.of("as-of");

    /** The time point that a database value is since. */
    public static final Keyword SINCE = Keyword.of("since");

    /** Whether a database value is a history. */
    public static final Keyword HISTORY = Keyword.of("history");

    /** What stands for a speculative database value, or for the rest of an answer. */
    public static final Keyword NEXT_TOKEN = Keyword.of("next-token");

    /** How many items of an answer there have been. */
    public static final Keyword NEXT_OFFSET = Keyword.of("next-offset");

    /** How many items a chunk has. */
    public static final Keyword CHUNK = Keyword.of("chunk");

    /** How many items are left out at the beginning. */
    public static final Keyword OFFSET = Keyword.of("offset");

    /** How many items are wanted. */
    public static final Keyword LIMIT = Keyword.of("limit");

    /** How long an answer may take, in milliseconds. */
    public static final Keyword TIMEOUT = Keyword.of("timeout");

    /** The id of a transaction, by which it is known when it comes again. */
    public static final Keyword TX_ID = Keyword.of("tx-id");

    /** The forms of a transaction, or the datoms it added. */
    public static final Keyword TX_DATA = Keyword.of("tx-data");

    /** What the temporary ids of a transaction became. */
    public static final Keyword TEMPIDS = Keyword.of("tempids");

    /** The database value before a transaction. */
    public static final Keyword DB_BEFORE = Keyword.of("db-before");

    /** The database value after a transaction. */
    public static final Keyword DB_AFTER = Keyword.of("db-after");

    /** Newer database values that an answer tells of. */
    public static final Keyword DBS = Keyword.of("dbs");

    /** A query. */
    public static final Keyword QUERY = Keyword.of("query");

    /** The inputs of a query. */
    public static final Keyword ARGS = Keyword.of("args");

    /** A pull pattern. */
    public static final Keyword SELECTOR = Keyword.of("selector");

    /** An entity. */
    public static final Keyword EID = Keyword.of("eid");

    /** An index. */
    public static final Keyword INDEX = Keyword.of("index");

    /** Where an index pull or a range starts. */
    public static final Keyword START = Keyword.of("start");

    /** Where a range ends. */
    public static final Keyword END = Keyword.of("end");

    /** Whether an index pull goes backward. */
    public static final Keyword REVERSE = Keyword.of("reverse");

    /** An attribute. */
    public static final Keyword ATTRID = Keyword.of("attrid");

    /** The entity of an index. */
    public static final Keyword E = Keyword.of("e");

    /** The attribute of an index. */
    public static final Keyword A = Keyword.of("a");

    /** The value of an index. */
    public static final Keyword V = Keyword.of("v");

    /** The transaction of an index, after the other parts. */
    public static final Keyword TX = Keyword.of("tx");

    /** What to do to a system. */
    public static final Keyword ACTION = Keyword.of("action");

    /** The one value of an answer. */
    public static final Keyword RESULT = Keyword.of("result");

    /** The items of an answer. */
    public static final Keyword DATA = Keyword.of("data");

    /** How many items the chunks of an answer have together. */
    public static final Keyword COUNT = Keyword.of("count");

    /** What is told about an answer beside its items. */
    public static final Keyword METADATA = Keyword.of("metadata");

    /** What became of a transaction: {@link #WRITTEN}, {@link #NOT_WRITTEN} or {@link #NOT_YET_KNOWN}. */
    public static final Keyword STATUS = Keyword.of("status");

    /** That a transaction is written and durable, with its {@link #T}. */
    public static final Keyword WRITTEN = Keyword.of("written");

    /** That a transaction is not written. */
    public static final Keyword NOT_WRITTEN = Keyword.of("not-written");

    /** That it is not known yet whether a transaction is written, with its {@link #REASON}. */
    public static final Keyword NOT_YET_KNOWN = Keyword.of("not-yet-known");

    /** Why something is not known, for people. */
    public static final Keyword REASON = Keyword.of("reason");

    /** What statistics of reading are asked for under. */
    public static final Keyword IO_CONTEXT = Keyword.of("io-context");

    /** Statistics of reading. */
    public static final Keyword IO_STATS = Keyword.of("io-stats");

    /** What a call returned, beside statistics. */
    public static final Keyword RET = Keyword.of("ret");

    /** Whether statistics of a query are asked for; these statistics. */
    public static final Keyword QUERY_STATS = Keyword.of("query-stats");

    private WireKeys() {}
}
