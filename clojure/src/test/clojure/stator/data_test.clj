(ns stator.data-test
  (:require [clojure.edn :as edn]
            [clojure.test :refer [deftest is testing]]
            [stator.data :as data])
  (:import (io.stator Anomaly Anomaly$Incorrect Datom Row TxData)
           (io.stator.edn EdnList EdnVector Tagged)
           (io.stator.edn Keyword Symbol)
           (java.math BigInteger)
           (java.time Instant)
           (java.util Arrays Date HashMap)
           (java.util.concurrent.atomic AtomicLong)))

(defrecord Person [name age])

(def kinds
  "A value of each kind of Clojure, the same of Stator, and what comes back where that is another one."
  [[nil nil]
   ["text" "text"]
   ["" ""]
   ["\ud83d\ude00" "\ud83d\ude00"]
   [\c \c]
   [true true]
   [false false]
   [1 1]
   [Long/MIN_VALUE Long/MIN_VALUE]
   [1N BigInteger/ONE]
   [123456789012345678901234567890N (BigInteger. "123456789012345678901234567890")]
   [1.5 1.5]
   [##Inf ##Inf]
   [-0.0 -0.0]
   [(float 1.5) (float 1.5)]
   [1.50M 1.50M]
   [1/2 1/2]
   [:a (Keyword/of "a")]
   [:a.b/c (Keyword/of "a.b" "c")]
   [(keyword "a" "b c") (Keyword/of "a" "b c")]
   ['a (Symbol/of "a")]
   ['a.b/c (Symbol/of "a.b" "c")]
   ['?x (Symbol/of "?x")]
   ['/ (Symbol/of "/")]
   [#inst "2020-01-02T03:04:05.678-00:00" (Instant/parse "2020-01-02T03:04:05.678Z")]
   [#inst "1582-01-01T00:00:00.000-00:00" (.toInstant #inst "1582-01-01T00:00:00.000-00:00")]
   [#uuid "11111111-2222-3333-4444-555555555555" #uuid "11111111-2222-3333-4444-555555555555"]
   [(java.net.URI. "http://example.com/a?b") (java.net.URI. "http://example.com/a?b")]
   [[] (EdnVector/of (object-array 0))]
   [() (EdnList/of (object-array 0))]
   [{} {}]
   [#{} #{}]
   [[1 :a "b"] (EdnVector/of (object-array [1 (Keyword/of "a") "b"]))]
   ['(1 :a nil) (EdnList/of (object-array [1 (Keyword/of "a") nil]))]
   [{:a 1 "b" nil nil 2} (HashMap. {(Keyword/of "a") 1 "b" nil nil 2})]
   [#{:a nil 1} #{(Keyword/of "a") nil 1}]
   [(tagged-literal 'my/tag [:a 1]) (Tagged. (Symbol/of "my" "tag") (EdnVector/of (object-array [(Keyword/of "a") 1])))]
   [(vec (range 100)) (EdnVector/copyOf (range 100))]
   [(zipmap (map #(keyword (str "k" %)) (range 50)) (range))
    (HashMap. (zipmap (map #(Keyword/of (str "k" %)) (range 50)) (range)))]])

(defn- same-kind? [x y]
  (cond
    (vector? x) (and (vector? y) (= (count x) (count y)) (every? true? (map same-kind? x y)))
    (seq? x) (and (seq? y) (= (count x) (count y)) (every? true? (map same-kind? x y)))
    (map? x) (and (map? y) (= x y))
    (set? x) (and (set? y) (= x y))
    :else (and (= (class x) (class y)) (.equals (or x "nil") (or y "nil")))))

(deftest each-kind-becomes-the-one-of-stator-and-comes-back
  (doseq [[of-clojure of-stator] kinds]
    (testing (pr-str of-clojure)
      (let [there (data/->stator of-clojure)]
        (is (or (nil? of-stator) (.equals ^Object of-stator there)))
        (is (or (coll? of-clojure) (= (class of-stator) (class there))))
        (is (same-kind? of-clojure (data/->clojure there)))
        (is (= (hash of-clojure) (hash (data/->clojure there))) "equal values are found where they were put")))))

(deftest kinds-nest
  (let [all (into [] (comp (map first) (remove float?)) kinds)
        nested {:vector all
                :list (apply list all)
                :set (set all)
                :map (zipmap all all)
                :deeper [[{:a [{:b all}]}]]}]
    (is (= nested (data/->clojure (data/->stator nested))))
    (is (list? (:list (data/->clojure (data/->stator nested)))))
    (is (vector? (:vector (data/->clojure (data/->stator nested)))))))

(deftest what-means-one-of-them-becomes-it
  (doseq [[given expected] [[(int 1) 1] [(short 1) 1] [(byte 1) 1] [(AtomicLong. 1) 1] [(biginteger 1) 1N]
                            [(Instant/ofEpochMilli 5) (Date. 5)] [(java.sql.Timestamp. 5) (Date. 5)]
                            [(StringBuilder. "x") "x"]
                            [(->Person "Ann" 30) {:name "Ann" :age 30}]
                            [(sorted-map :b 1 :a 2) {:a 2 :b 1}]
                            [(sorted-set 3 1 2) #{1 2 3}]
                            [(struct-map (create-struct :a) :a 1) {:a 1}]
                            [(java.util.ArrayList. [1 2]) [1 2]]
                            [(java.util.HashMap. {:a 1}) {:a 1}]
                            [(java.util.HashSet. [1]) #{1}]
                            [(object-array [1 :a]) [1 :a]]
                            [(into-array String ["a"]) ["a"]]
                            [(long-array [1 2]) [1 2]]
                            [(first {:a 1}) [:a 1]]
                            [(subvec [1 2 3] 1) [2 3]]
                            [(vector-of :long 1 2) [1 2]]]]
    (testing (class given)
      (let [there (data/->clojure (data/->stator given))]
        (is (= expected there))
        (is (= (vector? expected) (vector? there)))
        (is (= (class expected) (class (cond->> there (map? expected) (into (empty expected))))))))))

(deftest sequences-are-lists
  (doseq [given [(map inc [1 2]) (range 2 4) (cons 2 [3]) (lazy-seq [2 3]) (eduction (map inc) [1 2])
                 (seq [2 3]) (rest [1 2 3]) (take 2 (iterate inc 2)) (list 2 3) (concat [2] [3])
                 (into clojure.lang.PersistentQueue/EMPTY [2 3]) `(2 3)]]
    (testing (class given)
      (let [there (data/->stator given)]
        (is (instance? EdnList there))
        (is (= '(2 3) (data/->clojure there)))
        (is (list? (data/->clojure there)))))))

(deftest metadata-is-left-out
  (is (= (data/->stator '[a (b) {c d}])
         (data/->stator (with-meta (vector (with-meta 'a {:x 1}) (with-meta '(b) {:y 2}) ^:z {'c 'd}) {:m 1}))))
  (is (nil? (meta (data/->clojure (data/->stator ^:x [1]))))))

(deftest what-is-endless-is-refused
  (is (thrown-with-msg? Anomaly$Incorrect #"sequences of a value must have at most 2000000 elements"
                        (data/->stator (range))))
  (is (thrown-with-msg? Anomaly$Incorrect #"sequences of a value must have at most 2000000 elements"
                        (data/->stator (repeatedly 30 (fn [] (map inc (range 100000)))))))
  (testing "what has a length is not"
    (is (= 2000001 (.size ^java.util.List (data/->stator (vec (repeat 2000001 nil))))))))

(defn- in-a-thread-of
  "Calls a function in a thread with a stack of so many kilobytes."
  [kilobytes f]
  (let [result (promise)
        thread (Thread. nil #(deliver result (try (f) (catch Throwable thrown thrown))) "small" (* 1024 kilobytes))]
    (.start thread)
    (.join thread)
    @result))

(defn- nested [depth wrap]
  (nth (iterate wrap 1) depth))

(deftest depth-has-a-bound-and-no-need-of-stack
  (doseq [wrap [vector list #(hash-map :a %) hash-set #(tagged-literal 'a %)]]
    (let [given (nested 1000 wrap)]
      (is (not (instance? Throwable (in-a-thread-of 1024 #(data/->stator given))))))
    (let [refused (in-a-thread-of 1024 #(data/->stator (nested 1100 wrap)))]
      (is (instance? Anomaly$Incorrect refused))
      (is (re-find #"at most 1000 deep" (str refused)))))
  (testing "a value that holds itself"
    (let [endless (java.util.ArrayList.)]
      (.add endless endless)
      (is (instance? Anomaly$Incorrect (in-a-thread-of 1024 #(data/->stator endless))))))
  (testing "what a pull returns may be deeper than any stack"
    (let [depth 100000
          deep (reduce (fn [inner _] (doto (java.util.LinkedHashMap.) (.put (Keyword/of "a") inner))) 1 (range depth))
          there (in-a-thread-of 512 #(data/->clojure deep))]
      (is (= depth (loop [x there n 0] (if (map? x) (recur (:a x) (inc n)) n)))))))

(deftest what-is-shared-is-read-once
  (let [shared (nth (iterate (fn [x] [x x]) 1) 60)
        there (data/->stator shared)
        back (data/->clojure there)]
    (is (= 1 (nth (iterate first back) 60)))
    (is (= 1 (nth (iterate second back) 60)))))

(deftest keys-that-mean-the-same-are-refused
  (is (thrown-with-msg? Anomaly$Incorrect #"keys of a map must not mean the same: key=#inst"
                        (data/->stator {(Date. 0) 1 (Instant/ofEpochMilli 0) 2}))))

(deftest names-that-can-be-none-are-refused
  (is (thrown? Anomaly$Incorrect (data/->stator (keyword ""))))
  (is (thrown? Anomaly$Incorrect (data/->stator [(keyword "a/b" "c")]))))

(deftest bytes-are-copied
  (let [given (byte-array [1 2])
        there (data/->stator given)]
    (is (not (identical? given there)))
    (is (Arrays/equals given ^bytes there))))

(defn- fact [e a v tx added]
  (reify Datom (e [_] e) (a [_] a) (v [_] v) (tx [_] tx) (added [_] added)))

(deftest datoms-can-be-asked-by-name-and-by-position
  (let [datom (data/->clojure (fact 1 2 (Keyword/of "x") 3 true))
        [e a v tx added] datom
        {:keys [e a] :as same} datom]
    (is (= [1 2 :x 3 true] [e a v tx added] (vec datom) (seq datom) (map #(nth datom %) (range 5))))
    (is (= [1 2 :x 3 true] ((juxt :e :a :v :tx :added) datom)))
    (is (= [nil :none :none] [(:foo datom) (:foo datom :none) (nth datom 5 :none)]))
    (is (thrown? IndexOutOfBoundsException (nth datom 5)))
    (is (thrown? IndexOutOfBoundsException (nth datom -1)))
    (is (= 5 (count datom)))
    (is (= "#datom[1 2 :x 3 true]" (pr-str datom) (str datom)))))

(deftest datoms-are-equal-when-their-parts-are
  (let [datom #(data/->clojure (fact %1 2 %2 3 true))]
    (is (= (datom 1 "x") (datom 1 "x")))
    (is (= (hash (datom 1 "x")) (hash (datom 1 "x"))))
    (is (= 1 (count (set [(datom 1 "x") (datom 1 "x")]))))
    (is (not= (datom 1 "x") (datom 2 "x")))
    (is (not= (datom 1 "x") (datom 1 "y")))
    (is (= (datom 1 (byte-array [1])) (datom 1 (byte-array [1]))))
    (is (= (hash (datom 1 (byte-array [1]))) (hash (datom 1 (byte-array [1])))))
    (is (= (datom 1 ##NaN) (datom 1 ##NaN)))
    (is (= (hash (datom 1 ##NaN)) (hash (datom 1 ##NaN))))
    (is (not= (datom 1 "x") [1 2 "x" 3 true]))
    (let [fact (fact 1 2 "x" 3 true)]
      (is (identical? fact (data/object (data/->clojure fact))))
      (is (identical? fact (data/->stator (data/->clojure fact)))))))

(deftest rows-with-names-are-maps-with-positions
  (let [row (data/->clojure (Row/named [(Keyword/of "b") (Keyword/of "a")] (object-array [(Keyword/of "x") 2])))]
    (is (map? row))
    (is (= {:b :x :a 2} row))
    (is (= row {:b :x :a 2}))
    (is (= row (with-meta row {:m 1})))
    (is (= {:m 1} (meta (with-meta row {:m 1}))))
    (is (= (hash {:b :x :a 2}) (hash row)))
    (is (= (.hashCode {:b :x :a 2}) (.hashCode ^Object row)))
    (is (.equals (HashMap. {:b :x :a 2}) row))
    (is (= [:b :a] (keys row)))
    (is (= [:x 2] (vals row) [(nth row 0) (nth row 1)] (let [[b a] row] [b a])))
    (is (= :x (:b row) (row :b) (get row :b) (apply row [:b])))
    (is (= :none (:c row :none) (row :c :none) (nth row 2 :none) (apply row [:c :none])))
    (is (thrown? IndexOutOfBoundsException (nth row 2)))
    (is (thrown? clojure.lang.ArityException (apply row [])))
    (is (= {:b :x :a 2 :c 3} (assoc row :c 3) (conj row [:c 3]) (merge row {:c 3}) (into row {:c 3})))
    (is (= {:a 2} (dissoc row :b) (select-keys row [:a])))
    (is (= {:b :x :a 3} (update row :a inc)))
    (is (= 2 (count row) (.size ^java.util.Map row)))
    (is (= [:b :x :a 2] (reduce-kv conj [] row)))
    (is (= {} (empty row)))
    (is (contains? row :b))
    (is (= [:b :x] (find row :b)))
    (is (= "{:b :x, :a 2}" (pr-str row) (str row)))
    (is (thrown? UnsupportedOperationException (.put ^java.util.Map row :c 1))))
  (testing "many names keep their order"
    (let [names (map #(str "n" %) (range 20))
          row (data/->clojure (Row/named names (object-array (range 20))))]
      (is (= names (keys row)))
      (is (= 19 (get row "n19") (nth row 19)))))
  (testing "the names of another result"
    (is (= {:y 1} (data/->clojure (Row/named [(Keyword/of "y")] (object-array [1]))))))
  (testing "two columns of one name"
    (is (= {:y 2} (data/->clojure (Row/named [(Keyword/of "y") (Keyword/of "y")] (object-array [1 2])))))))

(deftest rows-without-names-are-vectors
  (is (= [:a [1 2]] (data/->clojure (Row/of (object-array [(Keyword/of "a") (EdnVector/of (object-array [1 2]))])))))
  (is (vector? (data/->clojure (Row/of (object-array []))))))

(deftest what-is-neither-stays
  (doseq [x [(Object.) (TxData/parse "[]") #"pattern" (Thread/currentThread)]]
    (is (identical? x (data/->clojure x)))))

(deftest text-of-edn-means-the-same-in-both-languages
  (doseq [text ["[:a/b #{1 2} {:c (d \"e\")} nil true #inst \"2020-01-01T00:00:00.000-00:00\" 1N 1.0M \\c]"
                "#foo {:a [#bar 1]}"
                "(1 2 [3 4])"]]
    (let [of-clojure (edn/read-string {:default tagged-literal} text)]
      (is (= of-clojure (data/->clojure (io.stator.edn.Edn/read ^String text))))
      (is (.equals ^Object (io.stator.edn.Edn/read ^String text) (data/->stator of-clojure))))))

(deftest anomalies-are-exceptions-whose-data-they-are
  (let [cause (IllegalStateException. "why")
        anomaly (io.stator.Anomaly$Conflict. "no" {(Keyword/of "db" "error") (Keyword/of "db.error" "x")
                                                  (Keyword/of "a") (Instant/ofEpochMilli 1)} cause)
        thrown (try (data/told (throw anomaly)) (catch Exception e e))]
    (is (= {:cognitect.anomalies/category :cognitect.anomalies/conflict
            :cognitect.anomalies/message "no"
            :db/error :db.error/x
            :a (Date. 1)}
           (ex-data thrown)))
    (is (= "no" (ex-message thrown)))
    (is (identical? anomaly (ex-cause thrown))))
  (is (= :value (data/told :value)))
  (is (thrown? IllegalStateException (data/told (throw (IllegalStateException. "not ours"))))))
