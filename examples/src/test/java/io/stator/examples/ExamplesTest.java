package io.stator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Stator;
import io.stator.server.AccessKey;
import io.stator.server.AccessKeys;
import io.stator.server.Role;
import io.stator.server.ServerConfig;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Runs each example twice on the same directory, as a reader would, and checks what it prints. */
@Isolated
final class ExamplesTest {
    @TempDir
    Path directory;

    private String print(Consumer<String[]> main) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.accept(new String[] {directory.toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void prints(Consumer<String[]> main, String expected) {
        assertThat(print(main)).isEqualTo(expected);
        assertThat(print(main)).as("once more").isEqualTo(expected);
    }

    @Test
    void moviesFindsChangesAndLooksBack() {
        prints(Movies::main, """
                Commando is entity {:movie/title "Commando", :movie/year 1984}
                Before 1985: [Movie[title=Repo Man, year=1984], Movie[title=Commando, year=1984]]
                The Goonies is by Richard Donner: ["adventure" "comedy"]
                Commando was said to be of 1984, and is of 1985
                Conflict :db.error/cas-failed: the year is 1984
                """);
    }

    @Test
    void recordsAreReadFromRowsAndEntities() {
        prints(Records::main, """
                true: Repo Man of 1984-03-02
                [Repo Man]
                """);
    }

    @Test
    void theAverageLengthOfNamesNeedsTheFilesOfMusicBrainz() {
        prints(
                Names::main,
                System.getenv("STATOR_MBRAINZ") == null
                        ? "Set STATOR_MBRAINZ to the directory of the MusicBrainz files to run this example\n"
                        : "13.893066724625081\n");
    }

    @Test
    void namesOverANetwork(@TempDir Path directory) throws IOException {
        Path mbrainz = directory.resolve("mbrainz");
        AccessKey key = new AccessKey("me", "a secret of a test", Set.of(Role.parse("admin")));
        Path secret = Files.writeString(directory.resolve("secret"), key.secret());
        try (Client system = Stator.inMemory();
                StatorServer server = StatorServer.start(
                        system, ServerConfig.on(0, AccessKeys.of(key)).withTls(Tls.development(mbrainz)))) {
            Path certificate = mbrainz.resolve("development-certificate.pem");
            if (System.getenv("STATOR_MBRAINZ") != null) {
                assertThat(print(arguments -> Names.main(new String[] {
                            server.uri().toString(), key.id(), secret.toString(), certificate.toString()
                        })))
                        .isEqualTo("13.893066724625081\n");
            }
            system.createDatabase("artists");
            Connection artists = system.connect("artists");
            artists.transact("[{:db/ident :artist/name :db/valueType :db.type/string :db/cardinality"
                    + " :db.cardinality/one}]");
            artists.transact("[{:artist/name \"ABBA\"} {:artist/name \"Can\"}]");
            try (Client client = Stator.connect(ClientConfig.of(server.uri())
                    .withCredentials(Credentials.of(key.id(), key.secret()))
                    .withTrustedCertificates(certificate))) {
                assertThat(Names.averageLength(client.connect("artists").db(), ":artist/name")
                                .join())
                        .isEqualTo(3.5);
            }
        }
    }

    @Test
    void timeTravel() {
        prints(TimeTravel::main, """
                Now: Burj Khalifa, 828 m
                In 2005: Taipei 101, 508 m
                In 2000: Petronas Towers, 452 m
                Added since 2005: {:building/name "Burj Khalifa"}
                Heights over time:
                  1999-08-31 452 m
                  2004-12-31 508 m
                  2010-01-04 828 m
                Some day: Jeddah Tower, 1000 m; now still: Burj Khalifa, 828 m
                """);
    }

    @Test
    void graphFollowsRivers() {
        prints(Graph::main, """
                Into the North Sea: Main, Moselle, Rhine, Saar
                Black Sea: 3 rivers
                North Sea: 4 rivers
                Saar -> Moselle -> Rhine -> North Sea
                Black Sea
                  Danube
                    Inn
                      Salzach
                """);
    }

    @Test
    void bankRefusesWhatIsOverdrawn() {
        prints(Bank::main, """
                Balances: [Ada 70, Bob 35]
                Refused, CONFLICT: 64
                Refused, INCORRECT: :db.error/attr-pred
                Refused, INCORRECT: :db.error/entity-pred
                If: [Ada 120, Bob 35], in fact: [Ada 70, Bob 35]
                Names of all time: [Ada]
                """);
    }
}
