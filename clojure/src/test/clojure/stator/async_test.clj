(ns stator.async-test
  "Every function of datomic.client.api.async, on Stator and on Datomic Local."
  (:require [clojure.core.async :as a :refer [<!!]]
            [clojure.test :refer [deftest is testing]]
            [datomic.client.api :as d]
            [datomic.client.api.async :as async]
            [stator.both :as both :refer [same]]
            [stator.impl.channels :as channels])
  (:import (io.stator Results)
           (java.lang.reflect InvocationHandler Proxy)
           (java.util.concurrent CompletableFuture Flow$Publisher Flow$Subscription)))

(def ^:private names-max 2500)

(defn- filled [client]
  (let [conn (both/connected client)]
    (d/transact conn {:tx-data [{:db/ident :thing/name :db/valueType :db.type/string
                                 :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}]})
    (d/transact conn {:tx-data (for [n (range names-max)] {:thing/name (format "n%04d" n)})})
    conn))

(defn- all
  "Returns what is on a channel until it is closed; fails when that takes too long."
  [ch]
  (let [timeout (a/timeout 60000)]
    (loop [taken []]
      (let [[value port] (a/alts!! [ch timeout])]
        (cond
          (= port timeout) (throw (IllegalStateException. "the channel is not closed"))
          (nil? value) taken
          :else (recur (conj taken value)))))))

(def ^:private slow
  "Makes many sums, one by one."
  '[:find ?u :in $ [?a ...] [?b ...] [?c ...] :where [(+ ?a ?b) ?s] [(+ ?s ?c) ?u] [(= ?u -1)]])

(defn- told [anomaly]
  (select-keys anomaly [:cognitect.anomalies/category :db/error]))

;; As Datomic's clients for servers have it: their chunks bring it along.
(deftest statistics-are-metadata-of-the-first-chunk
  (let [conn (filled (both/own))
        db (d/db conn)
        arguments {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :query-stats true :io-context :a/b}
        chunks (all (async/q arguments))
        lazily (all (async/qseq (assoc arguments :chunk 2000)))]
    (is (= [1000 1000 500] (map count chunks)))
    (is (= [2000 500] (map count lazily)))
    (doseq [[chunk api] [[(first chunks) :query] [(first lazily) :qseq]]]
      (is (= names-max (-> (meta chunk) :query-stats :phases first :clauses first :rows-out)))
      (is (= [:a/b api] ((juxt :io-context :api) (:io-stats (meta chunk))))))
    (is (empty? (meta (second chunks))))
    (is (= {:ret {:thing/name "n0001"} :api :pull}
           (let [pulled (<!! (async/pull db {:selector [:thing/name] :eid [:thing/name "n0001"] :io-context :a/b}))]
             {:ret (:ret pulled) :api (:api (:io-stats pulled))})))
    (is (= :cognitect.anomalies/incorrect
           (:cognitect.anomalies/category (first (all (async/q (assoc arguments :io-context :b)))))))))

(deftest single-values-are-on-the-channel-for-all-who-take
  (same "the catalog, connections, transactions"
        (fn [client]
          (let [conn (<!! (async/connect client (do (filled client) {:db-name "trial"})))
                db (async/db conn)
                t (:t db)
                report (<!! (async/transact conn {:tx-data [{:db/id "x" :thing/name "new"}]}))]
            [(<!! (async/create-database client {:db-name "trial"}))
             (vec (remove nil? (<!! (async/list-databases client {}))))
             (:thing/name (<!! (async/pull (:db-after report) {:selector [:thing/name] :eid [:thing/name "new"]})))
             (keys (:tempids report))
             (count (:tx-data report))
             (- (:t (async/db conn)) t)
             (- (:t (<!! (async/sync conn t))) t)
             (let [with-db (<!! (async/with-db conn))
                   after (:db-after (<!! (async/with with-db {:tx-data [{:thing/name "what if"}]})))]
               [(<!! (async/pull after {:selector [:thing/name] :eid [:thing/name "what if"]}))
                (- (:t after) (:t with-db))])
             (pos-int? (:datoms (<!! (async/db-stats db))))
             (map :v (<!! (async/datoms (async/as-of db t) {:index :avet :components [:thing/name] :limit 2})))
             (<!! (async/datoms (async/since db t) {:index :avet :components [:thing/name]}))
             (map :added (<!! (async/datoms (async/history db) {:index :avet :components [:thing/name] :limit 1})))
             (<!! (async/delete-database client {:db-name "trial"}))
             (told (<!! (async/connect client {:db-name "trial"})))])))
  (let [client (both/own)
        conn (filled client)]
    (is (= {} (<!! (async/pull (d/db conn) {:selector [:thing/name] :eid [:thing/name "nobody"]}))))
    (is (= {} (<!! (async/administer-system client {:action :upgrade-schema :db-name "trial"}))))
    (let [report (async/transact conn {:tx-data []})]
      (is (= (:t (:db-after (<!! report))) (:t (:db-after (<!! report))))))))

(deftest a-channel-of-many-values-ends-with-what-is-refused-at-once
  (let [conn (filled (both/own))
        db (d/db conn)
        query '[:find ?n :where [_ :thing/name ?n]]]
    (doseq [[call ch] {:q (async/q {:query query :args [db] :limit -7})
                       :q-of-one-value (async/q {:query '[:find ?n . :where [_ :thing/name ?n]] :args [db]})
                       :q-of-nothing (async/q {:query nil :args [db]})
                       :qseq (async/qseq {:query query :args [db] :offset -1})
                       :datoms (async/datoms db {:index :nope})
                       :index-range (async/index-range db {:attrid :nope})
                       :index-pull (async/index-pull db {:index :eavt :selector [:db/id] :start [:thing/name]})
                       :tx-range (async/tx-range conn {:start "x"})}]
      (is (= [:cognitect.anomalies/incorrect] (map :cognitect.anomalies/category (all ch))) call))))

(deftest many-values-come-in-chunks
  (same "q, qseq, datoms, index-range, index-pull"
        (fn [client]
          (let [db (d/db (filled client))
                query '[:find ?n :where [_ :thing/name ?n]]
                q {:query query :args [db] :limit -1}
                names {:index :avet :components [:thing/name]}]
            [(map count (all (async/q q)))
             (map count (all (async/q (assoc q :chunk 1500))))
             (map count (all (async/q (assoc q :chunk 900 :limit 2000 :offset 400))))
             (set (apply concat (all (async/q q))))
             (every? vector? (apply concat (all (async/q q))))
             (all (async/q (assoc q :query '[:find ?e :where [?e :thing/name "nobody"]])))
             (all (async/q (assoc q :query '[:find ?n :keys name :where [_ :thing/name ?n]] :offset 0
                                  :args [(:db-after (d/with db {:tx-data []}))] :limit 0)))
             (map (comp set keys first) (all (async/q (assoc q :query '[:find ?n :keys name
                                                                       :where [_ :thing/name ?n]]))))
             (map count (all (async/qseq (assoc q :chunk 1250))))
             (set (apply concat (all (async/qseq q))))
             (map count (all (async/datoms db names)))
             (map count (all (async/datoms db (assoc names :limit -1))))
             (map count (all (async/datoms db (assoc names :limit 5 :chunk 2))))
             (map :v (apply concat (all (async/datoms db (assoc names :limit -1 :chunk 700)))))
             (map count (all (async/index-range db {:attrid :thing/name :start "n0100" :limit -1 :chunk 2000})))
             (map count (all (async/index-pull db {:index :avet :selector [:thing/name] :start [:thing/name]
                                                   :limit 30 :chunk 20})))
             (apply concat (all (async/index-pull db {:index :avet :selector [:thing/name] :start [:thing/name]
                                                      :limit 30 :chunk 20})))])))
  (testing "rows with names are maps and have positions"
    (let [db (d/db (filled (both/own)))
          row (ffirst (all (async/q {:query '[:find ?n :keys name :where [_ :thing/name ?n]] :args [db]})))]
      (is (= (:name row) (nth row 0)))))
  (testing "the log, which Local does not put into chunks"
    (let [conn (filled (both/own))
          log (all (async/tx-range conn {:limit -1 :chunk 3}))]
      (is (= [3 3 2] (map count log)))
      (is (= (seq (d/tx-range conn {:limit -1})) (apply concat log))))))

(deftest anomalies-are-on-the-channel
  (same "what is refused"
        (fn [client]
          (let [conn (filled client)
                db (d/db conn)]
            (map (comp told <!!)
                 [(async/transact conn {:tx-data [[:db/add "x" :no/attribute 1]]})
                  (async/q {:query '[:find ?nomen :where [_ :thing/name ?n]] :args [db]})
                  (async/q {:query '[:find ?n :where [_ :thing/name ?n]] :args []})
                  (async/qseq {:query '[:find ?n :where [_ :thing/name ?n]] :args []})
                  (async/connect client {:db-name "none"})
                  (async/with db {:tx-data [{:thing/name 1}]})
                  (async/pull db {:selector [:thing/name] :eid [:no/attribute 1]})]))))
  (testing "also those of the arguments, and as documented"
    (let [client (both/own)
          conn (filled client)
          db (d/db conn)]
      (doseq [ch [(async/q {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :foo 1})
                  (async/qseq {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :foo 1})
                  (async/datoms db {:index :eavt :foo 1})
                  (async/index-range db {:attrid :thing/name :foo 1})
                  (async/index-pull db {:index :avet :selector [:db/id] :start [:thing/name] :foo 1})
                  (async/pull db {:selector [:db/id] :eid 1 :foo 1})
                  (async/with db {:tx-data [] :foo 1})
                  (async/transact conn {:tx-data [] :foo 1})
                  (async/tx-range conn {:foo 1})
                  (async/connect client {:db-name "trial" :foo 1})
                  (async/create-database client {:db-name "trial" :foo 1})
                  (async/delete-database client {:db-name "trial" :foo 1})
                  (async/list-databases client {:foo 1})
                  (async/administer-system client {:action :upgrade-schema :db-name "trial" :foo 1})
                  (async/sync conn :foo)
                  (async/datoms db :foo)]]
        (let [anomaly (<!! ch)]
          (is (= :cognitect.anomalies/incorrect (:cognitect.anomalies/category anomaly)))
          (is (.contains (str (:cognitect.anomalies/message anomaly)) ":foo"))))
      (is (= {:cognitect.anomalies/category :cognitect.anomalies/incorrect
              :cognitect.anomalies/message "Query is referencing unbound variables: #{?nomen}"
              :db/error :db.error/unbound-query-variables
              :variables '#{?nomen}}
             (<!! (async/q {:query '[:find ?nomen :where [_ :thing/name ?n]] :args [db]}))))
      (is (= :cognitect.anomalies/unavailable
             (:cognitect.anomalies/category
               (<!! (async/q {:query slow :args [db (range 180) (range 180) (range 180)] :timeout 20}))))))))

(defn- waits-for [condition]
  (loop [left 2000]
    (cond
      (condition) true
      (zero? left) false
      :else (do (<!! (a/timeout 5))
                (recur (dec left))))))

(defn- watched
  "Returns a channel of the chunks of endless results, with the number of chunks computed and whether they were cancelled."
  [convert]
  (let [computed (atom 0)
        cancelled (atom false)
        publisher (reify Flow$Publisher
                    (subscribe [_ subscriber]
                      (.onSubscribe subscriber
                                    (reify Flow$Subscription
                                      (request [_ n]
                                        (dotimes [_ n]
                                          (.onNext subscriber [(swap! computed inc)])))
                                      (cancel [_] (reset! cancelled true))))))
        results (Proxy/newProxyInstance (.getClassLoader Results)
                                        (into-array Class [Results])
                                        (reify InvocationHandler
                                          (invoke [_ _ method _]
                                            (if (= "chunks" (.getName method))
                                              publisher
                                              (throw (UnsupportedOperationException. (.getName method)))))))]
    {:computed computed :cancelled cancelled :channel (channels/chunks results convert)}))

(deftest a-channel-that-nobody-takes-from-holds-one-chunk
  (let [{:keys [computed cancelled channel]} (watched identity)]
    (is (= 1 @computed))
    (is (= [1] (<!! channel)))
    (is (waits-for #(= 2 @computed)))
    (is (= [2] (a/poll! channel)))
    (is (waits-for #(= 3 @computed)))
    (<!! (a/timeout 20))
    (is (= 3 @computed))
    (is (not @cancelled))))

(deftest closing-a-channel-stops-what-it-is-fed-by
  (testing "while a chunk waits to be taken"
    (let [{:keys [computed cancelled channel]} (watched identity)]
      (a/close! channel)
      (is @cancelled)
      (is (= [1] (<!! channel)) "what was on it can be taken")
      (is (nil? (<!! channel)))
      (is (= 1 @computed))))
  (testing "after some were taken"
    (let [{:keys [cancelled channel]} (watched identity)]
      (is (= [[1] [2]] [(<!! channel) (<!! channel)]))
      (a/close! channel)
      (is @cancelled)))
  (testing "a computation on its way"
    (let [client (both/own)
          db (d/db (filled client))
          sums (async/q {:query slow :args [db (range 180) (range 180) (range 180)]})]
      (a/close! sums)
      (is (nil? (<!! sums)))
      (is (= [["n0000"]] (<!! (async/q {:query '[:find ?n :where [?e :thing/name "n0000"] [?e :thing/name ?n]]
                                        :args [db]})))
          "others go on"))))

(deftest who-takes-is-told-whatever-goes-wrong
  (let [{:keys [cancelled channel]} (watched (fn [_] (throw (StackOverflowError. "too deep"))))]
    (is (= [:cognitect.anomalies/fault "too deep"]
           ((juxt :cognitect.anomalies/category :cognitect.anomalies/message) (<!! channel))))
    (is (nil? (<!! channel)))
    (is @cancelled))
  (let [future (CompletableFuture.)
        channel (channels/value future (fn [_] (throw (StackOverflowError. "too deep"))))]
    (.complete future 1)
    (is (= :cognitect.anomalies/fault (:cognitect.anomalies/category (<!! channel)))))
  (let [future (CompletableFuture.)
        channel (channels/reading future identity)]
    (a/close! channel)
    (is (.isCancelled future))
    (is (nil? (<!! channel)))))

(deftest channels-go-with-what-core-async-has-for-them
  (let [db (d/db (filled (both/own)))
        datoms #(async/datoms db {:index :avet :components [:thing/name] :limit -1 :chunk 1000})]
    (is (= [1000 1000 500] (map count (<!! (a/into [] (datoms))))))
    (is (= [1000 1000 500] (<!! (a/into [] (a/pipe (datoms) (a/chan 1 (map count)))))))
    (is (= names-max (<!! (a/transduce (comp cat (map :v)) (completing (fn [n _] (inc n))) 0 (datoms)))))
    (is (= names-max (<!! (a/go (let [ch (datoms)]
                                  (loop [n 0]
                                    (if-let [chunk (a/<! ch)]
                                      (recur (+ n (count chunk)))
                                      n)))))))
    (is (= [1000 1000 500] (map count (<!! (a/into [] (a/merge [(datoms)]))))))
    (is (= 1000 (count (first (a/alts!! [(datoms) (a/timeout 60000)])))))))

(deftest calls-do-not-block-their-thread
  (let [client (both/own)
        conn (filled client)
        futures (doall (for [n (range 200)]
                         (async/transact conn {:tx-data [{:thing/name (str "many " n)}]})))]
    (is (= 200 (count (set (map (comp :t :db-after <!!) futures)))))
    (let [later (async/sync conn (inc (:t (d/db conn))))]
      (is (nil? (a/poll! later)))
      (d/transact conn {:tx-data []})
      (is (= (:t (d/db conn)) (:t (<!! later)))))))

(def averager
  "Calculates the average of what it is given."
  (fn
    ([] [0 0])
    ([[n total]] (/ total (double n)))
    ([[n total] count] [(inc n) (+ total count)])))

(deftest the-documented-transduction-averages-in-chunks
  (let [program (fn [client]
                  (->> (async/datoms (d/db (filled client)) {:limit -1 :chunk 700 :index :aevt :components [:thing/name]})
                       (a/transduce (comp (halt-when :cognitect.anomalies/category) cat (map #(nth % 2)) (map count))
                                    averager
                                    (averager))
                       <!!))]
    (is (= 5.0 (same "average length" program)))))
