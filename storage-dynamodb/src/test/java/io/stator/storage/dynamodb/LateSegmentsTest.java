package io.stator.storage.dynamodb;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.dynamodb.DynamoDb;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.durable.StoredIndexes;
import io.stator.simulation.CutService;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Segments that a process puts after it was taken over do not stay, and those of whoever has taken over do. */
@ExtendWith(ExpectedTakeovers.class)
final class LateSegmentsTest {
    private static final String TABLE = "films";
    private static final String EXCISE = "[{:db/excise [:p/name \"secret\"]}]";
    private static final long NOW = 1_700_000_000_000L;

    private final CutService cut = new CutService();
    private final DynamoDb dynamo = DynamoDb.of(cut.client());

    LateSegmentsTest() {
        cut.service().createTable(CreateTableRequest.builder().tableName(TABLE).build());
    }

    /** Opens the system as another process at a time. */
    private Client client(long millis) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(millis));
        Client client = EmbeddedClient.open(
                DynamoDbStorage.open(dynamo, TABLE), EngineConfig.defaults().withClock(clock));
        client.createDatabase("x");
        return client;
    }

    private Connection connect(long millis) {
        return client(millis).connect("x");
    }

    /** Opens the system, which has what is to be excised from then on. */
    private Connection withSecret() {
        Connection connection = connect(NOW);
        connection.transact("[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                + " :db/unique :db.unique/identity}]");
        connection.transact("[{:p/name \"secret\"}]");
        return connection;
    }

    /** Has something done before the next request of a kind that is about segments, once. */
    private <T> void beforeSegments(Class<T> kind, Function<T, String> partition, Runnable action) {
        cut.before(request -> {
            if (kind.isInstance(request) && partition.apply(kind.cast(request)).contains("/segments/")) {
                cut.before(other -> {});
                action.run();
            }
        });
    }

    private List<String> segments() {
        return cut.service().items(TABLE).stream()
                .map(item -> item.get(Place.PARTITION).s())
                .filter(partition -> partition.contains("/segments/"))
                .toList();
    }

    @Test
    void whatAProcessPutsThatIsTakenOverWhileItExcisesIsGoneAfterTheRetention() {
        Connection former = withSecret();
        List<Connection> next = new ArrayList<>();
        beforeSegments(
                PutItemRequest.class, put -> put.item().get(Place.PARTITION).s(), () -> next.add(connect(NOW + 1)));
        long t = former.transact(EXCISE).t();
        assertThat(next).hasSize(1);
        next.get(0).syncExcise(t);
        assertThat(segments()).hasSize(1);
        connect(NOW + StoredIndexes.RETENTION_MILLIS);
        assertThat(segments()).hasSize(1);
        connect(NOW + 1 + StoredIndexes.RETENTION_MILLIS);
        assertThat(segments()).isEmpty();
    }

    @Test
    void whoWasTakenOverWhileItCompactsDeletesNoSegmentsOfWhoCameAfterIt() {
        Client former = client(NOW);
        former.connect("x").transact("[{:db/doc \"a\"} {:db/doc \"b\"}]");
        List<String> ofNext = new ArrayList<>();
        beforeSegments(
                QueryRequest.class, query -> query.expressionAttributeValues().toString(), () -> {
                    client(NOW + 1).compact("x", CompactOptions.standard());
                    ofNext.addAll(segments());
                });
        former.compact("x", CompactOptions.standard());
        assertThat(ofNext).isNotEmpty();
        assertThat(segments()).containsExactlyInAnyOrderElementsOf(ofNext);
    }

    @Test
    void whoStaysOpenDeletesWhatCameLateWithATransactionAfterTheRetention() throws Exception {
        Connection former = withSecret();
        AtomicLong passed = new AtomicLong();
        EngineConfig defaults = EngineConfig.defaults();
        EngineConfig config = new EngineConfig(
                () -> Instant.ofEpochMilli(NOW + passed.get()),
                () -> MILLISECONDS.toNanos(passed.get()),
                defaults.databaseIds(),
                defaults.system());
        List<Client> next = new ArrayList<>();
        beforeSegments(
                PutItemRequest.class, put -> put.item().get(Place.PARTITION).s(), () -> {
                    next.add(EmbeddedClient.open(DynamoDbStorage.open(dynamo, TABLE), config));
                    next.get(0).connect("x");
                });
        former.transact(EXCISE);
        assertThat(segments()).hasSize(1);
        passed.set(StoredIndexes.RETENTION_MILLIS - 1);
        next.get(0).connect("x").transact("[{:db/doc \"b\"}]");
        passed.set(StoredIndexes.RETENTION_MILLIS);
        CompletableFuture<Object> deleted = new CompletableFuture<>();
        cut.before(request -> {
            if (segments().isEmpty()) {
                deleted.complete(request);
            }
        });
        next.get(0).connect("x").transact("[{:db/doc \"c\"}]");
        deleted.get(1, MINUTES);
    }
}
