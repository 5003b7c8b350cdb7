(ns stator.both
  "What is asked of Stator and of Datomic Local alike: a program that is given its client."
  (:require [clojure.data :refer [diff]]
            [clojure.test :refer [is testing]]
            [datomic.client.api :as d]
            [stator.api :as stator]))

(defn local
  "Returns a client of a new system of Datomic Local."
  []
  (d/client {:server-type :datomic-local :storage-dir :mem :system (str (random-uuid))}))

(defn own
  "Returns a client of a new system of Stator."
  []
  (stator/client {:server-type :stator :path :mem}))

(defn connected
  "Returns a connection to a new database of a client."
  [client]
  (let [arguments {:db-name "trial"}]
    (d/create-database client arguments)
    (d/connect client arguments)))

(defn kind
  "Returns a value with the kind of each collection in it: a vector is no list."
  [x]
  (cond
    (map? x) [:map (into {} (map (fn [[k v]] [(kind k) (kind v)])) x)]
    (vector? x) [:vector (mapv kind x)]
    (set? x) [:set (into #{} (map kind) x)]
    (sequential? x) [:sequence (mapv kind x)]
    (bytes? x) [:bytes (vec x)]
    (integer? x) (if (instance? clojure.lang.BigInt x) [:big x] [:integer x])
    :else [(class x) x]))

(defmacro told
  "Returns what forms return, or the anomaly they throw, as much of it as both say alike."
  [& body]
  `(try
     ~@body
     (catch clojure.lang.ExceptionInfo thrown#
       (select-keys (ex-data thrown#) [:cognitect.anomalies/category :db/error]))))

(defn same
  "Asserts that a program comes to equal values, of the same kinds, with both clients; returns what it comes to."
  [description program]
  (testing description
    (let [expected (program (local))
          client (own)]
      (try
        (let [actual (program client)
              [only-local only-own] (diff (kind expected) (kind actual))]
          (is (= (kind expected) (kind actual))
              (str "of Local only: " (pr-str only-local) "\nof Stator only: " (pr-str only-own)))
          actual)
        (finally
          (stator/close client))))))
