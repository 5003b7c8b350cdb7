(ns stator.walkthrough-test
  "Programs as the documentation of Datomic's Client API walks through them, with the line that makes the client as their argument."
  (:require [clojure.core.async :as a :refer [<! <!! >!]]
            [clojure.test :refer [deftest is testing]]
            [datomic.client.api :as d]
            [datomic.client.api.async :as async]
            [stator.api :as stator]
            [stator.both :as both :refer [same]]))

;; ---------------------------------------------------------------- an inventory

(def colors [:red :green :blue :yellow])
(def sizes [:small :medium :large :xlarge])
(def types [:shirt :pants :dress :hat])

(defn idents [names]
  (mapv (fn [name] {:db/ident name}) names))

(defn attribute [ident type cardinality & {:as more}]
  (merge {:db/ident ident
          :db/valueType (keyword "db.type" (name type))
          :db/cardinality (keyword "db.cardinality" (name cardinality))}
         more))

(def inventory-schema
  [(attribute :inv/sku :string :one :db/unique :db.unique/identity)
   (attribute :inv/color :ref :one)
   (attribute :inv/size :ref :one)
   (attribute :inv/type :ref :one)])

(def inventory
  (->> (for [color colors size sizes type types]
         {:inv/color color :inv/size size :inv/type type})
       (map-indexed (fn [n item] (assoc item :inv/sku (str "SKU-" n))))
       vec))

(def order-schema
  [(attribute :order/items :ref :many :db/isComponent true)
   (attribute :item/id :ref :one)
   (attribute :item/count :long :one)])

(def order
  {:order/items [{:item/id [:inv/sku "SKU-25"] :item/count 10}
                 {:item/id [:inv/sku "SKU-26"] :item/count 20}]})

(def rules
  '[[(ordered-together ?inv ?other)
     [?item :item/id ?inv]
     [?order :order/items ?item]
     [?order :order/items ?other-item]
     [?other-item :item/id ?other]]])

(def count-schema [(attribute :inv/count :long :one)])

(defn- inventory-program [client]
  (d/create-database client {:db-name "tutorial"})
  (let [conn (d/connect client {:db-name "tutorial"})
        transact #(d/transact conn {:tx-data %})
        _ (run! (comp transact idents) [colors sizes types])
        _ (transact inventory-schema)
        _ (transact inventory)
        db (d/db conn)
        like-sku-42 (d/q '[:find ?sku
                           :where
                           [?e :inv/sku "SKU-42"]
                           [?e :inv/color ?color]
                           [?e2 :inv/color ?color]
                           [?e2 :inv/sku ?sku]]
                         db)
        _ (transact order-schema)
        _ (transact [order])
        db (d/db conn)
        also-ordered (d/q '[:find ?sku
                            :in $ % ?inv
                            :where
                            (ordered-together ?inv ?other)
                            [?other :inv/sku ?sku]]
                          db rules [:inv/sku "SKU-25"])
        _ (transact count-schema)
        _ (transact [[:db/add [:inv/sku "SKU-21"] :inv/count 7]
                     [:db/add [:inv/sku "SKU-22"] :inv/count 7]
                     [:db/add [:inv/sku "SKU-42"] :inv/count 100]])
        _ (transact [[:db/retract [:inv/sku "SKU-22"] :inv/count 7]
                     [:db/add "datomic.tx" :db/doc "remove incorrect assertion"]])
        _ (transact [[:db/add [:inv/sku "SKU-42"] :inv/count 1000]
                     [:db/add "datomic.tx" :db/doc "correct data entry error"]])
        db (d/db conn)
        counts '[:find ?sku ?count
                 :where
                 [?inv :inv/sku ?sku]
                 [?inv :inv/count ?count]]
        [[t-of-doc]] (d/q '[:find (max ?tx) :where [?tx :db/doc]] db)
        recent (->> (d/q '[:find (max 3 ?tx) :where [?tx :db/txInstant]] db) ffirst)
        before-the-corrections (d/as-of db (last recent))]
    {:pulled (d/pull db [{:inv/color [:db/ident]} {:inv/size [:db/ident]} {:inv/type [:db/ident]}] [:inv/sku "SKU-42"])
     :like-sku-42 (set like-sku-42)
     :also-ordered (set also-ordered)
     :ordered (d/q '[:find (pull ?order [{:order/items [:item/count {:item/id [:inv/sku]}]}])
                     :where [?order :order/items]]
                   db)
     :counts (set (d/q counts db))
     :counts-before (set (d/q counts before-the-corrections))
     :history (d/q '[:find ?sku ?count ?op
                     :where
                     [?inv :inv/count ?count ?tx ?op]
                     [?inv :inv/sku ?sku]]
                   (d/history db))
     :docs (set (d/q '[:find ?doc :where [_ :db/doc ?doc] [(clojure.string/includes? ?doc "correct")]] db))
     :doc-of (:db/doc (d/pull db [:db/doc] t-of-doc))
     :sizes (sort (d/q '[:find ?size (count ?e) :where [?e :inv/size ?s] [?s :db/ident ?size]] db))
     :blue-hats (set (map (comp :v) (filter (comp #{"SKU-35" "SKU-39"} :v)
                                            (d/datoms db {:index :avet :components [:inv/sku]}))))
     :what-if (let [db-after (:db-after (d/with (d/with-db conn)
                                                {:tx-data [[:db/retractEntity [:inv/sku "SKU-42"]]]}))]
                [(count (d/q '[:find ?e :where [?e :inv/sku]] db-after))
                 (count (d/q '[:find ?e :where [?e :inv/sku]] (d/db conn)))])}))

(deftest the-inventory-of-the-tutorial
  (let [{:keys [pulled like-sku-42 also-ordered counts counts-before history]}
        (same "the inventory" #(update (inventory-program %) :history set))]
    (is (= {:inv/color {:db/ident :blue} :inv/size {:db/ident :large} :inv/type {:db/ident :dress}} pulled))
    (is (= 16 (count like-sku-42)))
    (is (= #{["SKU-25"] ["SKU-26"]} also-ordered))
    (is (= #{["SKU-21" 7] ["SKU-42" 1000]} counts))
    (is (= #{["SKU-21" 7] ["SKU-22" 7] ["SKU-42" 100]} counts-before))
    (is (contains? history ["SKU-22" 7 false]))))

;; ---------------------------------------------------------------- an import in batches

(defn- retryable? [anomaly]
  (contains? #{:cognitect.anomalies/busy :cognitect.anomalies/unavailable :cognitect.anomalies/interrupted}
             (:cognitect.anomalies/category anomaly)))

(defn- transact-with-retry
  "Transacts a batch, again and again after ever longer pauses while it may succeed; returns a channel of the result."
  [conn tx-data retries]
  (a/go-loop [pause 1]
    (let [result (<! (async/transact conn {:tx-data tx-data}))]
      (if (and (retryable? result) (< pause 2000))
        (do
          (swap! retries inc)
          (<! (a/timeout pause))
          (recur (* 2 pause)))
        result))))

(defn- import-batches
  "Transacts batches, several of which are on their way at a time; returns the number of transactions, or the anomaly that ended it."
  [conn batches at-a-time retries]
  (let [from (a/to-chan! batches)
        to (a/chan at-a-time)]
    (a/pipeline-async at-a-time to
                      (fn [batch result]
                        (a/go
                          (>! result (<! (transact-with-retry conn batch retries)))
                          (a/close! result)))
                      from)
    (<!! (a/transduce (halt-when :cognitect.anomalies/category) (completing (fn [n _] (inc n))) 0 to))))

(def music-schema
  [(attribute :artist/name :string :one)
   (attribute :artist/gid :uuid :one :db/unique :db.unique/identity)
   (attribute :release/name :string :one)
   (attribute :release/gid :uuid :one :db/unique :db.unique/identity)
   (attribute :release/artists :ref :many)
   (attribute :release/media :ref :many :db/isComponent true)
   (attribute :medium/tracks :ref :many :db/isComponent true)
   (attribute :track/name :string :one)
   (attribute :track/position :long :one)])

(defn- gid [kind n] (java.util.UUID. kind n))

(def artists
  (for [n (range 200)]
    {:artist/gid (gid 1 n) :artist/name (str "Artist " n)}))

(def releases
  (for [n (range 300)]
    {:release/gid (gid 2 n)
     :release/name (str "Release " n)
     :release/artists [[:artist/gid (gid 1 (mod n 200))]]
     :release/media [{:medium/tracks (for [position (range 3)]
                                       {:track/position position
                                        :track/name (str "Track " position " of " n)})}]}))

(defn- import-program [retries before]
  (fn [client]
    (d/create-database client {:db-name "mbrainz"})
    (let [conn (d/connect client {:db-name "mbrainz"})]
      (d/transact conn {:tx-data music-schema})
      (before conn)
      (let [imported [(import-batches conn (partition-all 7 artists) 10 retries)
                      (import-batches conn (partition-all 7 releases) 10 retries)]
            db (d/db conn)]
        [imported
         (d/q '[:find (count ?a) :where [?a :artist/gid]] db)
         (d/q '[:find (count ?t) :where [?t :track/name]] db)
         (set (d/q '[:find ?name ?position
                     :in $ ?artist
                     :where
                     [?r :release/artists ?artist]
                     [?r :release/media ?m]
                     [?m :medium/tracks ?t]
                     [?t :track/name ?name]
                     [?t :track/position ?position]]
                   db [:artist/gid (gid 1 42)]))
         (:cognitect.anomalies/category
           (import-batches conn [[{:artist/gid (gid 1 0) :artist/name 5}]] 10 retries))]))))

(def ^:private held
  "What a transaction waits for, and whether it has begun to."
  (atom nil))

(defn hold
  "Keeps the writer until the program has tried something again."
  [_db]
  (let [{:keys [retries begun]} @held]
    (deliver begun true)
    (while (zero? @retries)
      (Thread/onSpinWait))
    []))

(deftest batches-are-imported-with-retry
  (let [retries (atom 0)]
    (is (= [29 43] (first (same "the import" (import-program retries (fn [_conn])))))))
  (testing "where there is room for one transaction at a time"
    (let [retries (atom 0)
          begun (promise)
          client (stator/client {:server-type :stator :path :mem :limits {:queued-transactions 1}
                                 :allow-clojure ['stator.walkthrough-test/hold]})]
      (reset! held {:retries retries :begun begun})
      (is (= [29 43] (first ((import-program retries #(do
                                                        (future (d/transact % {:tx-data [(list `hold)]}))
                                                        @begun))
                             client))))
      (is (pos? @retries) "it was busy, and the program tried again")
      (stator/close client))))
