(ns stator.api
  "Clients of Stator for programs that use Datomic's Client API.

      (require '[datomic.client.api :as d]
               '[stator.api :as stator])

      (def client (stator/client {:server-type :stator :path \"/var/lib/inventory\"}))
      (d/create-database client {:db-name \"inventory\"})
      (def conn (d/connect client {:db-name \"inventory\"}))

  What client returns, and what is got through it, can be given to every function
  of datomic.client.api, and of datomic.client.api.async where com.datomic/client
  is on the class path."
  (:require [clojure.java.io :as io]
            [stator.data :as data]
            [stator.impl.face :as face]
            [stator.impl.opening :as opening]))

(set! *warn-on-reflection* true)

(when (or (io/resource "datomic/client/impl/shared/protocols.clj")
          (io/resource "datomic/client/impl/shared/protocols__init.class"))
  (require 'stator.impl.async))

(defn client
  "Returns a client, given an argument map or an io.stator.Client.

  For a system in this process the map has :server-type :stator and

    :path           :mem, or the directory or file: a string, File, Path or URI
    :location       instead of :path, what io.stator.Stator/open takes, as a string
                    or URI: \"jdbc:postgresql://host/database?user=me\",
                    \"dynamodb://region/table\"
    :system         optional, in memory only: a name by which clients share a
                    system; without one each client has a system of its own
    :read-only      optional, true to read what another process may have open
    :timeout        optional, msec a call takes at most, 60000 without it
    :allow-clojure  optional, the functions and namespaces, as symbols or strings,
                    that queries and transactions may call
    :functions      optional, an io.stator.Functions
    :limits         optional, a map from the name of an io.stator.Limit, such as
                    :query-rows, to its value
    :cache          optional, a directory, as a string, File or Path, for copies of
                    what a system in DynamoDB or PostgreSQL has, so that it is not
                    read over the network again
    :compression    optional, how segments are compressed that are written:
                    :standard, :lz4 or :zstd, see io.stator.Compression
    :completion-executor
                    optional, where what waits for a future runs

  It opens the system, once: another client of the same system shares it. See
  close.

  The maps of Datomic Local, {:server-type :datomic-local :storage-dir ... :system
  ...}, open a system of Stator in that place. For a system that a server has open
  the map has :server-type :stator, :peer-server or :cloud, an :endpoint, and the
  other keys that Datomic's clients have.

  Throws an exception whose data is an anomaly when a key is unknown or malformed,
  or the system cannot be opened."
  [arg-map-or-client]
  (cond
    (instance? io.stator.Client arg-map-or-client)
    (face/client arg-map-or-client (fn []))

    (map? arg-map-or-client)
    (opening/client arg-map-or-client)

    :else
    (data/told
      (throw (io.stator.Anomaly$Incorrect.
               (str "a client is made of a map or of an io.stator.Client: class="
                    (pr-str (class arg-map-or-client))))))))

(defn close
  "Closes the system of a client, for all who share it, once transactions that are
  being written are finished. To close what is closed does nothing."
  [client]
  (.close ^java.io.Closeable client))

(defn java-object
  "Returns the object of the Java API that a client, connection, database or datom
  stands for."
  [x]
  (data/object x))
