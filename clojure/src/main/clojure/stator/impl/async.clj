(ns ^:no-doc stator.impl.async
  "The clients, connections and databases of Stator as datomic.client.api.async knows them; loaded where com.datomic/client is there."
  (:require [datomic.client.api.protocols :as sync]
            [datomic.client.impl.shared.protocols :as async]
            [stator.data :as data]
            [stator.impl.channels :as channels :refer [or-ended or-failed]]
            [stator.impl.face :as face])
  (:import (stator.impl.face Client Connection Db)))

(set! *warn-on-reflection* true)

(defn- log->clojure [chunk]
  (mapv face/transaction->clojure chunk))

(extend-type Client
  async/Client
  (administer-system [this m]
    (or-failed
      (channels/value (.administerSystemAsync ^io.stator.Client (.-of this) (face/arguments m)) data/->clojure)))
  (list-databases [this m]
    (or-failed
      (channels/reading (.listDatabasesAsync ^io.stator.Client (.-of this) (face/arguments m)) data/->clojure)))
  (connect [this m]
    (or-failed
      (let [client ^io.stator.Client (.-of this)]
        (channels/reading (.connectAsync client (face/arguments m)) #(face/connection client %)))))
  (create-database [this m]
    (or-failed
      (channels/value (.createDatabaseAsync ^io.stator.Client (.-of this) (face/arguments m)) (constantly true))))
  (delete-database [this m]
    (or-failed
      (channels/value (.deleteDatabaseAsync ^io.stator.Client (.-of this) (face/arguments m)) (constantly true)))))

(extend-type Connection
  async/Connection
  (db [this] (face/database (.-client this) (.db ^io.stator.Connection (.-of this))))
  (recent-db [this] (channels/of (async/db this)))
  (sync [this t]
    (or-failed
      (channels/reading (.syncAsync ^io.stator.Connection (.-of this) (face/basis t))
                        #(face/database (.-client this) %))))
  (with-db [this]
    (or-failed
      (channels/reading (.withDbAsync ^io.stator.Connection (.-of this))
                        #(face/database (.-client this) %))))
  (transact [this m]
    (or-failed
      (channels/value (.transactAsync ^io.stator.Connection (.-of this) (face/transaction m))
                      #(face/report->clojure (.-client this) %))))
  (tx-range [this m]
    (or-ended
      (channels/chunks (.transactions ^io.stator.Connection (.-of this) (face/arguments m)) log->clojure))))

;; A query is asked of the connection that a database among its arguments belongs to; here the database itself will do.
(extend-type Db
  async/ParentConnection
  (-conn [this] this)

  async/Connection
  (q [this m]
    (or-ended
      (let [results (.q ^io.stator.Client (.-client this) (face/question m))]
        (if (face/measured? m)
          (channels/measured (.measureAsync results) #(face/measured->chunks m % :query identity))
          (channels/chunks results data/->clojure)))))
  (qseq [this m]
    (or-ended
      (let [results (.qseq ^io.stator.Client (.-client this) (face/question m))]
        (if (face/measured? m)
          (channels/measured (.measureAsync results)
                             (fn [measured]
                               (into [] (map (fn [chunk] (with-meta {:data chunk} (meta chunk))))
                                     (face/measured->chunks m measured :qseq identity))))
          (channels/chunks results (fn [chunk] {:data (data/->clojure chunk)}))))))

  async/Db
  (as-of [this point] (sync/as-of this point))
  (since [this point] (sync/since this point))
  (history [this] (sync/history this))
  (datoms [this m]
    (or-ended
      (channels/chunks (.datoms ^io.stator.Database (.-of this) (face/arguments m)) data/->clojure)))
  (index-range [this m]
    (or-ended
      (channels/chunks (.indexRange ^io.stator.Database (.-of this) (face/arguments m)) data/->clojure)))
  (index-pull [this m]
    (or-ended
      (channels/chunks (.indexPull ^io.stator.Database (.-of this) (face/arguments m)) data/->clojure)))
  (pull [this m]
    (or-failed
      (if (face/measured? m)
        (channels/reading (.measureAsync (face/pulled (.-of this) m))
                          #(update (face/measured->clojure m % :pull) :ret first))
        (channels/reading (.pullAsync ^io.stator.Database (.-of this) (face/arguments m)) data/->clojure))))
  (db-stats [this]
    (or-failed
      (channels/reading (.statsAsync ^io.stator.Database (.-of this)) face/stats->clojure)))
  (with [this m]
    (or-failed
      (channels/reading (.withAsync ^io.stator.Database (.-of this) (face/transaction m))
                        #(face/report->clojure (.-client this) %)))))
