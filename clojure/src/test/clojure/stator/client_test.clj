(ns stator.client-test
  "Every function of datomic.client.api, on Stator and on Datomic Local."
  (:require [clojure.test :refer [deftest is testing]]
            [datomic.client.api :as d]
            [stator.api :as stator]
            [stator.both :as both :refer [same told]])
  (:import (java.net URI)
           (java.util Date)))

(def schema
  (into [{:db/ident :thing/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
          :db/unique :db.unique/identity}
         {:db/ident :thing/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many
          :db/isComponent true}
         {:db/ident :thing/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
         {:db/ident :thing/pair :db/valueType :db.type/tuple :db/tupleTypes [:db.type/long :db.type/keyword]
          :db/cardinality :db.cardinality/one}
         {:db/ident :red}]
        (for [type [:bigdec :bigint :boolean :double :float :instant :keyword :long :symbol :uuid :uri]]
          {:db/ident (keyword "thing" (name type))
           :db/valueType (keyword "db.type" (name type))
           :db/cardinality :db.cardinality/many})))

(def values
  {:thing/bigdec [1.50M 2M]
   :thing/bigint [123456789012345678901234567890N 5N]
   :thing/boolean [true false]
   :thing/double [1.5 -0.0 1e300]
   :thing/float [(float 1.5) (float 2)]
   :thing/instant [#inst "2020-01-02T03:04:05.678-00:00" (Date. 0)]
   :thing/keyword [:a :b/c]
   :thing/long [1 Long/MAX_VALUE Long/MIN_VALUE]
   :thing/symbol ['a 'b/c]
   :thing/uuid [#uuid "11111111-2222-3333-4444-555555555555"]
   :thing/uri [(URI. "http://example.com/a?b=c#d")]})

(def things
  [(merge values {:db/id "all" :thing/name "all" :thing/pair [1 :x]
                  :thing/part [{:thing/name "part 1"} {:thing/name "part 2" :thing/long 7}]})
   {:thing/name "friend" :thing/friend ["all" :red]}
   [:db/add "datomic.tx" :thing/name "the transaction"]])

(defn- filled [client]
  (let [conn (both/connected client)]
    (d/transact conn {:tx-data schema})
    (d/transact conn {:tx-data things})
    conn))

(defn- name-of [db id]
  (let [{:keys [db/ident thing/name]} (d/pull db [:db/ident :thing/name] id)]
    (or ident name)))

(defn- named
  "Returns a datom with names for its ids and without its time."
  [db {:keys [e a v added]}]
  (let [attribute (:db/ident (d/pull db [:db/ident] a))]
    [(or (name-of db e) :nameless)
     attribute
     (cond
       (= :db/txInstant attribute) :instant
       (#{:thing/part :thing/friend} attribute) (name-of db v)
       :else v)
     added]))

(deftest databases-are-made-listed-and-deleted
  (same "the catalog"
        (fn [client]
          [(d/create-database client {:db-name "a"})
           (d/create-database client {:db-name "a"})
           (d/create-database client {:db-name "b" :timeout 10000})
           (sort (d/list-databases client {}))
           (d/delete-database client {:db-name "a"})
           (d/delete-database client {:db-name "a"})
           (vec (d/list-databases client {}))
           (told (d/connect client {:db-name "a"}))
           (= (d/connect client {:db-name "b"}) (d/connect client {:db-name "b"}))
           (told (d/administer-system client {:action :upgrade-schema :db-name "b"}))])))

(deftest lists-of-databases-have-offset-and-limit
  (let [client (both/own)]
    (doseq [name ["a" "b" "c"]]
      (d/create-database client {:db-name name}))
    (is (= ["a" "b" "c"] (d/list-databases client {}) (d/list-databases client {:limit -1})
           (d/list-databases client nil)))
    (is (= ["b"] (d/list-databases client {:offset 1 :limit 1})))))

(deftest each-kind-of-value-is-stored-and-found
  (same "pull"
        (fn [client]
          (let [db (d/db (filled client))
                pulled (d/pull db (into [:thing/pair] (keys values)) [:thing/name "all"])]
            (update-vals pulled #(if (= [1 :x] %) % (set %))))))
  (doseq [[attribute all] values
          value all]
    (same (str attribute " " (pr-str value))
          (fn [client]
            (let [db (d/db (filled client))]
              [(d/q '[:find ?v ?n :in $ ?a ?v :where [?e ?a ?v] [?e :thing/name ?n]] db attribute value)
               (map #(nth % 2) (d/datoms db {:index :avet :components [attribute value]}))
               (map :v (d/index-range db {:attrid attribute :start value :limit 1}))])))))

(deftest transactions-tell-what-they-did
  (same "the report"
        (fn [client]
          (let [conn (filled client)
                {:keys [db-before db-after tx-data tempids]}
                (d/transact conn {:tx-data [{:db/id "new" :thing/name "new" :thing/friend "other"}
                                            {:db/id "other" :thing/name "other"}
                                            [:db/retract [:thing/name "all"] :thing/long 1]
                                            [:db/cas [:thing/name "friend"] :thing/name "friend" "enemy"]]})]
            [(- (:t db-after) (:t db-before))
             (vector? (vec tx-data))
             (set (map #(named db-after %) tx-data))
             (update-vals tempids #(name-of db-after %))
             (name-of db-before [:thing/name "new"])
             (= db-after (d/db conn))
             (:thing/name (d/pull (d/db conn) [:thing/name] [:thing/name "enemy"]))]))))

(deftest data-of-any-shape-is-transaction-data
  (same "lists, lazy seqs, sorted maps, records"
        (fn [client]
          (let [conn (filled client)]
            (d/transact conn {:tx-data (list (list :db/add "x" :thing/name "list"))})
            (d/transact conn {:tx-data (map (fn [n] {:thing/name (str "lazy " n)}) (range 3))})
            (d/transact conn {:tx-data [(sorted-map :thing/name "sorted" :thing/long #{1 2})]})
            (d/transact conn {:tx-data `[{:thing/name ~(str "quo" "ted")}]})
            (d/transact conn {:tx-data [^:x {:thing/name "meta" :thing/keyword (sorted-set :b :a)}]})
            (d/transact conn {:tx-data []})
            (d/transact conn {:tx-data nil})
            (d/transact conn {:tx-data #{{:thing/name "in a set"}}})
            (set (d/q '[:find ?n :where [_ :thing/name ?n]] (d/db conn)))))))

(deftest a-transaction-with-an-id-is-applied-once
  (let [conn (filled (both/own))
        transact #(d/transact conn {:tx-data [{:thing/long 99}] :submission-id %})]
    (is (= (:t (:db-after (transact "id"))) (:t (:db-after (transact "id")))))
    (is (= 1 (count (d/datoms (d/db conn) {:index :avet :components [:thing/long 99]}))))
    (transact (random-uuid))
    (is (= 2 (count (d/datoms (d/db conn) {:index :avet :components [:thing/long 99]}))))))

(deftest anomalies-are-the-data-of-exceptions
  (same "what is refused"
        (fn [client]
          (let [conn (filled client)
                db (d/db conn)]
            [(told (d/transact conn {:tx-data [[:db/add "x" :no/attribute 1]]}))
             (told (d/transact conn {:tx-data [{:thing/name 1}]}))
             (told (d/transact conn {:tx-data [{:thing/name "x" :thing/double 1/2}]}))
             (told (d/transact conn {:tx-data [[:db/cas [:thing/name "all"] :thing/name "none" "x"]]}))
             (told (d/transact conn {:tx-data [[:db/add "a" :thing/name "1"] [:db/add "a" :thing/name "2"]]}))
             (told (d/q '[:find ?nomen :where [_ :thing/name ?name]] db))
             (told (d/q '[:find ?x :in $ ?y :where [?x :thing/name]] db))
             (told (d/q {:query '[:find ?x :where [?x :thing/name]] :args []}))
             (told (d/pull db [:thing/friend {:thing/friend [:thing/name]}] [:thing/name "all"]))
             (told (d/pull db [:thing/name] [:thing/long 1]))])))
  (testing "message, category and details"
    (let [db (d/db (filled (both/own)))
          thrown (try
                   (d/q '[:find ?nomen :where [_ :thing/name ?name]] db)
                   (catch clojure.lang.ExceptionInfo thrown thrown))]
      (is (= "Query is referencing unbound variables: #{?nomen}" (ex-message thrown)))
      (is (= {:cognitect.anomalies/category :cognitect.anomalies/incorrect
              :cognitect.anomalies/message "Query is referencing unbound variables: #{?nomen}"
              :db/error :db.error/unbound-query-variables
              :variables '#{?nomen}}
             (ex-data thrown)))
      (is (instance? io.stator.Anomaly (ex-cause thrown))))))

(deftest databases-can-be-asked-for-their-keys
  (same "points in time"
        (fn [client]
          (let [conn (filled client)
                db (d/db conn)
                t (:t db)
                tx (:tx (first (:data (first (d/tx-range conn {:start t})))))]
            [(contains? #{nil :none} (:foo db :none))
             (- (:t db) t)
             [(:as-of db) (:since db)]
             (- (:as-of (d/as-of db t)) t)
             (- (:as-of (d/as-of db tx)) t)
             (- (:since (d/since db (dec t))) t)
             (- (:t (d/as-of db (dec t))) t)
             (= db (d/db conn))
             (= (d/as-of db t) (d/as-of db t))
             (= db (d/as-of db t))
             (count (set [db (d/db conn)]))])))
  (let [conn (filled (both/own))
        db (d/db conn)]
    (is (= "trial" (:db-name db) (:db-name conn)))
    (is (= [false true] [(:history db) (:history (d/history db))]))
    (is (= :none (:foo conn :none)))
    (is (= (str "#stator/db {:db-name \"trial\", :t " (:t db) "}") (pr-str db) (str db)))
    (is (= "#stator/connection {:db-name \"trial\"}" (pr-str conn) (str conn)))
    (is (= (str "#stator/db {:db-name \"trial\", :t " (:t db) ", :as-of 3, :history true}")
           (pr-str (d/history (d/as-of db 3)))))))

(deftest time-can-be-travelled
  (same "as of, since, history, sync"
        (fn [client]
          (let [conn (filled client)
                before (:t (d/db conn))
                longs (fn [db] (sort (map first (d/q '[:find ?v :where [_ :thing/long ?v]] db))))]
            (d/transact conn {:tx-data [[:db/retract [:thing/name "all"] :thing/long 1]
                                        [:db/add [:thing/name "all"] :thing/long 2]]})
            (let [db (d/db conn)]
              [(longs db)
               (longs (d/as-of db before))
               (longs (d/as-of db (Date. 0)))
               (longs (d/since db before))
               (sort (d/q '[:find ?v ?added :where [_ :thing/long ?v _ ?added]] (d/history db)))
               (longs (d/sync conn before))
               (longs (d/sync conn (int before)))]))))
  (let [history (d/history (d/db (filled (both/own))))]
    (is (= {:cognitect.anomalies/category :cognitect.anomalies/incorrect}
           (dissoc (told (d/pull history '[*] [:thing/name "all"])) :db/error)))))

(deftest with-changes-nothing
  (same "with"
        (fn [client]
          (let [conn (filled client)
                first-report (d/with (d/with-db conn) {:tx-data [{:db/id "x" :thing/name "what if"}]})
                second-report (d/with (:db-after first-report) {:tx-data [{:thing/name "what then"}]})
                names #(set (map first (d/q '[:find ?n :where [_ :thing/name ?n]] %)))]
            [(names (:db-after first-report))
             (names (:db-after second-report))
             (names (d/db conn))
             (keys (:tempids first-report))
             (set (map #(named (:db-after first-report) %) (:tx-data first-report)))
             (told (d/with (d/with-db conn) {:tx-data [[:db/add "x" :no/attribute 1]]}))]))))

(deftest queries-return-vectors
  (same "q"
        (fn [client]
          (let [db (d/db (filled client))]
            [(set (d/q '[:find ?n :where [_ :thing/name ?n]] db))
             (set (d/q {:query '{:find [?n] :where [[_ :thing/name ?n]]} :args [db]}))
             (set (d/q "[:find ?n :where [_ :thing/name ?n]]" db))
             (d/q '[:find ?n :in $ % ?x :where (named ?e ?n) [?e :thing/long ?x]]
                  db '[[(named ?e ?n) [?e :thing/name ?n]]] 7)
             (d/q '[:find ?n :where [?e :thing/name ?n] [?e :thing/name "nobody"]] db)
             (d/q '[:find (count ?n) (min ?n) (max 2 ?n) (distinct ?n) :where [_ :thing/name ?n]] db)
             (d/q '[:find (sum ?b) (avg ?l) :in $ [[?b ?l]]] db [[1N 1] [2N 2]])
             (d/q '[:find (pull ?e [:thing/name {:thing/friend [:db/ident]}]) :where [?e :thing/friend :red]] db)
             (set (d/q '[:find ?x :in $ [?x ...]] db [:a 'b "c" \d 1 2N 3.5 4.5M 5/2 [6] '(7) {:eight 8} #{9}]))
             (d/q '[:find ?a ?b :in $ [?a ?b]] db [#{:x} {:y '(z)}])
             (set (d/q {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :limit -1 :offset 0 :timeout 60000
                        :chunk 2}))
             (count (d/q {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :limit 2}))
             (count (d/q {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :offset 3}))
             (d/q {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :limit 0})
             (d/q '[:find ?n :in $x $y :where [$x ?e :thing/name ?n] [$y ?e :thing/long 7]] db db)]))))

(deftest rows-are-all-that-can-be-asked-for
  (same "find specifications"
        (fn [client]
          (let [db (d/db (filled client))]
            (for [find '[[?n .] [[?n ...]] [[?n ?l]]]
                  form [identity pr-str (fn [[_ & rest]] {:find (vec (butlast (butlast rest))) :where [(last rest)]})]
                  ask [d/q d/qseq]]
              (try (vec (ask (form (into (into [:find] find) '[:where [_ :thing/name ?n]])) db))
                   (catch clojure.lang.ExceptionInfo thrown
                     [(:cognitect.anomalies/category (ex-data thrown)) (ex-message thrown)])))))))

(deftest rows-can-have-names
  (same ":keys, :strs and :syms"
        (fn [client]
          (let [db (d/db (filled client))
                rows (d/q '[:find ?n ?l :keys name number :where [?e :thing/name ?n] [?e :thing/long ?l] [(= ?l 7)]] db)
                row (first rows)]
            [rows row
             (d/q '[:find ?n :strs name :where [?e :thing/name ?n] [?e :thing/long 7]] db)
             (d/q '[:find ?n :syms a/name :where [?e :thing/name ?n] [?e :thing/long 7]] db)
             (map? row) (:name row) (row :number) (nth row 0)
             (let [[n l] row] [n l])
             (let [{:keys [name number]} row] [name number])
             (assoc row :x 1) (dissoc row :name)
             (= row {:name "part 2" :number 7})
             (d/qseq '[:find ?n :keys name :where [?e :thing/name ?n] [?e :thing/long 7]] db)]))))

(deftest qseq-is-a-seq-that-can-be-counted
  (same "qseq"
        (fn [client]
          (let [db (d/db (filled client))
                names (d/qseq '[:find (pull ?e [:thing/name]) :where [?e :thing/name]] db)]
            [(set names) (count names) (counted? names) (seq? names) (set (rest names)) (= names (seq names))
             (count (cons 1 names)) (count (conj names 1))
             (map? (ffirst names))
             (d/qseq '[:find ?e :where [?e :thing/name "nobody"]] db)
             (count (d/qseq {:query '[:find ?n :where [_ :thing/name ?n]] :args [db] :offset 1 :limit 2}))
             (told (d/qseq '[:find ?nomen :where [_ :thing/name ?name]] db))]))))

(deftest pulls-return-maps
  (same "pull"
        (fn [client]
          (let [db (d/db (filled client))]
            [(d/pull db [:thing/name {:thing/part [:thing/name :thing/long]}] [:thing/name "all"])
             (d/pull db {:selector [[:thing/name :as "n"] '(limit :thing/long 1) [:thing/none :default :no]]
                         :eid [:thing/name "all"] :timeout 60000})
             (d/pull db '[:thing/name {(:thing/friend :limit nil) [:db/ident]}] [:thing/name "friend"])
             (set (keys (d/pull db '[*] [:thing/name "friend"])))
             (d/pull db "[:thing/name]" [:thing/name "friend"])
             (count (:thing/_friend (d/pull db '[:thing/_friend] :red)))
             (d/pull db [:thing/name {:thing/_part [:thing/name]}] [:thing/name "part 1"])
             (:thing/name (d/pull db [:thing/name] (:db/id (d/pull db [:db/id :thing/name] [:thing/name "all"]))))])))
  (is (= {} (d/pull (d/db (filled (both/own))) [:thing/name] [:thing/name "nobody"]))
      "a map, as it is documented, where Local has nil"))

(deftest datoms-are-read-along-an-index
  (same "datoms"
        (fn [client]
          (let [db (d/db (filled client))
                datoms (d/datoms db {:index :avet :components [:thing/long]})
                attributes #(set (map (partial named db) (d/datoms db %)))]
            [(map :v datoms)
             (map #(nth % 2) datoms)
             (for [[_ _ v _ added] datoms] [v added])
             (for [{:keys [v added]} datoms] [v added])
             (into [] (map :v) datoms)
             (reduce (fn [n _] (inc n)) 0 datoms)
             (count datoms)
             (sequential? datoms)
             (empty? datoms)
             (empty? (d/datoms db {:index :avet :components [:thing/none]}))
             (first (d/datoms db {:index :avet :components [:thing/long 6]}))
             (map :v (d/datoms db {:index :avet :components [:thing/long] :offset 1 :limit 2}))
             (map :v (d/datoms db {:index :avet :components [:thing/long] :limit -1 :chunk 1}))
             (attributes {:index :eavt :components [[:thing/name "friend"]]})
             (attributes {:index :aevt :components [:thing/friend]})
             (attributes {:index :vaet :components [:red]})
             (count (d/datoms db {:index :eavt :limit 10}))
             (map :v (d/index-range db {:attrid :thing/long :start 2 :end 8}))
             (map :v (d/index-range db {:attrid :thing/long :offset 1}))
             (map :v (d/index-range db {:attrid :thing/name :start "g" :limit 1}))
             (set (map #(named db %) (d/datoms (d/history db) {:index :aevt :components [:thing/friend]})))
             (d/q '[:find ?v :in $ [[_ _ ?v]]] db (d/datoms db {:index :avet :components [:thing/uuid]}))
             (set (d/q '[:find ?v :in $ $datoms :where [$datoms ?e _ ?v] [$ ?e :thing/name "all"]]
                       db (d/datoms db {:index :avet :components [:thing/keyword]})))]))))

(deftest more-than-a-thousand-are-read-when-all-are-asked-for
  (same "limits"
        (fn [client]
          (let [conn (filled client)]
            (d/transact conn {:tx-data (for [n (range 1500)] {:thing/name (format "n%04d" n)})})
            (let [db (d/db conn)
                  names {:index :avet :components [:thing/name]}]
              [(count (seq (d/datoms db names)))
               (count (seq (d/datoms db (assoc names :limit -1))))
               (count (seq (d/datoms db (assoc names :offset 1400 :limit -1))))
               (count (seq (d/index-range db {:attrid :thing/name})))
               (count (seq (d/index-range db {:attrid :thing/name :limit -1})))
               (count (d/q '[:find ?n :where [_ :thing/name ?n]] db))
               (count (d/qseq '[:find ?n :where [_ :thing/name ?n]] db))
               (count (d/index-pull db {:index :avet :selector [:thing/name] :start [:thing/name] :limit -1}))])))))

(deftest indexes-are-pulled-along
  (same "index-pull"
        (fn [client]
          (let [db (d/db (filled client))
                pull #(d/index-pull db (merge {:index :avet :selector [:thing/name] :start [:thing/name]} %))]
            [(pull {}) (pull {:reverse true}) (pull {:start [:thing/name "b"]}) (pull {:offset 1 :limit 2})
             (pull {:start [:thing/name "zzz"]})
             (seq? (pull {}))
             (map? (first (pull {})))
             (told (pull {:index :eavt}))]))))

(deftest the-log-is-read
  (same "tx-range"
        (fn [client]
          (let [conn (filled client)
                db (d/db conn)
                t (:t db)
                shown (fn [range] (map (fn [{:keys [t data]}] [t (set (map #(named db %) data))]) range))]
            [(map #(update % 0 - t) (shown (d/tx-range conn {:start (dec t)})))
             (map (comp #(- % t) :t) (d/tx-range conn {:start (- t 1) :end t}))
             (map (comp #(- % t) :t) (d/tx-range conn {:start (- t 1) :limit 1}))
             (map (comp #(- % t) :t) (d/tx-range conn {:start (- t 1) :offset 1}))
             (map keys (d/tx-range conn {:start t}))
             (vector? (:data (first (d/tx-range conn {:start t}))))
             (count (d/tx-range conn {:start #inst "2000-01-01" :end #inst "2001-01-01"}))]))))

(deftest databases-are-counted
  (same "db-stats"
        (fn [client]
          (let [stats (d/db-stats (d/db (filled client)))]
            [(set (keys stats)) (pos-int? (:datoms stats))
             (select-keys (:attrs stats) (conj (keys values) :thing/name :thing/friend :thing/part))]))))

(deftest statistics-are-told-where-they-are-asked-for
  (let [client (both/own)
        conn (filled client)
        db (d/db conn)
        query '[:find ?e :where [?e :thing/name]]
        plain (d/q {:query query :args [db]})
        both (d/q {:query query :args [db] :query-stats true :io-context :a/b})
        clause (-> both :query-stats :phases first :clauses first)]
    (is (= plain (:ret both)))
    (is (= query (-> both :query-stats :query)))
    (is (= {:clause '[?e :thing/name] :rows-in 0 :rows-out (count plain) :binds-in () :binds-out '[?e]
            :expansion (count plain) :warnings {:unbound-vars #{'?e}}}
           (into {} (filter (comp nil? namespace key)) clause)))
    (is (= '(([?e :thing/name])) (-> both :query-stats :phases first :sched)))
    (is (= {:io-context :a/b :api :query} (select-keys (:io-stats both) [:io-context :api])))
    (is (= #{:ret :query-stats} (set (keys (d/q {:query query :args [db] :query-stats :some/name})))))
    (is (= plain (d/q {:query query :args [db] :query-stats false})))
    (is (= #{:ret :io-stats} (set (keys (d/qseq {:query query :args [db] :io-context :a/b})))))
    (is (= :pull (-> (d/pull db {:selector '[*] :eid 0 :io-context :a/b}) :io-stats :api)))
    (is (= (d/pull db '[*] 0) (:ret (d/pull db {:selector '[*] :eid 0 :io-context :a/b}))))
    (is (= :tx-with (-> (d/transact conn {:tx-data [] :io-context :a/b}) :io-stats :api)))
    (is (= :a/b (-> (d/with (d/with-db conn) {:tx-data [] :io-context :a/b}) :io-stats :io-context)))
    (is (nil? (:io-stats (d/transact conn {:tx-data []}))))))

(deftest every-key-is-honoured-or-refused-by-its-name
  (let [client (both/own)
        conn (filled client)
        db (d/db conn)
        refused (fn [f] (try (f) nil (catch clojure.lang.ExceptionInfo thrown
                                       (select-keys (ex-data thrown) [:cognitect.anomalies/category
                                                                      :cognitect.anomalies/message]))))]
    (doseq [[call k] [[#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :foo 1}) ":foo"]
                      [#(d/qseq {:query '[:find ?e :where [?e :thing/name]] :args [db] :bar 1}) ":bar"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :io-context :b}) "io-context"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :query-stats 5}) ":query-stats"]
                      [#(d/datoms db {:index :aevt :query-stats true}) ":query-stats"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :limit -2}) "limit"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :limit 1.5}) "limit"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :offset -1}) "offset"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :chunk 0}) "chunk"]
                      [#(d/q {:query '[:find ?e :where [?e :thing/name]] :args [db] :timeout -1}) "timeout"]
                      [#(d/datoms db {:index :eavt :component [:a]}) ":component"]
                      [#(d/datoms db {:index :nope}) ":nope"]
                      [#(d/datoms db {}) ":index"]
                      [#(d/datoms db [:eavt]) "[:eavt]"]
                      [#(d/index-range db {:attr :thing/name}) ":attr"]
                      [#(d/index-pull db {:index :avet :selector [:db/id] :start [:thing/name] :backward true}) ":backward"]
                      [#(d/pull db {:selector [:db/id] :eid 1 :limit 1}) ":limit"]
                      [#(d/pull db {:selector [:db/id]}) ":eid"]
                      [#(d/transact conn {:tx-data [] :foo 1}) ":foo"]
                      [#(d/transact conn {}) ":tx-data"]
                      [#(d/transact conn {:tx-data 5}) ":tx-data"]
                      [#(d/transact conn [{}]) "[{}]"]
                      [#(d/with db {:tx-data [] :foo 1}) ":foo"]
                      [#(d/tx-range conn {:begin 1}) ":begin"]
                      [#(d/sync conn nil) "nil"]
                      [#(d/sync conn "x") "\"x\""]
                      [#(d/as-of db nil) "null"]
                      [#(d/as-of db "x") "\"x\""]
                      [#(d/since db :x) ":x"]
                      [#(d/connect client {:name "x"}) ":name"]
                      [#(d/connect client {}) ":db-name"]
                      [#(d/create-database client {:db-name :x}) ":db-name"]
                      [#(d/create-database client {:db-name "a b"}) "a b"]
                      [#(d/delete-database client {:db-name "x" :force true}) ":force"]
                      [#(d/administer-system client {:action :format :db-name "trial"}) ":action"]]]
      (let [{:cognitect.anomalies/keys [category message]} (refused call)]
        (is (= :cognitect.anomalies/incorrect category) k)
        (is (.contains (str message) k) (str k " in " message))))))

(deftest what-is-endless-is-refused
  (let [conn (filled (both/own))
        db (d/db conn)]
    (doseq [call [#(d/q '[:find ?x :in $ [?x ...]] db (range))
                  #(d/transact conn {:tx-data (repeat {:thing/name "x"})})
                  #(d/pull db (cycle [:thing/name]) [:thing/name "all"])
                  #(d/datoms db {:index :eavt :components (range)})]]
      (is (= {:cognitect.anomalies/category :cognitect.anomalies/incorrect} (told (call)))))))

(deftest time-is-limited
  (let [client (both/own)
        conn (filled client)
        ;; so many sums are made one by one
        slow '[:find ?u :in $ [?a ...] [?b ...] [?c ...] :where [(+ ?a ?b) ?s] [(+ ?s ?c) ?u] [(= ?u -1)]]
        unavailable {:cognitect.anomalies/category :cognitect.anomalies/unavailable}
        many (range 180)
        in-a-thread (fn [f]
                      (let [result (promise)
                            thread (Thread. #(deliver result (told (f))))]
                        (.start thread)
                        (.interrupt thread)
                        @result))]
    (is (= unavailable (told (d/q {:query slow :args [(d/db conn) many many many] :timeout 20}))))
    (testing "also by an interruption, after which all goes on"
      (is (= {:cognitect.anomalies/category :cognitect.anomalies/interrupted}
             (in-a-thread #(d/q slow (d/db conn) many many many))))
      (is (= [["all"]] (d/q '[:find ?n :where [?e :thing/name ?n] [?e :thing/uuid]] (d/db conn)))))
    (testing "of the client"
      (let [arguments {:server-type :stator :path :mem :system (str (random-uuid))}
            client (stator/client arguments)
            conn (both/connected client)
            hasty (d/connect (stator/client (assoc arguments :timeout 100)) {:db-name "trial"})]
        (is (= unavailable (told (d/q slow (d/db hasty) many many many))))
        (is (= [["db/doc"]] (d/q '[:find ?n :in $ ?n] (d/db conn) "db/doc")))
        (stator/close client)))))

(deftest what-is-lazy-fails-where-it-is-used
  (let [client (both/own)
        db (d/db (filled client))
        datoms (d/datoms db {:index :avet :components [:thing/name] :limit -1})]
    (testing "and is read anew by each use"
      (is (= (seq datoms) (seq datoms)))
      (is (not (identical? (seq datoms) (seq datoms))))
      (is (= datoms (vec datoms) (list* datoms)))
      (is (= (vec datoms) datoms))
      (is (= (hash (vec datoms)) (hash datoms)))
      (is (= (inc (count datoms)) (count (conj datoms 1)) (count (cons 1 datoms))))
      (is (= () (empty datoms)))
      (is (= 1 (reduce (fn [_ _] (reduced 1)) 0 datoms)))
      (is (= :none (reduce (fn [_ x] x) :none (d/datoms db {:index :avet :components [:thing/none]}))))
      (is (= 5 (reduce (fn ([] 5) ([_ x] x)) (d/datoms db {:index :avet :components [:thing/none]}))))
      (is (= (pr-str (vec datoms)) (pr-str (into [] datoms)))))
    (testing "with an anomaly in its data"
      (is (= {:cognitect.anomalies/category :cognitect.anomalies/incorrect :db/error :db.error/not-an-entity}
             (told (doall (d/index-pull db {:index :aevt :selector [:db/id] :start [:thing/friend [:thing/name "nobody"]]}))))))))

(deftest a-client-of-java-will-do
  (with-open [java (io.stator.Stator/inMemory)]
    (let [client (stator/client java)
          conn (filled client)]
      (is (identical? java (stator/java-object client)))
      (is (= [["all"]] (d/q '[:find ?n :where [?e :thing/name ?n] [?e :thing/uuid]] (d/db conn))))
      (is (= "trial" (.name ^io.stator.Connection (stator/java-object conn))))
      (is (= (:t (d/db conn)) (.t ^io.stator.Database (stator/java-object (d/db conn)))))
      (is (= client (stator/client java)))
      (is (= 1 (count (set [conn (d/connect client {:db-name "trial"})])))))))
