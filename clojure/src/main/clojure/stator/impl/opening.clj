(ns ^:no-doc stator.impl.opening
  "How the argument map of a client becomes a client."
  (:require [clojure.string :as string]
            [stator.data :as data]
            [stator.impl.face :as face])
  (:import (io.stator Anomaly$Incorrect ClientConfig Compression Functions Limit Stator SystemConfig)
           (io.stator.edn Edn)
           (io.stator.spi Location Location$InPath Location$Stored)
           (java.io File)
           (java.net URI)
           (java.nio.file Path)
           (java.time Duration)
           (java.util.concurrent Executor)))

(set! *warn-on-reflection* true)

(defn- refuse [& message]
  (throw (Anomaly$Incorrect. (apply str message))))

(defn- shown [x]
  (Edn/describe (data/->stator x)))

(def ^:private embedded-keys
  #{:server-type :path :location :system :timeout :read-only :limits :functions :allow-clojure :cache
    :compression :completion-executor})

(def ^:private local-keys #{:server-type :storage-dir :system :timeout})

(def ^:private server-types
  ":server-type must be :stator, or one of Datomic's :datomic-local, :dev-local, :peer-server and :cloud: server-type=")

(defn- only [m known]
  (when-let [unknown (first (remove known (keys m)))]
    (refuse "the arguments of a client in this process must have no keys but "
            (string/join ", " (sort known)) ": key=" (shown unknown))))

(defn- instance [m k type expectation]
  (let [x (get m k)]
    (when-not (or (nil? x) (instance? type x))
      (refuse k " must be " expectation ": " (name k) "=" (shown x)))
    x))

(defn- whole [k x]
  (let [n (data/->stator x)]
    (if (instance? Long n)
      n
      (refuse k " must be a whole number: " (shown x)))))

;; ---------------------------------------------------------------- configuration

(defn- limit [k]
  (let [key-of (fn [^Limit limit] (.key limit))]
    (or (first (filter #(= (key-of %) (if (keyword? k) (name k) (str k))) (Limit/values)))
        (refuse "the keys of :limits must be "
                (string/join ", " (map #(str ":" (key-of %)) (Limit/values))) ": key=" (shown k)))))

(defn- with-limits [^SystemConfig config limits]
  (reduce-kv (fn [^SystemConfig c k v] (.withLimit c (limit k) (long (whole k v)))) config limits))

(defn- with-clojure [^SystemConfig config ^Functions functions allowed]
  (.withFunctions config (cond-> (or functions (Functions/none))
                           (seq allowed) (.allowClojure (into-array String (map str allowed))))))

(defn- ^Path cache-of [x]
  (cond
    (instance? Path x) x
    (instance? File x) (.toPath ^File x)
    (and (string? x) (seq x) (not (string/includes? x "\u0000"))) (Path/of x (make-array String 0))
    :else (refuse ":cache must be a directory as a string, File or Path: cache=" (shown x))))

(defn- ^Compression compression-of [x]
  (if (and (keyword? x) (nil? (namespace x)))
    (Compression/named (name x))
    (refuse ":compression must be :standard, :lz4 or :zstd: compression=" (shown x))))

(defn- config [m]
  (let [functions (instance m :functions Functions "io.stator.Functions")
        allowed (instance m :allow-clojure java.util.Collection "a collection of symbols")
        executor (instance m :completion-executor Executor "a java.util.concurrent.Executor")
        limits (instance m :limits java.util.Map "a map")]
    (cond-> (SystemConfig/standard)
      (or functions allowed) (with-clojure functions allowed)
      limits (with-limits limits)
      (contains? m :cache) (as-> c (.withCache ^SystemConfig c (cache-of (:cache m))))
      (contains? m :compression) (as-> c (.withCompression ^SystemConfig c (compression-of (:compression m))))
      executor (as-> c (.withCompletionExecutor ^SystemConfig c executor)))))

;; ---------------------------------------------------------------- places

(defn- location?
  "Returns whether a path is a URI of something else than a file."
  [x]
  (and (string? x)
       (not (string/starts-with? x "file:"))
       (.matches (.matcher Location/URI_TEXT x))))

(defn- ^Path path-of [x]
  (try
    (cond
      (location? x) (refuse ":path must be :mem, or a path; this is a location, which is given as :location: path="
                            (Location/of ^String x))
      (instance? Path x) x
      (instance? File x) (.toPath ^File x)
      (instance? URI x) (Path/of x)
      (and (string? x) (string/starts-with? x "file:")) (Path/of (URI. x))
      (and (string? x) (seq x)) (Path/of x (make-array String 0))
      :else (refuse ":path must be :mem, or a path as a string, File, Path or URI: path=" (shown x)))
    (catch IllegalArgumentException malformed
      (refuse ":path must be a path: path=" (shown x) " (" (.getMessage malformed) ")"))
    (catch java.net.URISyntaxException malformed
      (refuse ":path must be a path: path=" (shown x) " (" (.getMessage malformed) ")"))
    (catch java.nio.file.FileSystemNotFoundException absent
      (refuse ":path must be a path of a file system that is there: path=" (shown x) " (" (.getMessage absent) ")"))))

(defn- system-name [m]
  (let [system (:system m)]
    (if (and (string? system) (re-matches #"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}" system))
      system
      (refuse ":system must be 1 to 128 of A-Z a-z 0-9 . _ -, not beginning with a dot: system=" (shown system)))))

(defn- local->embedded
  "Returns the arguments that open what those of Datomic Local mean."
  [m]
  (only m local-keys)
  (let [directory (:storage-dir m)
        system (system-name m)]
    (cond
      (= :mem directory)
      (assoc (dissoc m :storage-dir) :path :mem)

      (and (string? directory) (.isAbsolute (path-of directory)))
      (assoc (dissoc m :storage-dir :system) :path (.resolve (path-of directory) ^String system))

      :else (refuse ":storage-dir must be an absolute path or :mem: storage-dir=" (shown directory)))))

(defn- ^Path absolute [^Path path]
  (.normalize (.toAbsolutePath path)))

(defn- ^Location location-of [x]
  (cond
    (string? x) (Location/of ^String x)
    (instance? URI x) (Location/of ^URI x)
    :else (refuse ":location must be what io.stator.Stator/open takes, a string or URI: location=" (shown x))))

(defn- located
  "Returns the place of a location, nil for one in memory."
  [location]
  (condp instance? location
    Location$InPath [:path (absolute (.path ^Location$InPath location))]
    Location$Stored [:location (.uri ^Location$Stored location)]
    nil))

(defn- place
  "Returns what tells a system from others, nil for one that nobody else can have."
  [m]
  (cond
    (and (contains? m :path) (contains? m :location))
    (refuse "a client in this process has a :path or a :location, not both")

    (not (or (contains? m :path) (contains? m :location)))
    (refuse "a client in this process needs :path, which is :mem or where its files are, or :location")

    (contains? m :location)
    (let [location (location-of (:location m))]
      (when (contains? m :system)
        (refuse ":system names a system in memory; one elsewhere is named by its :location"))
      (located location))

    (not= :mem (:path m))
    (let [path (path-of (:path m))]
      (when (contains? m :system)
        (refuse ":system names a system in memory; one in files is named by its :path"))
      [:path (absolute path)])

    (contains? m :system) [:mem (system-name m)]))

(defn- told-place
  "Returns a place as it may be shown: without users and passwords."
  [[kind x]]
  (if (= :location kind) (str (Location/of ^URI x)) (shown x)))

;; ---------------------------------------------------------------- opening

(def ^:private opened
  "The systems that are open by their place, each with its client and the options it was opened with."
  (atom {}))

(defn- ^io.stator.Client open [m [kind x]]
  (let [^SystemConfig config (config m)
        read-only (:read-only m)]
    (case kind
      :path (if read-only (Stator/openReadOnly ^Path x config) (Stator/open ^Path x config))
      :location (if read-only (Stator/openReadOnly ^URI x config) (Stator/open ^URI x config))
      (do
        (when read-only
          (refuse ":read-only is for systems in storage"))
        (Stator/inMemory config)))))

(defn- with-timeout [^io.stator.Client client m]
  (if-some [millis (:timeout m)]
    (.withTimeout client (Duration/ofMillis (whole :timeout millis)))
    client))

(defn- embedded
  "Returns the client of a system in this process; the one there is if it is open."
  [m]
  (only m embedded-keys)
  (instance m :read-only Boolean "true or false")
  (let [place (place m)
        options (dissoc m :server-type :path :location :system :timeout)]
    (locking opened
      (let [known (get @opened place)]
        (when (and known (not= options (:options known)))
          (refuse "the system is open with other options; close it to open it with these: " (told-place place)))
        (let [client (or (:client known) (open m place))]
          (when place
            (swap! opened assoc place {:client client :options options}))
          (face/client (with-timeout client m)
                       (fn []
                         (locking opened
                           (when (identical? client (get-in @opened [place :client]))
                             (swap! opened dissoc place))))))))))

(defn client
  "Returns the client of an argument map."
  [m]
  (data/told
    (let [type (:server-type m)]
      (cond
        (and (= :stator type) (contains? m :endpoint))
        (face/client (Stator/connect (ClientConfig/ofArguments (data/->stator (dissoc m :server-type)))) (fn []))

        (= :stator type) (embedded m)
        (#{:datomic-local :dev-local} type) (embedded (local->embedded m))
        (#{:peer-server :cloud} type) (face/client (Stator/client (data/->stator m)) (fn []))
        :else (refuse server-types (shown type))))))
