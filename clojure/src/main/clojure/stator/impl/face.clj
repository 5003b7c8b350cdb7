(ns ^:no-doc stator.impl.face
  "Clients, connections and databases of Stator as datomic.client.api knows them."
  (:require [datomic.client.api.impl :as impl]
            [datomic.client.api.protocols :as protocols]
            [stator.data :as data :refer [told]]
            [stator.impl.lazy :as lazy])
  (:import (clojure.lang ILookup)
           (io.stator Anomaly$Incorrect DatabaseStats IoStats Measured Query QueryStats Results TimePoint Transaction TxReport)
           (io.stator.edn Edn EdnVector Keyword Symbol)
           (java.io Closeable)
           (java.util LinkedHashMap Map OptionalLong)))

(set! *warn-on-reflection* true)

(defn- incorrect [message]
  (throw (Anomaly$Incorrect. message)))

(defn arguments
  "Returns the argument map of a call as Stator takes it; nil is one without keys."
  ^java.util.Map [given]
  (if (or (nil? given) (map? given) (instance? Map given))
    (data/->stator (or given {}))
    (incorrect (str "the arguments must be a map: arguments=" (Edn/describe (data/->stator given))))))

(defn transaction
  "Returns the argument map of a transaction; nil as data, which is what an empty sequence is, is none."
  ^java.util.Map [given]
  (arguments (cond-> given
               (and (map? given) (contains? given :tx-data) (nil? (:tx-data given))) (assoc :tx-data []))))

(def ^:private one-value (Symbol/of "."))
(def ^:private query-key (Keyword/of "query"))
(def ^:private eid-key (Keyword/of "eid"))
(def ^:private eids-key (Keyword/of "eids"))

(defn question
  "Returns the argument map of a query. Rows are all that can be asked for: what finds one value, one row or one column is
  refused, as Datomic's clients do, for all of its rows would be no answer to it."
  ^java.util.Map [given]
  (let [asked (arguments given)
        query (.get asked query-key)]
    (if (nil? query)
      asked
      (let [read (Query/of query)]
        (when (some #(or (instance? EdnVector %) (= one-value %)) (.section read "find"))
          (incorrect "Only find-rel elements are allowed in client :find"))
        (doto (LinkedHashMap. asked)
          (.put query-key read))))))

(defn measured?
  "Returns whether the arguments of a call ask for statistics."
  [given]
  (boolean (and (instance? Map given)
                (or (:query-stats given) (some? (:io-context given))
                    (some? (.get ^Map given ":io-context")) (.get ^Map given ":query-stats")))))

(defn- stats
  [given ^Measured measured api]
  (let [explained (.orElse (.queryStats measured) nil)]
    (cond-> {}
      (or (some? (:io-context given)) (some? (.get ^Map given ":io-context")))
      (assoc :io-stats (assoc (data/->clojure (.toMap (.ioStats measured))) :api api))

      (and explained (or (:query-stats given) (.get ^Map given ":query-stats")))
      (assoc :query-stats (data/->clojure (.toMap ^QueryStats explained))))))

(defn measured->clojure
  "Returns what results came to, with the statistics that the arguments of the call ask for beside it."
  [given ^Measured measured api]
  (merge {:ret (mapv data/->clojure (.items measured))} (stats given measured api)))

(defn measured->chunks
  "Returns what results came to in chunks; the statistics that the arguments of the call ask for are metadata of the first one."
  [given ^Measured measured api chunk]
  (let [items (mapv data/->clojure (.items measured))
        size (or (:chunk given) (.get ^Map given ":chunk") Results/DEFAULT_CHUNK)]
    (update (into [] (map vec) (if (seq items) (partition-all size items) [[]]))
            0
            (fn [first-chunk] (with-meta (chunk first-chunk) (stats given measured api))))))

(defn pulled
  "Returns the results of a pull of one entity whose reads are to be told."
  ^io.stator.Results [^io.stator.Database db given]
  (let [asked (LinkedHashMap. (arguments given))]
    (when-not (and (or (.containsKey asked eid-key) (.containsKey asked ":eid"))
                   (nil? (:eids given)))
      (incorrect "the arguments of a pull must have :eid"))
    (let [eid (or (.remove asked eid-key) (.remove asked ":eid"))]
      (.put asked eids-key (java.util.Collections/singletonList eid))
      (.pullMany db ^Map asked))))

(defn basis
  "Returns the t of a call as a long."
  ^long [t]
  (let [given (data/->stator t)]
    (if (instance? Long given)
      given
      (incorrect (str "t must be a whole number: t=" (Edn/describe given))))))

(defn time-point
  "Returns what a call takes as a point in time."
  ^io.stator.TimePoint [given]
  (TimePoint/of (data/->stator given)))

(defn- number [^OptionalLong t]
  (when (.isPresent t)
    (.getAsLong t)))

(defn transaction->clojure
  "Returns an entry of the log as a map."
  [^Transaction transaction]
  {:t (.t transaction)
   :data (data/->clojure (.data transaction))})

(defn stats->clojure
  "Returns what db-stats returns."
  [^DatabaseStats stats]
  {:datoms (.datoms stats)
   :attrs (update-vals (data/->clojure (.attributes stats)) (fn [n] {:count n}))})

(declare database report->clojure)

(deftype Db [^io.stator.Client client ^io.stator.Database of]
  data/Standing
  (object [_] of)
  ILookup
  (valAt [this k] (.valAt this k nil))
  (valAt [_ k not-found]
    (case k
      :db-name (.name of)
      :t (.t of)
      :as-of (number (.asOfT of))
      :since (number (.sinceT of))
      :history (.isHistory of)
      not-found))
  protocols/Db
  (as-of [_ point] (told (database client (.asOf of (time-point point)))))
  (since [_ point] (told (database client (.since of (time-point point)))))
  (history [_] (told (database client (.history of))))
  (datoms [_ m] (told (lazy/answers (.datoms of (arguments m)) data/->clojure)))
  (index-range [_ m] (told (lazy/answers (.indexRange of (arguments m)) data/->clojure)))
  (index-pull [_ m] (told (lazy/lazy (.indexPull of (arguments m)) data/->clojure)))
  (pull [_ m]
    (if (measured? m)
      (told (update (measured->clojure m (.measure (pulled of m)) :pull) :ret first))
      (told (data/->clojure (.pull of (arguments m))))))
  (pull [this selector eid] (protocols/pull this {:selector selector :eid eid}))
  (db-stats [_] (told (stats->clojure (.stats of))))
  (with [_ m] (told (report->clojure client (.with of (transaction m)))))
  impl/Queryable
  (q [_ m]
    (if (measured? m)
      (told (measured->clojure m (.measure (.q client (question m))) :query))
      (into [] (lazy/answers (told (.q client (question m))) data/->clojure))))
  (qseq [_ m]
    (if (measured? m)
      (told (update (measured->clojure m (.measure (.qseq client (question m))) :qseq) :ret seq))
      (told (lazy/counted (.qseq client (question m)) data/->clojure))))
  Object
  (equals [_ other] (and (instance? Db other) (.equals of (.-of ^Db other))))
  (hashCode [_] (.hashCode of))
  (toString [this] (pr-str this)))

(defn database
  "Returns a database of Stator as one of Clojure."
  [client of]
  (Db. client of))

;; What a function of Clojure is given when a query or a transaction calls it: a database of Java, whose client is not known.
(defn- of-java [^io.stator.Database given]
  (database (reify io.stator.Client
              (query [_ query inputs] (.query given query inputs)))
            given))

(extend-type io.stator.Database
  protocols/Db
  (as-of [this point] (protocols/as-of (of-java this) point))
  (since [this point] (protocols/since (of-java this) point))
  (history [this] (protocols/history (of-java this)))
  (datoms [this m] (protocols/datoms (of-java this) m))
  (index-range [this m] (protocols/index-range (of-java this) m))
  (index-pull [this m] (protocols/index-pull (of-java this) m))
  (pull
    ([this m] (protocols/pull (of-java this) m))
    ([this selector eid] (protocols/pull (of-java this) selector eid)))
  (db-stats [this] (protocols/db-stats (of-java this)))
  (with [this m] (protocols/with (of-java this) m))
  impl/Queryable
  (q [this m] (impl/q (of-java this) m))
  (qseq [this m] (impl/qseq (of-java this) m)))

(defn report->clojure
  "Returns what a transaction did."
  [client ^TxReport report]
  (let [reads (.orElse (.ioStats report) nil)]
    (cond-> {:db-before (database client (.dbBefore report))
             :db-after (database client (.dbAfter report))
             :tx-data (data/->clojure (.txData report))
             :tempids (data/->clojure (.tempids report))}
      reads (assoc :io-stats (data/->clojure (.toMap ^IoStats reads))))))

(deftype Connection [^io.stator.Client client ^io.stator.Connection of]
  data/Standing
  (object [_] of)
  ILookup
  (valAt [this k] (.valAt this k nil))
  (valAt [_ k not-found]
    (case k
      :db-name (.name of)
      not-found))
  protocols/Connection
  (db [_] (told (database client (.db of))))
  (sync [_ t] (told (database client (.sync of (basis t)))))
  (with-db [_] (told (database client (.withDb of))))
  (transact [_ m] (told (report->clojure client (.transact of (transaction m)))))
  (tx-range [_ m] (told (lazy/answers (.transactions of (arguments m)) transaction->clojure)))
  Object
  (equals [_ other] (and (instance? Connection other) (.equals of (.-of ^Connection other))))
  (hashCode [_] (.hashCode of))
  (toString [this] (pr-str this)))

(deftype Client [^io.stator.Client of on-close]
  data/Standing
  (object [_] of)
  protocols/Client
  (administer-system [_ m] (told (data/->clojure (.administerSystem of (arguments m)))))
  (list-databases [_ m] (told (data/->clojure (.listDatabases of (arguments m)))))
  (connect [_ m] (told (Connection. of (.connect of (arguments m)))))
  (create-database [_ m] (told (.createDatabase of (arguments m)) true))
  (delete-database [_ m] (told (.deleteDatabase of (arguments m)) true))
  Closeable
  (close [_]
    (on-close)
    (told (.close of)))
  Object
  (equals [_ other] (and (instance? Client other) (.equals of (.-of ^Client other))))
  (hashCode [_] (.hashCode of))
  (toString [this] (pr-str this)))

(doseq [constructor [#'->Db #'->Connection #'->Client]]
  (alter-meta! constructor assoc :private true))

(defn client
  "Returns a client of Stator as one of Clojure; a function is called when it is closed."
  [of on-close]
  (Client. of on-close))

(defn connection
  "Returns a connection of Stator as one of Clojure."
  [client of]
  (Connection. client of))

(defmethod print-method Db [^Db db ^java.io.Writer writer]
  (.write writer (str "#stator/db "
                      (pr-str (into {} (filter (comp some? val))
                                    {:db-name (:db-name db)
                                     :t (:t db)
                                     :as-of (:as-of db)
                                     :since (:since db)
                                     :history (or (:history db) nil)})))))

(defmethod print-method Connection [conn ^java.io.Writer writer]
  (.write writer (str "#stator/connection " (pr-str {:db-name (:db-name conn)}))))

(defmethod print-method Client [^Client client ^java.io.Writer writer]
  (.write writer (str "#stator/client " (pr-str (str (.-of client))))))
