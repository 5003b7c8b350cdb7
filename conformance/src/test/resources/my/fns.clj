(ns my.fns
  "Functions that cases call. They run on Datomic and, through Functions.allowClojure, on every implementation.")

(defn- present
  "Returns the one value of an attribute of an entity, or nil."
  [db e a]
  (let [query [:find '?v :in '$ '?e :where ['?e a '?v]]]
    (ffirst (if (= "io.stator.engine.clojure.ClojureDatabase" (.getName (class db)))
              (.q db query (object-array [e]))
              ((requiring-resolve 'datomic.client.api/q) query db e)))))

(defn positive? [value] (and (number? value) (pos? value)))
(defn short-text? [value] (if (< (count value) 5) true "too long"))
(defn answers-truthy [_] 42)
(defn answers-nil [_] nil)
(defn predicate-throws [value] (throw (ex-info "boom" {:x value})))
(defn predicate-cancels [value]
  (throw (ex-info "refused" {:cognitect.anomalies/category :cognitect.anomalies/conflict :my/value value})))

(defn ordered? [db e]
  (let [low (present db e :range/low) high (present db e :range/high)]
    (if (<= low high) true {:low low :high high})))

(defn increment [db e a n] [[:db/add e a (+ n (or (present db e a) 0))]])
(defn two [_ first second] [{:db/id "two1" :item/name first} {:db/id "two2" :item/name second}])
(defn nested [_ e n] [['my.fns/increment e :item/count n]])
(defn lazily [_ n] (map (fn [i] {:item/name (str "lazy" i)}) (range n)))
(defn as-set [_] #{{:item/name "of a set"}})
(defn returns-nil [_])
(defn returns-nothing [_] [])
(defn returns-map [_] {:item/name "x"})
(defn returns-number [_] 5)
(defn returns-text [_] "abc")
(defn keywords [_ k s] [{:item/name (str (namespace k) "," (name k) "," (keyword? k) "," (symbol? s))}])
(defn classes [_ & xs] [{:item/name (pr-str (map #(cond (vector? %) :vector (list? %) :list (map? %) :map (set? %) :set
                                                      (inst? %) :inst (uuid? %) :uuid (instance? clojure.lang.BigInt %) :bigint
                                                      (decimal? %) :decimal (nil? %) :nil :else (.getSimpleName (class %)))
                                                xs))}])
(defn throws [_] (throw (RuntimeException. "rt")))
(defn throws-conflict [_ n]
  (throw (ex-info "custom" {:cognitect.anomalies/category :cognitect.anomalies/conflict :my/n n})))
(defn throws-not-found [_]
  (throw (ex-info "custom" {:cognitect.anomalies/category :cognitect.anomalies/not-found})))
(defn throws-checked [_] (throw (java.io.IOException. "io")))
(defn overflows [n] (inc (overflows n)))
(defn endless [_] (repeat {}))
(defn approve [db grant]
  (if (present db grant :grant/state) (throw (ex-info "decided" {:cognitect.anomalies/category :cognitect.anomalies/conflict}))
      [[:db/add grant :grant/approved true]]))
(defn deny [db grant]
  (if (present db grant :grant/state) (throw (ex-info "decided" {:cognitect.anomalies/category :cognitect.anomalies/conflict}))
      [[:db/add grant :grant/denied true]]))
(defn one-decision? [db grant] (not (and (present db grant :grant/approved) (present db grant :grant/denied))))

(defn twice [n] (* 2 n))
(defn pair [a b] [a b])
(defn mode [values] (key (apply max-key val (frequencies values))))
(defn joined [separator values] (apply str (interpose separator (sort values))))
(defn shout [value] (str value "!"))
