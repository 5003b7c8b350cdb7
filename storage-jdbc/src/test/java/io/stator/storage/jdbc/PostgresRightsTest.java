package io.stator.storage.jdbc;

import static io.stator.storage.jdbc.Kinds.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users may do, what a URI says, and what of it is told to nobody. */
final class PostgresRightsTest {

    private static final String SECRET = "pass:w@rd/%?&";
    private static final String ENCODED = "pass%3Aw%40rd%2F%25%3F%26";

    private static PostgresCluster cluster;

    private final String schema = PostgresCluster.newSchema();

    @BeforeAll
    static void startServer() throws SQLException {
        cluster = PostgresCluster.shared();
        if (cluster.ask("SELECT 1 FROM pg_roles WHERE rolname = 'guarded'").isEmpty()) {
            cluster.run("CREATE ROLE guarded LOGIN PASSWORD '" + SECRET + "'");
            cluster.run("CREATE ROLE reader LOGIN");
            cluster.run("CREATE ROLE hasty LOGIN");
            cluster.run("ALTER ROLE hasty SET synchronous_commit = off");
            cluster.run("CREATE ROLE unwelcome LOGIN");
        }
    }

    private static URI place(String text) {
        return URI.create("jdbc:postgresql://" + text.replace("HOST", "127.0.0.1:" + cluster.port()));
    }

    private void make(String owner) throws SQLException {
        cluster.run("CREATE SCHEMA " + schema + " AUTHORIZATION " + owner);
    }

    @Test
    void userAndPasswordAreInTheAuthorityOrInOptions() throws SQLException {
        make("guarded");
        for (URI uri : new URI[] {
            place("guarded:" + ENCODED + "@HOST/postgres?currentSchema=" + schema),
            place("HOST/postgres?currentSchema=" + schema + "&user=guarded&password=" + ENCODED),
            place("HOST/postgres?currentSchema=%22" + schema + "%22&user=guarded&password=" + ENCODED)
        }) {
            try (Storage storage = PostgresStorage.open(uri)) {
                assertKind(Kind.LOCKED, () -> PostgresStorage.open(uri))
                        .hasMessageContaining("127.0.0.1:" + cluster.port() + "/postgres (schema " + schema + ")")
                        .hasMessageNotContaining("guarded")
                        .hasMessageNotContaining("pass");
                storage.log("a");
            }
            assertThat(PostgresPlace.of(uri).toString()).doesNotContain("guarded", "pass");
        }
    }

    @Test
    void aSchemaHasAnyName() {
        String odd = "Odd \"" + schema + "\"; '\\ü%";
        URI uri = place("HOST/postgres?user=postgres&currentSchema=" + URLEncoder.encode(odd, StandardCharsets.UTF_8));
        for (int sequence = 0; sequence < 2; sequence++) {
            try (Storage storage = PostgresStorage.open(uri)) {
                storage.log("a").append(sequence, storage.epoch(), new byte[1]);
                storage.scrub();
            }
        }
        assertThat(PostgresStorage.checkReadOnly(uri).records()).isEqualTo(2);
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() {
        URI wrong = place("guarded:wr0ng@HOST/postgres");
        assertKind(Kind.NOT_ALLOWED, () -> PostgresStorage.open(wrong)).hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> Stator.open(wrong))
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessageContaining("password authentication failed");
        assertKind(Kind.NOT_ALLOWED, () -> PostgresStorage.open(place("HOST/postgres?user=unwelcome")));
    }

    @Test
    void whoMayNotMakeTablesIsToldHowToGetThem() throws SQLException {
        URI uri = place("HOST/postgres?user=reader&currentSchema=" + schema);
        assertKind(Kind.READ_ONLY, () -> PostgresStorage.open(uri))
                .hasMessageContaining("CREATE SCHEMA \"" + schema + "\"");
        assertThatThrownBy(() -> Stator.openReadOnly(uri)).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void aUserWhoMayOnlyReadOpensToRead() throws SQLException {
        URI writer = cluster.place(schema);
        try (Client client = Stator.open(writer)) {
            client.createDatabase("x");
            client.connect("x").transact(Peer.SCHEMA);
        }
        URI uri = place("HOST/postgres?user=reader&currentSchema=" + schema);
        assertKind(Kind.READ_ONLY, () -> PostgresStorage.openReadOnly(uri).close())
                .hasMessageContaining("GRANT");
        cluster.run("GRANT USAGE ON SCHEMA " + schema + " TO reader");
        assertKind(Kind.READ_ONLY, () -> PostgresStorage.openReadOnly(uri)).hasMessageContaining("permission denied");
        cluster.run("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO reader");
        try (Client client = Stator.openReadOnly(uri)) {
            assertThat(client.connect("x").db().stats().datoms()).isPositive();
        }
        assertThat(PostgresStorage.checkReadOnly(uri).databases()).isEqualTo(1);
        assertKind(Kind.READ_ONLY, () -> PostgresStorage.open(uri)).hasMessageContaining("open it read-only");
    }

    @Test
    void commitsWaitForTheDiskWhateverTheUserIsUsedTo() throws SQLException {
        make("hasty");
        try (JdbcStorage storage =
                PostgresStorage.openJdbc(place("HOST/postgres?user=hasty&currentSchema=" + schema))) {
            String setting = storage.write("look", session -> PostgresServer.text(session, "SHOW synchronous_commit"));
            assertThat(setting).isEqualTo("on");
        }
    }

    @Test
    void otherDatabasesAndEncodingsAreRefused() throws SQLException {
        assertKind(Kind.FOREIGN, () -> PostgresStorage.open(place("HOST/nothere?user=postgres")))
                .hasMessageContaining("no such database");
        if (cluster.ask("SELECT 1 FROM pg_database WHERE datname = 'latin'").isEmpty()) {
            cluster.run("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        }
        assertKind(Kind.FOREIGN, () -> PostgresStorage.open(place("HOST/latin?user=postgres")))
                .hasMessageContaining("UTF8");
    }

    @Test
    void whatAUriCannotSayIsRefusedWithoutWhatItSays() {
        for (String options : new String[] {
            "currentSchema=a,b&password=s3cret",
            "currentSchema=&password=s3cret",
            "currentSchema=pg_catalog&password=s3cret",
            "currentSchema=" + "x".repeat(64) + "&password=s3cret",
            "statorTakeover=yes&password=s3cret"
        }) {
            assertKind(Kind.FOREIGN, () -> PostgresPlace.of(place("HOST/postgres?" + options)))
                    .hasMessageContaining(" must ")
                    .hasMessageNotContaining("s3cret");
        }
        assertKind(Kind.FOREIGN, () -> PostgresPlace.of(URI.create("jdbc:postgresql://h/d?password=s3cret#x")))
                .hasMessageContaining("%23")
                .hasMessageNotContaining("s3cret");
        assertKind(Kind.FOREIGN, () -> PostgresPlace.of(URI.create("jdbc:postgresql://h:port/d?password=s3cret")))
                .hasMessageNotContaining("s3cret");
        for (String odd : new String[] {
            "jdbc:postgresql://h?password=s3cret",
            "jdbc:postgresql://u:s3cret@x@h/d",
            "jdbc:postgresql://u:s3cret%25zz@h/d?x=%25zz",
            "jdbc:postgresql://h:1:2/d?password=s3cret"
        }) {
            assertThat(told(URI.create(odd))).as(odd).doesNotContain("s3cret");
        }
        assertThatThrownBy(() -> Stator.open("jdbc:mysql://h/d?password=s3cret"))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("jdbc:mysql")
                .hasMessageNotContaining("s3cret");
    }

    private static String told(URI uri) {
        try {
            return PostgresPlace.of(uri).toString();
        } catch (StorageException malformed) {
            return String.valueOf(malformed.getMessage());
        }
    }

    @Test
    void placesOfAllFormsAreUnderstood() {
        assertThat(PostgresPlace.of(URI.create("jdbc:postgresql:db")).toString())
                .isEqualTo("jdbc:postgresql://localhost:5432/db (schema stator)");
        assertThat(PostgresPlace.of(URI.create("jdbc:postgresql://[::1]:6000/db"))
                        .toString())
                .isEqualTo("jdbc:postgresql://[::1]:6000/db (schema stator)");
        assertThat(PostgresPlace.of(URI.create("JDBC:postgresql://a:1,b:2/db?currentSchema=x"))
                        .toString())
                .isEqualTo("jdbc:postgresql://a:1,b:2/db (schema x)");
    }

    @Test
    void failuresAreWhatTheirCodesSay() {
        for (String[] expected : new String[][] {
            {"53100", "NO_SPACE"},
            {"42501", "READ_ONLY"},
            {"25006", "READ_ONLY"},
            {"28P01", "NOT_ALLOWED"},
            {"57014", "LOCKED"},
            {"55P03", "LOCKED"},
            {"53300", "LOCKED"},
            {"42P01", "DISPLACED"},
            {"3D000", "FOREIGN"},
            {"XX001", "CORRUPT"},
            {"23505", "CORRUPT"},
            {"08006", "UNKNOWN_OUTCOME"},
            {"57P01", "UNKNOWN_OUTCOME"},
            {"58030", "UNKNOWN_OUTCOME"}
        }) {
            SQLException failure = new SQLException("x", expected[0]);
            assertThat(PostgresFailures.kind(failure, Dialect.Phase.COMMITTING).name())
                    .as(expected[0])
                    .isEqualTo(expected[1]);
            Kind before = PostgresFailures.kind(failure, Dialect.Phase.CHANGING);
            assertThat(before.name()).as(expected[0]).isEqualTo(expected[1].replace("UNKNOWN_OUTCOME", "IO"));
            assertThat(PostgresFailures.advice(before)).isNotEqualTo("it failed");
        }
    }
}
