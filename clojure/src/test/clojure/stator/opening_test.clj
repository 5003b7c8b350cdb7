(ns stator.opening-test
  "What clients are made of."
  (:require [clojure.string :as string]
            [clojure.test :refer [deftest is testing use-fixtures]]
            [datomic.client.api :as d]
            [stator.api :as stator]
            [stator.both :as both])
  (:import (java.io File)
           (java.nio.file Files Path)
           (java.nio.file.attribute FileAttribute)))

(def ^:private ^:dynamic ^Path *directory* nil)

(defn- delete-all [^File file]
  (run! delete-all (.listFiles file))
  (.delete file))

(use-fixtures :each
  (fn [test]
    (let [directory (Files/createTempDirectory "stator" (make-array FileAttribute 0))]
      (try
        (binding [*directory* directory]
          (test))
        (finally
          (delete-all (.toFile directory)))))))

(defn- path [name] (str (.resolve *directory* ^String name)))

(defn- refusal [f]
  (try
    (f)
    nil
    (catch clojure.lang.ExceptionInfo thrown
      (ex-data thrown))))

(deftest systems-in-files-are-there-when-they-are-opened-again
  (doseq [as [identity #(File. ^String %) #(.toPath (File. ^String %)) #(.toURI (File. ^String %))
              #(str (.toURI (File. ^String %)))]]
    (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path (as (path "system"))})]
      (let [conn (both/connected client)]
        (d/transact conn {:tx-data [{:db/ident (keyword (str "it-" (random-uuid)))}]}))))
  (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path (path "system") :read-only true})]
    (let [conn (d/connect client {:db-name "trial"})]
      (is (= 5 (count (filter #(string/starts-with? (name (first %)) "it-")
                              (d/q '[:find ?i :where [_ :db/ident ?i]] (d/db conn))))))
      (is (= :cognitect.anomalies/forbidden
             (:cognitect.anomalies/category (refusal #(d/transact conn {:tx-data []}))))))))

(deftest a-system-is-opened-once
  (testing "in memory, by name"
    (let [arguments {:server-type :stator :path :mem :system (str (random-uuid))}
          client (stator/client arguments)]
      (d/create-database client {:db-name "shared"})
      (is (= ["shared"] (d/list-databases (stator/client arguments) {})))
      (is (= ["shared"] (d/list-databases (stator/client (assoc arguments :timeout 5000)) {})))
      (is (= [] (d/list-databases (stator/client (assoc arguments :system "another")) {})))
      (is (= [] (d/list-databases (stator/client (dissoc arguments :system)) {})))
      (is (= ["shared"] (d/list-databases (stator/client {:server-type :datomic-local :storage-dir :mem
                                                          :system (:system arguments)})
                                          {})))
      (testing "until it is closed"
        (stator/close (stator/client arguments))
        (stator/close client)
        (is (= :cognitect.anomalies/unavailable
               (:cognitect.anomalies/category (refusal #(d/list-databases client {})))))
        (is (= [] (d/list-databases (stator/client arguments) {})))
        (stator/close (stator/client arguments)))
      (stator/close (stator/client (assoc arguments :system "another")))))
  (testing "in files, by place"
    (let [arguments {:server-type :stator :path (path "system")}]
      (with-open [^java.io.Closeable client (stator/client arguments)]
        (d/create-database client {:db-name "shared"})
        (is (= ["shared"] (d/list-databases (stator/client {:server-type :stator
                                                            :path (path "other/../system")})
                                            {})))
        (is (re-find #"open with other options"
                     (:cognitect.anomalies/message
                       (refusal #(stator/client (assoc arguments :read-only true)))))))
      (with-open [^java.io.Closeable client (stator/client (assoc arguments :read-only true))]
        (is (= ["shared"] (d/list-databases client {})))))))

(deftest the-map-of-datomic-local-means-the-same-here
  (let [arguments {:server-type :datomic-local :storage-dir (str *directory*) :system "dev"}]
    (with-open [^java.io.Closeable client (stator/client arguments)]
      (d/create-database client {:db-name "db"})
      (is (= ["db"] (d/list-databases (stator/client {:server-type :stator :path (path "dev")}) {}))))
    (with-open [^java.io.Closeable client (stator/client (assoc arguments :server-type :dev-local))]
      (is (= ["db"] (d/list-databases client {}))))))

(defn shouted
  "Returns a text in capitals, for queries."
  [text]
  (str (string/upper-case text) "!"))

(deftest what-is-configured-holds
  (testing "limits"
    (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path :mem :limits {:query-rows 10}})]
      (let [db (d/db (both/connected client))]
        (is (some? (refusal #(d/q '[:find ?a ?b :in $ [?a ...] [?b ...]] db (range 10) (range 10))))))))
  (testing "functions of Clojure, once they are allowed"
    (let [call #(d/q '[:find ?v :in $ ?x :where [(stator.opening-test/shouted ?x) ?v]] (d/db (both/connected %)) "abc")]
      (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path :mem :allow-clojure ['stator.opening-test]})]
        (is (= [["ABC!"]] (call client))))
      (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path :mem})]
        (is (= :cognitect.anomalies/not-found (:cognitect.anomalies/category (refusal #(call client))))))))
  (testing "functions of Java"
    (let [functions (.withQueryFunction (io.stator.Functions/none) "my/twice"
                            (reify io.stator.QueryFunction
                              (call [_ arguments] (* 2 (long (first arguments))))))]
      (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path :mem :functions functions})]
        (is (= [[42]] (d/q '[:find ?v :in $ ?x :where [(my/twice ?x) ?v]] (d/db (both/connected client)) 21)))))))

(defn next-number
  "Returns what adds the number after the greatest one there is: a transaction function as programs of Datomic write them."
  [db name]
  (let [[[greatest]] (d/q '[:find (max ?n) :where [_ :thing/number ?n]] db)
        known (:thing/number (d/pull db [:thing/number] [:thing/name name]))]
    (if known
      (throw (ex-info "numbered already" {:cognitect.anomalies/category :cognitect.anomalies/conflict :number known}))
      [{:thing/name name
        :thing/number (inc (or greatest 0))}])))

(defn described
  "Returns what a function of a query finds in a database by all ways there are."
  [db name]
  [(d/q '[:find ?n :in $ ?name :where [?e :thing/name ?name] [?e :thing/number ?n]] db name)
   (:thing/number (d/pull db {:selector [:thing/number] :eid [:thing/name name]}))
   (map :v (d/datoms db {:index :avet :components [:thing/number]}))
   (map :v (d/index-range db {:attrid :thing/number :start 2}))
   (d/index-pull db {:index :avet :selector [:thing/name] :start [:thing/number] :limit 1})
   (count (d/qseq '[:find ?e :where [?e :thing/name]] db))
   (count (d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :limit 1}))
   (pos-int? (:datoms (d/db-stats db)))
   (:t (d/as-of db 6))
   (count (:tx-data (d/with db {:tx-data [{:thing/name "what if"}]})))])

(deftest functions-of-clojure-are-given-databases-that-can-be-asked
  (with-open [^java.io.Closeable client (stator/client {:server-type :stator :path :mem
                                                        :allow-clojure ["stator.opening-test"]})]
    (let [conn (both/connected client)]
      (d/transact conn {:tx-data [{:db/ident :thing/name :db/valueType :db.type/string
                                   :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                                  {:db/ident :thing/number :db/valueType :db.type/long
                                   :db/cardinality :db.cardinality/one}]})
      (doseq [name ["a" "b" "c"]]
        (d/transact conn {:tx-data [(list 'stator.opening-test/next-number name)]}))
      (is (= #{["a" 1] ["b" 2] ["c" 3]}
             (set (d/q '[:find ?name ?n :where [?e :thing/name ?name] [?e :thing/number ?n]] (d/db conn)))))
      (let [anomaly (refusal #(d/transact conn {:tx-data ['(stator.opening-test/next-number "b")]}))]
        (is (= {:cognitect.anomalies/category :cognitect.anomalies/conflict :number 2}
               (select-keys anomaly [:cognitect.anomalies/category :number]))))
      (is (= [[[[[2]] 2 [1 2 3] [2 3] [{:thing/name "a"}] 3 1 true (:t (d/db conn)) 2]]]
             (d/q '[:find ?d :where [(stator.opening-test/described $ "b") ?d]] (d/db conn)))))))

(deftest what-can-be-no-client-is-refused
  (doseq [[arguments shown] [[nil "class=nil"]
                             ["stator:mem" "java.lang.String"]
                             [{} ":server-type"]
                             [{:server-type :ion} ":ion"]
                             [{:server-type "stator"} "\"stator\""]
                             [{:server-type :stator} ":path"]
                             [{:server-type :stator :path nil} ":path"]
                             [{:server-type :stator :path ""} ":path"]
                             [{:server-type :stator :path 5} ":path"]
                             [{:server-type :stator :path "file:relative"} ":path"]
                             [{:server-type :stator :path (java.net.URI. "http://example.com/x")} ":path"]
                             [{:server-type :stator :path "\u0000"} ":path"]
                             [{:server-type :stator :path "jdbc:postgresql://me:secret@host/x"} ":location: path=jdbc:postgresql://host/x"]
                             [{:server-type :stator :path "dynamodb://eu-west-1/table"} ":location"]
                             [{:server-type :stator :path :mem :location "mem:"} ":location"]
                             [{:server-type :stator :location nil} ":location"]
                             [{:server-type :stator :location ""} "location"]
                             [{:server-type :stator :location :mem} ":location"]
                             [{:server-type :stator :location "mem:" :system "x"} ":system"]
                             [{:server-type :stator :location "mem:" :read-only true} ":read-only"]
                             [{:server-type :stator :path :mem :cache ""} ":cache"]
                             [{:server-type :stator :path :mem :cache :mem} ":cache"]
                             [{:server-type :stator :path :mem :cache nil} ":cache"]
                             [{:server-type :stator :path :mem :compression "zstd"} ":compression"]
                             [{:server-type :stator :path :mem :compression nil} ":compression"]
                             [{:server-type :stator :path :mem :compression :gzip} "lz4"]
                             [{:server-type :stator :path :mem :foo 1} ":foo"]
                             [{:server-type :stator :path :mem "timeout" 1} "timeout"]
                             [{:server-type :stator :path :mem :system ""} ":system"]
                             [{:server-type :stator :path :mem :system :x} ":system"]
                             [{:server-type :stator :path "x" :system "x"} ":system"]
                             [{:server-type :stator :path :mem :read-only true} ":read-only"]
                             [{:server-type :stator :path :mem :read-only "no"} ":read-only"]
                             [{:server-type :stator :path :mem :timeout "1"} ":timeout"]
                             [{:server-type :stator :path :mem :timeout -5} "timeout"]
                             [{:server-type :stator :path :mem :limits [1]} ":limits"]
                             [{:server-type :stator :path :mem :limits {:rows 1}} ":rows"]
                             [{:server-type :stator :path :mem :limits {:query-rows "1"}} ":query-rows"]
                             [{:server-type :stator :path :mem :limits {:query-rows 0}} "query-rows"]
                             [{:server-type :stator :path :mem :functions 'f} ":functions"]
                             [{:server-type :stator :path :mem :allow-clojure "f"} ":allow-clojure"]
                             [{:server-type :stator :path :mem :completion-executor 5} ":completion-executor"]
                             [{:server-type :datomic-local} ":system"]
                             [{:server-type :datomic-local :system "x"} ":storage-dir"]
                             [{:server-type :datomic-local :system "x" :storage-dir "relative"} ":storage-dir"]
                             [{:server-type :datomic-local :system "../x" :storage-dir "/tmp"} ":system"]
                             [{:server-type :datomic-local :system "x" :storage-dir :mem :path :mem} ":path"]]]
    (testing (pr-str arguments)
      (let [anomaly (refusal #(stator/client arguments))]
        (is (= :cognitect.anomalies/incorrect (:cognitect.anomalies/category anomaly)))
        (is (string/includes? (str (:cognitect.anomalies/message anomaly)) shown))))))

(deftest a-location-is-opened
  (let [directory (path "located")
        opened (stator/client {:server-type :stator :location (str "file:" directory)})]
    (try
      (both/connected opened)
      (is (= ["trial"] (d/list-databases (stator/client {:server-type :stator :path directory}) {}))
          "the same system, which is open already")
      (finally
        (stator/close opened))))
  (let [memory #(stator/client {:server-type :stator :location "mem:"})]
    (both/connected (memory))
    (is (= [] (d/list-databases (memory) {})) "each is a new one"))
  (let [message (:cognitect.anomalies/message
                  (refusal #(stator/client {:server-type :stator :location "other://me:secret@host/x"})))]
    (is (string/includes? message "other:"))
    (is (not (string/includes? message "secret")))))

(deftest a-cache-is-for-what-is-far-away
  (doseq [cache [(path "cache") (File. ^String (path "cache")) (.resolve *directory* "cache")]]
    (let [anomaly (refusal #(stator/client {:server-type :stator :path (path "near") :cache cache}))]
      (is (= :cognitect.anomalies/unsupported (:cognitect.anomalies/category anomaly)))
      (is (string/includes? (:cognitect.anomalies/message anomaly) "far away")))))

(deftest what-needs-a-module-says-so
  (is (= :cognitect.anomalies/unsupported
         (:cognitect.anomalies/category
           (refusal #(stator/client {:server-type :stator :endpoint "localhost:8998" :access-key "a" :secret "b"}))))))

(deftest everything-is-documented-at-the-repl
  (doseq [namespace ['stator.api 'stator.data]]
    (require namespace)
    (is (string? (:doc (meta (find-ns namespace)))))
    (doseq [[name v] (ns-publics namespace)
            :when (fn? @v)
            :let [{:keys [doc arglists]} (meta v)]
            :when (not (string/starts-with? (str name) "->N"))]
      (is (string? doc) (str v))
      (is (seq arglists) (str v)))))
