(ns stator.peer
  "Calls Datomic Peer for a program that shares no class with it: text in, text out."
  (:require [datomic.api :as d])
  (:import (datomic Datom)
           (java.net URI)
           (java.util Base64 List Map Set)))

(def ^:private objects (atom []))

(defn- hold
  "Returns the number by which connections and databases are called from outside."
  [object]
  (dec (count (swap! objects conj object))))

(def ^:private readers
  {'bytes #(.decode (Base64/getDecoder) ^String %)
   'uri #(URI. %)
   'peer/object #(nth @objects %)})

(defn- in [text]
  (binding [*data-readers* (merge *data-readers* readers)]
    (read-string text)))

(defn- plain [value]
  (cond
    (instance? Datom value) (mapv plain [(:e value) (:a value) (:v value) (:tx value) (:added value)])
    (bytes? value) (tagged-literal 'bytes (.encodeToString (Base64/getEncoder) value))
    (instance? URI value) (tagged-literal 'uri (str value))
    (instance? Map value) (into {} (map (fn [[k v]] [(plain k) (plain v)])) value)
    (instance? Set value) (into #{} (map plain) value)
    (or (instance? List value) (seq? value)) (mapv plain value)
    (or (nil? value) (string? value) (keyword? value) (symbol? value) (number? value)
        (boolean? value) (char? value) (inst? value) (uuid? value)) value
    :else (str value)))

(defn- report [result]
  (let [after (:db-after result)]
    {:after (hold after) :datoms (:tx-data result) :tempids (:tempids result)}))

(def ^:private operations
  {:create (fn [uri] (d/create-database uri) (hold (d/connect uri)))
   :delete (fn [uri] (d/delete-database uri))
   :db (fn [connection] (hold (d/db connection)))
   :sync (fn [connection t] (hold @(d/sync connection t)))
   :t d/basis-t
   :points (fn [db] {:t (d/basis-t db) :as-of (d/as-of-t db) :since (d/since-t db)})
   :as-of (fn [db point] (hold (d/as-of db point)))
   :since (fn [db point] (hold (d/since db point)))
   :history (fn [db] (hold (d/history db)))
   :transact (fn [connection data] (report @(d/transact connection data)))
   :with (fn [db data] (report (d/with db data)))
   :query (fn [query arguments] (let [found (apply d/q query arguments)] (if (instance? Set found) (vec found) found)))
   :pull d/pull
   :index-pull (fn [db arguments] (vec (d/index-pull db arguments)))
   :datoms (fn [db index components] (vec (apply d/datoms db index components)))
   :range (fn [db attribute start end] (vec (d/index-range db attribute start end)))
   :log (fn [connection start end]
          (mapv (fn [entry] [(:t entry) (:data entry)]) (d/tx-range (d/log connection) start end)))
   :ident d/ident
   :entid d/entid})

(defn- refusal [^Throwable failure]
  (let [causes (take-while some? (iterate #(.getCause ^Throwable %) failure))
        known (first (filter #(or (:db/error (ex-data %)) (:cognitect.anomalies/category (ex-data %))) causes))]
    {:message (ex-message (or known failure))
     :class (.getName (class (last causes)))
     :data (when known (select-keys (plain (ex-data known)) [:db/error :cognitect.anomalies/category]))
     :keys (when known (filterv keyword? (keys (ex-data known))))}))

(defn call
  "Takes [operation argument ...] and returns {:ok value} or {:refused what}."
  [text]
  (binding [*print-namespace-maps* false *print-length* nil *print-level* nil]
    (try
      (let [[operation & arguments] (in text)]
        (pr-str {:ok (plain (apply (operations operation) arguments))}))
      (catch Throwable failure
        (pr-str {:refused (refusal failure)})))))
