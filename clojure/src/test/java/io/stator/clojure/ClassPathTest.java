package io.stator.clojure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Loads the namespaces where a program brings less than all there is. */
final class ClassPathTest {
    /** What belongs to Datomic, without the interfaces of its API. */
    private static final Pattern OF_DATOMIC = Pattern.compile("com.datomic.(?!client-api)");

    private static final String PROGRAM = """
            (require '[datomic.client.api :as d] '[stator.api :as stator])
            (let [client (stator/client {:server-type :stator :path :mem})]
              (d/create-database client {:db-name "db"})
              (let [conn (d/connect client {:db-name "db"})]
                (d/transact conn {:tx-data [{:db/ident :it/works}]})
                (let [found (d/q '[:find ?i :where [_ :db/ident ?i] [(= ?i :it/works)]] (d/db conn))
                      async (try
                              (require 'datomic.client.api.async)
                              :there
                              (catch java.io.FileNotFoundException _ :missing))]
                  (stator/close client)
                  (pr-str [found async (some? (find-ns 'stator.impl.async))]))))
            """;

    private static URL[] classPath(Predicate<String> included) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))) {
            if (included.test(entry)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Returns what a program returns in a Clojure of its own. */
    private static Object run(String program, Predicate<String> included) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPath(included), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class.forName("clojure.lang.RT", true, loader);
            return Class.forName("clojure.lang.Compiler", true, loader)
                    .getMethod("load", java.io.Reader.class)
                    .invoke(null, new StringReader(program));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void theAsynchronousApiMayBeMissing() throws Exception {
        assertThat(run(PROGRAM, entry -> !OF_DATOMIC.matcher(entry).find()))
                .isEqualTo("[[[:it/works]] :missing false]");
    }
}
