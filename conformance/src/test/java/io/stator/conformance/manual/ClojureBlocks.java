package io.stator.conformance.manual;

import clojure.java.api.Clojure;
import clojure.lang.IFn;

/** The Clojure code of a page, evaluated form by form as a REPL does, in a name space of its own. */
final class ClojureBlocks {
    private final IFn evaluate;

    ClojureBlocks(String page) {
        evaluate = (IFn) Clojure.var("clojure.core", "load-string").invoke("""
                (fn [page text]
                  (let [space (or (find-ns page) (create-ns page))]
                    (binding [*ns* space *out* (java.io.StringWriter.)]
                      (clojure.core/refer-clojure)
                      (let [reader (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. text))]
                        (loop [value nil]
                          (let [form (read {:eof ::end} reader)]
                            (if (= form ::end)
                              (str *out* (when (some? value) (if (var? value) "" (pr-str value))))
                              (recur (eval form)))))))))
                """);
        this.page = page;
    }

    private final String page;

    /** Returns what a block prints, and at its end the last value, unless it is a definition or nil. */
    String printed(String text) {
        Object space = Clojure.var("clojure.core", "symbol").invoke("manual." + page.replace('/', '.'));
        return (String) evaluate.invoke(space, text);
    }
}
