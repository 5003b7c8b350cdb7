(ns stator.suites
  "Hands the tests of a namespace to whoever runs them."
  (:require [clojure.stacktrace]
            [clojure.test :as t]))

(defn tests
  "Returns the tests of a namespace in the order of its text."
  [namespace-name]
  (require namespace-name)
  (->> (vals (ns-interns namespace-name))
       (filter (comp :test meta))
       (sort-by (comp :line meta))
       vec))

(def ^:private ^:const shown-characters-max 2000)

(defn- shown [x]
  (let [text (pr-str x)]
    (subs text 0 (min shown-characters-max (count text)))))

(defn- described [{:keys [type message expected actual file line]}]
  (str (name type) " at " file ":" line " in " (pr-str (reverse t/*testing-contexts*))
       (when message (str "\n" message))
       "\nexpected: " (shown expected)
       "\nactual: " (if (instance? Throwable actual)
                      (with-out-str (clojure.stacktrace/print-cause-trace actual 12))
                      (shown actual))))

(defn failures
  "Runs a test and returns what failed, as text; also when nothing was asserted."
  [test-var]
  (let [failed (atom [])
        asserted (atom 0)]
    (binding [*print-length* 50
              *print-level* 12
              t/report (fn [{:keys [type] :as told}]
                         (case type
                           :pass (swap! asserted inc)
                           (:fail :error) (do (swap! asserted inc)
                                              (swap! failed conj (described told)))
                           nil))]
      (t/test-vars [test-var]))
    (cond-> @failed
      (zero? @asserted) (conj (str test-var " asserts nothing")))))
