(ns io.stator.server.datomic-client
  "A program that uses the functions of Datomic's client library, synchronous and asynchronous."
  (:require [clojure.core.async :refer [<!!]]
            [datomic.client.api :as d]
            [datomic.client.api.async :as a]))

(defn anomaly
  "Returns the data of what a function throws."
  [f]
  (try (f) :nothing-thrown (catch clojure.lang.ExceptionInfo e (ex-data e))))

(defn chunks
  "Returns all that comes out of a channel."
  [channel]
  (loop [all []]
    (if-let [chunk (<!! channel)] (recur (conj all chunk)) all)))

(def schema
  [{:db/ident :film/title :db/valueType :db.type/string :db/cardinality :db.cardinality/one
    :db/unique :db.unique/identity}
   {:db/ident :film/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/index true}
   {:db/ident :film/rating :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
   {:db/ident :film/genres :db/valueType :db.type/keyword :db/cardinality :db.cardinality/many}
   {:db/ident :film/sequel :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
   {:db/ident :film/seen :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
   {:db/ident :film/site :db/valueType :db.type/uri :db/cardinality :db.cardinality/one}
   {:db/ident :film/id :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one}
   {:db/ident :film/cost :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}
   {:db/ident :film/atoms :db/valueType :db.type/bigint :db/cardinality :db.cardinality/one}
   {:db/ident :film/weight :db/valueType :db.type/float :db/cardinality :db.cardinality/one}
   {:db/ident :film/symbol :db/valueType :db.type/symbol :db/cardinality :db.cardinality/one}
   {:db/ident :film/pair :db/valueType :db.type/tuple :db/tupleTypes [:db.type/long :db.type/string]
    :db/cardinality :db.cardinality/one}])

(defn sync-part [client]
  (let [conn (d/connect client {:db-name "films"})
        report (d/transact conn {:tx-data schema})
        films (d/transact conn {:tx-data [{:db/id "goonies" :film/title "The Goonies" :film/year 1985
                                           :film/rating 7.7 :film/genres [:comedy :adventure]
                                           :film/seen #inst "2020-01-02T03:04:05.678-00:00"
                                           :film/id #uuid "11111111-2222-3333-4444-555555555555"
                                           :film/site (java.net.URI. "http://example.com/a?b")
                                           :film/cost 1.50M :film/atoms 123456789012345678901234567890N
                                           :film/weight (float 0.5) :film/symbol 'a/b :film/pair [1 "x"]}
                                          {:db/id "repo" :film/title "Repo Man" :film/year 1984 :film/sequel "goonies"}
                                          [:db/add "datomic.tx" :db/doc "films"]]})
        db (d/db conn)
        goonies (get-in films [:tempids "goonies"])
        before (:t (:db-before films))
        changed (d/transact conn {:tx-data [[:db/add goonies :film/year 1986]]})
        now (d/db conn)
        with-db (d/with-db conn)
        with (d/with with-db {:tx-data [{:film/title "Speculation" :film/year 2050}]})
        with2 (d/with (:db-after with) {:tx-data [{:film/title "More" :film/year 2051}]})
        titles '[:find ?t :where [_ :film/title ?t]]]
    {:databases (d/list-databases client {})
     :tempids (set (keys (:tempids films)))
     :tx-data (map (comp #(mapv class %) (juxt :e :a :v :tx :added)) (take 1 (:tx-data films)))
     :nth (let [datom (second (:tx-data films))] [(count datom) (= (:e datom) (nth datom 0))])
     :db (select-keys {:db-name (:db-name db) :t (= (:t db) (:t (:db-after films)))} [:db-name :t])
     :q (set (d/q {:query '[:find ?t ?y :in $ ?min :where [?e :film/title ?t] [?e :film/year ?y] [(<= ?min ?y)]]
                   :args [now 1985]}))
     :q-args (d/q '[:find (count ?e) :where [?e :film/title]] now)
     :q-scalar (:cognitect.anomalies/message (anomaly #(d/q '[:find ?e . :where [?e :film/title]] now)))
     :q-keys (set (d/q '[:find ?t ?y :keys title year :where [?e :film/title ?t] [?e :film/year ?y]] now))
     :q-string (set (d/q "[:find ?t :where [_ :film/title ?t]]" now))
     :q-pull (d/q '[:find (pull ?e [:film/title {:film/sequel [:film/title]}]) :where [?e :film/year 1984]] now)
     :q-rules (set (d/q '[:find ?t :in $ % :where (old ?e) [?e :film/title ?t]] now
                        '[[(old ?e) [?e :film/year ?y] [(< ?y 1985)]]]))
     :q-collections (set (d/q '[:find ?t ?n :in $ [[?t ?n]] [?t ...] :where [_ :film/title ?t]] now
                              [["Repo Man" 1] ["Nothing" 2]] ["Repo Man" "Nothing"]))
     :q-two (set (d/q '[:find ?y1 ?y2 :in $a $b ?e :where [$a ?e :film/year ?y1] [$b ?e :film/year ?y2]] db now goonies))
     :q-limit (count (d/q {:query titles :args [now] :limit 1}))
     :q-empty (d/q '[:find ?e :where [?e :film/title "none"]] now)
     :qseq (let [s (d/qseq {:query titles :args [now]})] [(count s) (set s)])
     :pull (d/pull now '[:film/title :film/genres :film/seen :film/id :film/site :film/cost :film/atoms :film/weight
                         :film/symbol :film/pair] goonies)
     :pull-map (d/pull now {:selector '[:film/year] :eid [:film/title "Repo Man"]})
     :pull-none (d/pull now '[:film/year] 123456)
     :datoms (mapv :v (d/datoms now {:index :avet :components [:film/year]}))
     :datoms-e (count (seq (d/datoms now {:index :eavt :components [goonies :film/genres]})))
     :datoms-limit (count (seq (d/datoms now {:index :aevt :components [:db/ident] :limit 5 :offset 2})))
     :index-range (mapv :v (d/index-range now {:attrid :film/year :start 1984 :end 1986}))
     :index-pull (mapv :film/title (d/index-pull now {:index :avet :selector [:film/title] :start [:film/year]}))
     :index-pull-reverse (mapv :film/title (d/index-pull now {:index :avet :selector [:film/title] :start [:film/year]
                                                              :reverse true}))
     :tx-range (mapv (juxt #(- (:t %) before) #(count (:data %))) (d/tx-range conn {:start (inc before)}))
     :tx-range-all (count (seq (d/tx-range conn {})))
     :as-of (d/pull (d/as-of now (:t db)) '[:film/year] goonies)
     :as-of-before (d/q titles (d/as-of now before))
     :since (d/q '[:find ?y :where [_ :film/year ?y]] (d/since now (:t db)))
     :history (set (d/q '[:find ?y ?added :in $ ?e :where [?e :film/year ?y _ ?added]] (d/history now) goonies))
     :old-db (d/pull db '[:film/year] goonies)
     :with (set (d/q titles (:db-after with2)))
     :with-pull (d/pull (:db-after with2) '[:film/year] [:film/title "More"])
     :with-before (count (d/q titles (:db-before with2)))
     :with-durable (count (d/q titles (d/db conn)))
     :sync (:t (d/sync conn (:t now)))
     :sync-t (= (:t now) (:t (d/sync conn (:t now))))
     :db-stats (let [stats (d/db-stats now)] [(pos? (:datoms stats)) (get-in stats [:attrs :film/title])])
     :io-stats (select-keys (:io-stats (d/q {:query titles :args [now] :io-context :my/context})) [:io-context :api])
     :query-stats (let [stats (:query-stats (d/q {:query titles :args [now] :query-stats true}))
                        clauses (-> stats :phases first :clauses)]
                    [(= titles (:query stats)) (mapv :clause clauses) (:rows-in (first clauses))
                     (= (count (d/q titles now)) (:rows-out (first clauses)))])
     :pull-stats (let [pulled (d/pull now {:selector '[:film/year] :eid goonies :io-context :my/context})]
                   [(:api (:io-stats pulled)) (= (d/pull now '[:film/year] goonies) (:ret pulled))])
     :tx-stats ((juxt :io-context :api) (:io-stats (d/transact conn {:tx-data [] :io-context :my/context})))
     :not-found (anomaly #(d/connect client {:db-name "nothing"}))
     :incorrect (:db/error (anomaly #(d/transact conn {:tx-data [[:db/add "x" :no/such 1]]})))
     :conflict (anomaly #(d/transact conn {:tx-data [[:db/cas goonies :film/year 1 2]]}))
     :syntax (:cognitect.anomalies/category (anomaly #(d/q '[:find ?x :where [?y :film/title]] now)))
     :denied (:cognitect.anomalies/category
              (anomaly #(d/q '[:find ?x :where [(java.lang.System/getProperty "user.home") ?x]] now)))
     :denied-file (:cognitect.anomalies/category (anomaly #(d/q '[:find ?x :where [(slurp "/etc/passwd") ?x]] now)))
     :same-connection (= (:db-name now) (:db-name (d/db (d/connect client {:db-name "films"}))))}))

(defn big-part
  "More rows than one chunk has."
  [client n]
  (let [conn (d/connect client {:db-name "films"})]
    (doseq [part (partition-all 1000 (range n))]
      (d/transact conn {:tx-data (for [i part] {:film/title (str "film " i " " (apply str (repeat 50 "x")))
                                                 :film/year (+ 10000 i)})}))
    (let [db (d/db conn)]
      {:q (count (d/q {:query '[:find ?t ?y :where [?e :film/title ?t] [?e :film/year ?y] [(< 9999 ?y)]]
                       :args [db] :chunk 700}))
       :qseq (let [s (d/qseq {:query '[:find ?y :where [_ :film/year ?y] [(< 9999 ?y)]] :args [db] :chunk 100})]
               [(count s) (count (set s))])
       :datoms (= (range 10000 (+ 10000 n))
                  (map :v (d/index-range db {:attrid :film/year :start 10000 :limit -1 :chunk 300})))
       :limit (count (seq (d/datoms db {:index :aevt :components [:film/title]})))
       :pulls (count (d/index-pull db {:index :avet :selector [:film/title] :start [:film/year 10000] :limit -1
                                       :chunk 500}))
       :transactions (count (seq (d/tx-range conn {:limit -1 :chunk 2})))
       :async (mapv count (chunks (a/q {:query '[:find ?y :where [_ :film/year ?y] [(< 9999 ?y)]] :args [db]
                                        :limit 2500 :chunk 1000})))})))

(defn async-part [arg-map]
  (let [client (a/client arg-map)
        conn (<!! (a/connect client {:db-name "films"}))
        db (a/db conn)
        with-db (<!! (a/with-db conn))
        with (<!! (a/with with-db {:tx-data [{:film/title "Async speculation"}]}))]
    {:databases (<!! (a/list-databases client {}))
     :transact (set (keys (<!! (a/transact conn {:tx-data [{:db/id "x" :film/title "Async"}]}))))
     :pull (<!! (a/pull db {:selector '[:film/year] :eid [:film/title "Repo Man"]}))
     :q (chunks (a/q {:query '[:find ?t :where [?e :film/title ?t] [?e :film/year 1984]] :args [db]}))
     :datoms (mapv #(mapv :v %) (chunks (a/datoms db {:index :avet :components [:film/year 1984]})))
     :index-range (mapv #(mapv :v %) (chunks (a/index-range db {:attrid :film/year :start 1984 :end 1985})))
     :index-pull (chunks (a/index-pull db {:index :avet :selector [:film/title] :start [:film/year 1984] :limit 1}))
     :tx-range (pos? (count (chunks (a/tx-range conn {}))))
     :stats (pos? (:datoms (<!! (a/db-stats db))))
     :with (count (first (chunks (a/q {:query '[:find ?e :where [?e :film/title "Async speculation"]]
                                       :args [(:db-after with)]}))))
     :sync (:t (<!! (a/sync conn (:t db))))
     :as-of (map? (<!! (a/pull (a/as-of db (:t db)) {:selector '[:film/year] :eid [:film/title "Repo Man"]})))
     :anomaly (select-keys (<!! (a/connect client {:db-name "nothing"}))
                           [:cognitect.anomalies/category :cognitect.anomalies/message])}))

(defn run [arg-map n]
  (let [client (d/client arg-map)]
    {:sync (sync-part client)
     :big (big-part client n)
     :async (async-part arg-map)}))
