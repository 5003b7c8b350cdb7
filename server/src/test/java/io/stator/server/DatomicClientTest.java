package io.stator.server;

import io.stator.Client;
import io.stator.Stator;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datomic's own client library, as it is, works with a server of ours: over TLS, in chunks, synchronously and asynchronously. */
final class DatomicClientTest {
    private static final int FILMS = 5_000;

    @TempDir
    Path directory;

    private static Map<?, ?> at(Map<?, ?> map, String key) {
        return (Map<?, ?>) map.get(Keyword.of(key));
    }

    private static void assertAll(Map<?, ?> actual, String expected) {
        SoftAssertions softly = new SoftAssertions();
        ((Map<?, ?>) Edn.read(expected))
                .forEach((key, value) ->
                        softly.assertThat(actual.get(key)).as("%s", key).isEqualTo(value));
        softly.assertAll();
    }

    @Test
    void everyFunctionOfTheLibraryWorks() throws Exception {
        AccessKey key = new AccessKey("reader/writer", "a secret of a test", Set.of(Role.parse("db-write:films")));
        try (Client client = Stator.inMemory();
                DatomicClient datomic = DatomicClient.load()) {
            client.createDatabase("films");
            client.createDatabase("hidden");
            ServerConfig config = ServerConfig.on(0, AccessKeys.of(key)).withTls(Tls.development(directory));
            try (StatorServer server = StatorServer.start(client, config)) {
                String certificate = Files.readString(directory.resolve(DevelopmentCertificate.CERTIFICATE));
                Map<?, ?> told = datomic.run(
                        "{:server-type :peer-server :endpoint \"localhost:" + server.port() + "\" :access-key \""
                                + key.id() + "\" :secret \"" + key.secret() + "\" :trust-certs ["
                                + Edn.print(certificate) + "]}",
                        FILMS);
                assertAll(at(told, "sync"), SYNC);
                assertAll(at(told, "big"), BIG);
                assertAll(at(told, "async"), ASYNC);
            }
        }
    }

    private static final String SYNC = """
            {:databases ["films"]
             :tempids #{"goonies" "repo" "datomic.tx"}
             :tx-data [[java.lang.Long java.lang.Long java.util.Date java.lang.Long java.lang.Boolean]]
             :nth [5 true]
             :db {:db-name "films" :t true}
             :q #{["The Goonies" 1986]}
             :q-args [[2]]
             :q-scalar "Only find-rel elements are allowed in client :find"
             :q-keys #{{:title "The Goonies" :year 1986} {:title "Repo Man" :year 1984}}
             :q-string #{["The Goonies"] ["Repo Man"]}
             :q-pull [[{:film/title "Repo Man" :film/sequel {:film/title "The Goonies"}}]]
             :q-rules #{["Repo Man"]}
             :q-collections #{["Repo Man" 1]}
             :q-two #{[1985 1986]}
             :q-limit 1
             :q-empty []
             :qseq [2 #{["The Goonies"] ["Repo Man"]}]
             :pull-map {:film/year 1984}
             :pull-none {}
             :datoms [1984 1986]
             :datoms-e 2
             :datoms-limit 5
             :index-range [1984]
             :index-pull ["Repo Man" "The Goonies"]
             :index-pull-reverse ["The Goonies" "Repo Man"]
             :as-of {:film/year 1985}
             :as-of-before []
             :since [[1986]]
             :history #{[1985 true] [1985 false] [1986 true]}
             :old-db {:film/year 1985}
             :with #{["The Goonies"] ["Repo Man"] ["Speculation"] ["More"]}
             :with-pull {:film/year 2051}
             :with-before 3
             :with-durable 2
             :sync-t true
             :db-stats [true {:count 2}]
             :io-stats {:io-context :my/context :api :query}
             :query-stats [true [[_ :film/title ?t]] 0 true]
             :pull-stats [:pull true]
             :tx-stats [:my/context :tx-with]
             :incorrect :db.error/not-an-entity
             :syntax :cognitect.anomalies/incorrect
             :same-connection true}""";

    private static final String BIG = """
            {:q 5000 :qseq [5000 5000] :datoms true :limit 1000 :pulls 5000 :async [1000 1000 500]}""";

    private static final String ASYNC = """
            {:databases ["films"]
             :transact #{:db-before :db-after :tx-data :tempids}
             :pull {:film/year 1984}
             :q [[["Repo Man"]]]
             :datoms [[1984]]
             :index-range [[1984]]
             :index-pull [[{:film/title "Repo Man"}]]
             :tx-range true
             :stats true
             :with 1
             :as-of true
             :anomaly {:cognitect.anomalies/category :cognitect.anomalies/forbidden
                       :cognitect.anomalies/message "the key must have the role db-read:nothing: access-key=reader/writer"}}""";
}
