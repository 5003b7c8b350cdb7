package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import io.stator.spi.ResultOptions;
import io.stator.spi.UnicodeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The forms of one transaction, made from typed entities and forms, plain lists and maps, or EDN text; immutable.
 *
 * <p>The static methods that make forms ({@link #entity}, {@link #lookup}, {@link #add}, ...) are meant to be imported
 * statically.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/transactions.md}, or {@code stator help manual transactions}.
 */
public final class TxData {
    private static final Keyword FORMS = Keyword.of("tx-data");
    private static final Keyword SUBMISSION_ID = Keyword.of("submission-id");
    private static final Keyword IO_CONTEXT = Keyword.of("io-context");
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword CAS = Keyword.of("db", "cas");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");

    /** The greatest length of a submission id. */
    public static final int SUBMISSION_ID_LENGTH_MAX = 256;

    private final List<@Nullable Object> forms;
    private final @Nullable String submissionId;
    private final @Nullable Keyword ioContext;

    private TxData(List<@Nullable Object> forms) {
        this(Collections.unmodifiableList(forms), null, null);
    }

    private TxData(List<@Nullable Object> forms, @Nullable String submissionId, @Nullable Keyword ioContext) {
        this.forms = forms;
        this.submissionId = submissionId;
        this.ioContext = ioContext;
    }

    /**
     * Returns a transaction of forms: each an {@link EntityData}, a {@link TxForm}, a list, a map, or a record.
     *
     * <p>A record is an entity. Its components say the attributes of their names in the namespace of the record's, unless {@link Ident} and {@link
     * Namespace} say others; absent ones ({@code @Nullable}, {@code Optional}) say nothing, collections say many values, records the parts of the entity, or
     * others:
     *
     * <pre>{@code
     * record Movie(String title, int releaseYear, Set<Genre> genres, Optional<String> tagline) {}
     *
     * TxData.of(new Movie("Repo Man", 1984, Set.of(Genre.COMEDY), Optional.empty()));
     * // [{:movie/title "Repo Man", :movie/release-year 1984, :movie/genres [:genre/comedy]}]
     * }</pre>
     *
     * <p>What it says is read back by {@code db.pull(Pull.of(Movie.class), entity).as(Movie.class)} as an equal record; what could not be is refused. The
     * values of an attribute have no order: a list comes back in that of the index. A transaction adds: what a record leaves out, and values of a collection that
     * were said before, stay as they are. Without a component for {@code :db/id} or an attribute that is an identity each record is a new entity;
     * {@code entity("repo").with(record)} gives it a temporary id.
     *
     * @throws Anomaly.Incorrect when the forms are null, nested too deep, or cannot be read, or a record holds what it could not be read back with; what they say is checked by the database
     */
    public static TxData of(@Nullable Object... forms) {
        Require.array(forms, "forms");
        return of(Arrays.asList(forms));
    }

    /**
     * Returns a transaction of forms: each an {@link EntityData}, a {@link TxForm}, a list or a map. They are copied.
     *
     * @throws Anomaly.Incorrect when the forms are null, nested too deep, or cannot be read; what they say is checked by the database
     */
    public static TxData of(Collection<?> forms) {
        return new TxData(Forms.freezeAll(Require.present(forms, "forms")));
    }

    /**
     * Returns the transaction written in EDN: one collection of forms, or a map as {@link #ofArguments} takes it.
     *
     * @throws Anomaly.Incorrect when the text is malformed, naming line and column
     */
    public static TxData parse(String edn) {
        Object form;
        try {
            form = Edn.read(Require.present(edn, "edn"));
        } catch (EdnException malformed) {
            throw EdnErrors.incorrect("transaction data", malformed);
        }
        if (form instanceof Collection<?> collection) {
            return of(collection);
        }
        if (form instanceof Map<?, ?> map) {
            if (map.containsKey(FORMS)) {
                return ofArguments(map);
            }
            throw Anomaly.incorrect(
                    "not-transaction-data",
                    "Transaction data must be a collection of forms, got one map: put it into [ ]");
        }
        throw Anomaly.incorrect(
                "not-transaction-data", "Transaction data must be a collection of forms, got " + Edn.describe(form));
    }

    /**
     * Returns the transaction of an argument map as the Client API has it: {@code :tx-data}, a collection of forms, and
     * {@code :submission-id}, a string or a UUID, and {@code :io-context}, a keyword (see {@link #withIoContext}), when there are such. Keys may be
     * strings such as {@code ":tx-data"}.
     *
     * @throws Anomaly.Incorrect when there is another key, no {@code :tx-data}, or an id that is none
     */
    public static TxData ofArguments(Map<?, ?> arguments) {
        TxData txData = null;
        Object id = null;
        Object context = null;
        for (Map.Entry<?, ?> entry : Require.present(arguments, "arguments").entrySet()) {
            Object key = entry.getKey() instanceof String name ? Forms.attributeName(name) : entry.getKey();
            Object value = entry.getValue();
            if (FORMS.equals(key)) {
                txData = value instanceof Collection<?> forms ? of(forms) : null;
            } else if (SUBMISSION_ID.equals(key)) {
                id = value;
            } else if (IO_CONTEXT.equals(key)) {
                context = value;
            } else {
                throw Anomaly.incorrect(
                        "not-transaction-data",
                        "a key of the arguments must be :tx-data, :submission-id or :io-context: key="
                                + Edn.describe(key));
            }
        }
        if (txData == null) {
            throw Anomaly.incorrect(
                    "not-transaction-data",
                    "the arguments must have :tx-data, a collection of forms: " + Edn.describe(arguments));
        }
        if (id != null && !(id instanceof String || id instanceof UUID)) {
            throw new Anomaly.Incorrect(":submission-id must be a string or a UUID: submission-id=" + Edn.describe(id));
        }
        TxData named = context == null ? txData : txData.withIoContext(context);
        return id == null ? named : named.withSubmissionId(id.toString());
    }

    /**
     * Returns this transaction with an id that makes it safe to submit it again, when it is not known whether it was
     * written: it is applied once, and a repetition, even after a restart, is answered with what it did then. An id is
     * remembered for a day, or 10,000 transactions with ids; what is repeated under it must have the same forms, or else
     * it is a {@link Anomaly.Conflict}. A transaction that failed may be submitted again under its id. The databases of the
     * answer to a repetition are the newest one as of then.
     *
     * @param id 1 to {@value #SUBMISSION_ID_LENGTH_MAX} characters that no other transaction uses, such as a random UUID
     * @throws Anomaly.Incorrect when it is empty, too long, or has a surrogate without its partner
     */
    public TxData withSubmissionId(String id) {
        if (Require.present(id, "id").isEmpty() || id.length() > SUBMISSION_ID_LENGTH_MAX) {
            throw new Anomaly.Incorrect("a submission id must have 1 to " + SUBMISSION_ID_LENGTH_MAX
                    + " characters: length=" + id.length());
        }
        UnicodeText.require(id, "a submission id");
        return new TxData(forms, id, ioContext);
    }

    /**
     * Returns this transaction with an id, see {@link #withSubmissionId(String)}.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public TxData withSubmissionId(UUID id) {
        return withSubmissionId(Require.present(id, "id").toString());
    }

    /**
     * Returns this transaction with a name for what is read to apply it, which {@link TxReport#ioStats} then tells under it.
     *
     * @param context a keyword with a namespace, or a string such as {@code ":import/films"}
     * @throws Anomaly.Incorrect when it is something else
     */
    public TxData withIoContext(Object context) {
        return new TxData(forms, submissionId, ResultOptions.context(Require.present(context, "context")));
    }

    /** Returns what is told under which was read to apply it; empty when nobody asks. Never fails. */
    public Optional<Keyword> ioContext() {
        return Optional.ofNullable(ioContext);
    }

    /** Returns the id under which this transaction is submitted. Never fails. */
    public Optional<String> submissionId() {
        return Optional.ofNullable(submissionId);
    }

    /**
     * Returns a transaction that installs attributes.
     *
     * @throws Anomaly.Incorrect when an attribute is null
     */
    public static TxData schema(Attribute<?>... attributes) {
        List<@Nullable Object> forms = new ArrayList<>(Require.elements(attributes, "attributes").length);
        for (Attribute<?> attribute : attributes) {
            forms.add(attribute.schema());
        }
        return new TxData(forms);
    }

    /**
     * Returns the transaction with the forms of another after its own; it keeps its own submission id.
     *
     * @throws Anomaly.Incorrect when the other is null
     */
    public TxData and(TxData other) {
        List<@Nullable Object> all = new ArrayList<>(forms);
        all.addAll(Require.present(other, "other").forms);
        return new TxData(Collections.unmodifiableList(all), submissionId, ioContext);
    }

    /**
     * Returns an entity: an id, an ident, a lookup ref, a tempid that names a new one within the transaction, or all that a record says.
     *
     * @throws Anomaly.Incorrect when it is null or nested too deep
     */
    public static EntityData entity(Object entity) {
        return Require.present(entity, "entity") instanceof Record record && RecordForms.isEntity(record)
                ? EntityData.anonymous().with(record)
                : EntityData.of(entity);
    }

    /** Returns an entity without a name: new, or the one its unique identity says. Never fails. */
    public static EntityData entity() {
        return EntityData.anonymous();
    }

    /**
     * Returns a lookup ref: the entity that has this value for a unique attribute.
     *
     * @throws Anomaly.Incorrect when the attribute is null, or the value nested too deep
     */
    public static <V> List<@Nullable Object> lookup(Attribute<V> attribute, @Nullable V value) {
        return EdnVector.of(Require.present(attribute, "attribute").ident(), Forms.freeze(value));
    }

    /**
     * Returns a lookup ref by the name of the attribute, a keyword or a string such as {@code ":a/b"}.
     *
     * @throws Anomaly.Incorrect when the name is no keyword, or the value nested too deep
     */
    public static List<@Nullable Object> lookup(String attribute, @Nullable Object value) {
        Object name = Forms.attributeName(Require.present(attribute, "attribute"));
        return EdnVector.of(
                name instanceof Keyword ? name : Require.keyword(attribute, "attribute"), Forms.freeze(value));
    }

    /**
     * Returns the form that asserts one fact.
     *
     * @throws Anomaly.Incorrect when an argument is null, or nested too deep
     */
    public static TxForm add(Object entity, Object attribute, Object value) {
        return TxForm.of(
                ADD,
                Require.present(entity, "entity"),
                Forms.attributeName(Require.present(attribute, "attribute")),
                Require.present(value, "value"));
    }

    /**
     * Returns the form that retracts one fact.
     *
     * @throws Anomaly.Incorrect when an argument is null, or nested too deep
     */
    public static TxForm retract(Object entity, Object attribute, Object value) {
        return TxForm.of(
                RETRACT,
                Require.present(entity, "entity"),
                Forms.attributeName(Require.present(attribute, "attribute")),
                Require.present(value, "value"));
    }

    /**
     * Returns the form that retracts all values of an attribute of an entity.
     *
     * @throws Anomaly.Incorrect when an argument is null, or nested too deep
     */
    public static TxForm retract(Object entity, Object attribute) {
        return TxForm.of(
                RETRACT,
                Require.present(entity, "entity"),
                Forms.attributeName(Require.present(attribute, "attribute")));
    }

    /**
     * Returns the form that retracts an entity, its parts, and all references to it.
     *
     * @throws Anomaly.Incorrect when an argument is null, or nested too deep
     */
    public static TxForm retractEntity(Object entity) {
        return TxForm.of(RETRACT_ENTITY, Require.present(entity, "entity"));
    }

    /**
     * Returns the form that sets a value when the present one is {@code expected}; the transaction is a conflict
     * otherwise.
     *
     * @param expected the present value; null when there must be none
     * @throws Anomaly.Incorrect when an argument other than {@code expected} is null, or nested too deep
     */
    public static TxForm cas(Object entity, Object attribute, @Nullable Object expected, Object replacement) {
        return TxForm.of(
                CAS,
                Require.present(entity, "entity"),
                Forms.attributeName(Require.present(attribute, "attribute")),
                expected,
                Require.present(replacement, "replacement"));
    }

    /**
     * Returns the directive that makes the new entities of tempids in partitions, named by idents or ids.
     *
     * @throws Anomaly.Incorrect when the map is null or holds null
     */
    public static Map<Object, Object> forcePartition(Map<?, ?> partitionsByTempid) {
        return Map.of(Keyword.of("db", "force-partition"), plain(partitionsByTempid, "partitionsByTempid"));
    }

    /**
     * Returns the directive that makes the new entities of tempids in the partitions of other entities or tempids.
     *
     * @throws Anomaly.Incorrect when the map is null or holds null
     */
    public static Map<Object, Object> matchPartition(Map<?, ?> entitiesByTempid) {
        return Map.of(Keyword.of("db", "match-partition"), plain(entitiesByTempid, "entitiesByTempid"));
    }

    private static Map<?, ?> plain(Map<?, ?> map, String name) {
        Require.elements(Require.present(map, name).keySet(), name);
        Require.elements(map.values(), name);
        return (Map<?, ?>) Objects.requireNonNull(Forms.freeze(map));
    }

    /**
     * Returns the form that calls a transaction function, see {@link TransactionFunction}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol, or an argument nested too deep
     */
    public static TxForm call(String function, @Nullable Object... arguments) {
        Require.array(arguments, "arguments");
        @Nullable Object[] form = new Object[arguments.length + 1];
        form[0] = Require.symbol(function, "function");
        System.arraycopy(arguments, 0, form, 1, arguments.length);
        return TxForm.of(form);
    }

    /** Returns the forms as plain lists and maps. Never fails. */
    public List<@Nullable Object> forms() {
        return Forms.thaw(forms);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TxData data
                && forms.equals(data.forms)
                && Objects.equals(submissionId, data.submissionId);
    }

    @Override
    public int hashCode() {
        return forms.hashCode();
    }

    @Override
    public String toString() {
        return submissionId == null ? Forms.text(forms) : Forms.text(Map.of(FORMS, forms, SUBMISSION_ID, submissionId));
    }
}
