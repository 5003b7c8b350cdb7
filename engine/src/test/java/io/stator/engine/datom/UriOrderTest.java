package io.stator.engine.datom;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Stator;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UriOrderTest {
    private static final List<String> AUTHORITIES = List.of(
            "//EXAMPLE.org",
            "//example.org",
            "//ex.org",
            "//a_b",
            "//A_B",
            "//ex.org:80",
            "//ex.org:9",
            "//u@ex.org",
            "//U@ex.org",
            "//u@a_b",
            "//ex_org",
            "//ex.org_",
            "//[::1]:80",
            "//a_b:80",
            "//%4a_",
            "//%4A_",
            "//u%4a@h",
            "//z",
            "//-",
            "//é",
            "",
            "//example.org:");

    private static List<URI> uris() {
        List<URI> uris = new ArrayList<>();
        for (String scheme : List.of("", "http:", "HTTP:", "urn:")) {
            for (String authority : AUTHORITIES) {
                uris.add(URI.create(scheme + authority + "/"));
                uris.add(URI.create(scheme + authority + "/%2f?q#f"));
            }
        }
        uris.addAll(List.of(
                URI.create("urn:x"), URI.create("URN:x"), URI.create("urn:%2f"), URI.create("http:x"), URI.create("")));
        return uris;
    }

    @Test
    void isTotalAndAgreesWithEquality() {
        List<URI> uris = uris();
        int[][] signs = new int[uris.size()][uris.size()];
        for (int i = 0; i < signs.length; i++) {
            for (int j = 0; j < signs.length; j++) {
                signs[i][j] = Integer.signum(Values.compare(uris.get(i), uris.get(j)));
                assertThat(signs[i][j] == 0)
                        .as("%s %s", uris.get(i), uris.get(j))
                        .isEqualTo(uris.get(i).equals(uris.get(j)));
            }
        }
        for (int i = 0; i < signs.length; i++) {
            for (int j = 0; j < signs.length; j++) {
                if (signs[i][j] != -signs[j][i]) {
                    throw new AssertionError(uris.get(i) + " and " + uris.get(j));
                }
                for (int k = 0; k < signs.length; k++) {
                    if (signs[i][j] <= 0 && signs[j][k] <= 0 && signs[i][k] > 0) {
                        throw new AssertionError(
                                uris.get(i) + ", " + uris.get(j) + " and " + uris.get(k) + " are a circle");
                    }
                }
            }
        }
    }

    @Test
    void keepsTheOrderOfThePlatformAmongPlainNames() {
        assertThat(Values.compare(URI.create("http://a_b/"), URI.create("http://ab/")))
                .isNegative();
        assertThat(Values.compare(URI.create("http://a_b/"), URI.create("http://aa/")))
                .isNegative();
        assertThat(Values.compare(URI.create("http://b.org:80/"), URI.create("http://a_b/")))
                .isPositive();
    }

    @Test
    void uniqueValuesAreFoundWhateverTheirAuthorityIs() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("links");
            Connection links = client.connect("links");
            links.transact(
                    "[{:db/ident :link/uri :db/valueType :db.type/uri :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}]");
            for (URI uri : uris()) {
                links.transact(List.of(Map.of(":link/uri", uri)));
            }
            for (URI uri : uris()) {
                assertThat(links.db().datoms(Index.AVET, ":link/uri", uri).list())
                        .as(uri.toString())
                        .hasSize(1);
                links.transact(List.of(Map.of(":link/uri", uri)));
            }
            assertThat(links.db().datoms(Index.AVET, ":link/uri").limit(-1).list())
                    .hasSize((int) uris().stream().distinct().count());
        }
    }
}
