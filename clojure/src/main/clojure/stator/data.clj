(ns stator.data
  "The one place where data of Clojure becomes data of Stator, and back.

  A program needs nothing of this: the clients of stator.api convert what they
  take and what they return. It is here for those who call the Java API from
  Clojure, see ->stator and ->clojure."
  (:import (clojure.lang BigInt Counted IFn IHashEq ILookup IKVReduce IObj
                         IPersistentMap IPersistentSet IPersistentVector Indexed
                         LazilyPersistentVector MapEquivalence PersistentArrayMap
                         PersistentList RT Seqable Sequential TaggedLiteral)
           (io.stator Anomaly Anomaly$Incorrect Row)
           (io.stator.edn Edn EdnList EdnVector Tagged)
           (io.stator.spi GivenValues)
           (java.math BigInteger)
           (java.time Instant)
           (java.util ArrayDeque Arrays Collection Collections Date IdentityHashMap
                      Iterator LinkedHashMap LinkedHashSet List Map Map$Entry Set)))

(set! *warn-on-reflection* true)

(def ^:private ^:const recursion-max
  "How deep values are converted by recursion; deeper ones need no stack."
  100)

(def ^:private ^:const shared-depth-min
  "The depth from which on collections that are shared within a value are looked for."
  2)

(defprotocol Standing
  "What stands for an object of Stator: databases and datoms of Clojure, say."
  (object [this] "Returns the object of Stator."))

;; ---------------------------------------------------------------- rows

(defn- unsupported []
  (throw (UnsupportedOperationException. "a row cannot be changed")))

(deftype NamedRow [^IPersistentMap named ^IPersistentVector values metadata]
  IPersistentMap
  (assoc [_ k v] (.assoc named k v))
  (assocEx [_ k v] (.assocEx named k v))
  (without [_ k] (.without named k))
  (containsKey [_ k] (.containsKey named k))
  (entryAt [_ k] (.entryAt named k))
  (cons [_ entry] (.cons named entry))
  (empty [_] {})
  (equiv [_ other] (.equiv named (if (instance? NamedRow other) (.-named ^NamedRow other) other)))
  (valAt [_ k] (.valAt named k))
  (valAt [_ k not-found] (.valAt named k not-found))
  (seq [_] (.seq named))
  (iterator [_] (.iterator named))
  Counted
  (count [_] (.count named))
  Indexed
  (nth [_ i] (.nth values i))
  (nth [_ i not-found] (.nth values i not-found))
  IFn
  (invoke [_ k] (.valAt named k))
  (invoke [_ k not-found] (.valAt named k not-found))
  (applyTo [this arguments]
    (case (long (bounded-count 3 arguments))
      1 (.valAt named (first arguments))
      2 (.valAt named (first arguments) (second arguments))
      (throw (clojure.lang.ArityException. (count arguments) "stator.data.NamedRow"))))
  IKVReduce
  (kvreduce [_ f init] (reduce-kv f init named))
  IObj
  (meta [_] metadata)
  (withMeta [_ m] (NamedRow. named values m))
  IHashEq
  (hasheq [_] (.hasheq ^IHashEq named))
  MapEquivalence
  Map
  (size [_] (.count named))
  (isEmpty [_] (zero? (.count named)))
  (containsValue [_ v] (.containsValue ^Map named v))
  (get [_ k] (.valAt named k))
  (keySet [_] (.keySet ^Map named))
  (values [_] (.values ^Map named))
  (entrySet [_] (.entrySet ^Map named))
  (put [_ _ _] (unsupported))
  (remove [_ _] (unsupported))
  (putAll [_ _] (unsupported))
  (clear [_] (unsupported))
  Object
  (equals [_ other] (.equals named (if (instance? NamedRow other) (.-named ^NamedRow other) other)))
  (hashCode [_] (.hashCode named))
  (toString [_] (.toString named)))

(alter-meta! #'->NamedRow assoc :private true)

;; ---------------------------------------------------------------- from Stator

(declare datom)

(defn- leaf->clojure [x]
  (cond
    (instance? io.stator.edn.Keyword x)
    (let [k ^io.stator.edn.Keyword x]
      (clojure.lang.Keyword/intern (.namespace k) (.name k)))

    (instance? Instant x)
    (Date. (.toEpochMilli ^Instant x))

    (instance? io.stator.edn.Symbol x)
    (let [s ^io.stator.edn.Symbol x]
      (clojure.lang.Symbol/intern (.namespace s) (.name s)))

    (instance? BigInteger x)
    (BigInt/fromBigInteger x)

    (instance? io.stator.Datom x)
    (datom x)

    :else x))

(defn- nested-of-stator? [x]
  (or (instance? Collection x) (instance? Map x) (instance? Tagged x)))

(defn- ^"[Ljava.lang.Object;" elements
  "Returns the elements of a collection, each changed by a function."
  [^Collection x f]
  (let [all (object-array (.size x))
        it (.iterator x)]
    (loop [i 0]
      (if (.hasNext it)
        (do (aset all i (f (.next it)))
            (recur (unchecked-inc i)))
        all))))

(def ^:private last-names
  "The names of the last rows that had some, and the same of Clojure: all rows of a result share them."
  (atom [nil nil]))

(defn- names->clojure [^List names f]
  (let [[known converted] @last-names]
    (if (identical? known names)
      converted
      (second (reset! last-names [names (elements names f)])))))

(defn- row->clojure [^Row row f]
  (let [values (elements row f)
        names (.names row)]
    (if (.isEmpty names)
      (LazilyPersistentVector/createOwning values)
      (let [^objects keys (names->clojure names f)
            n (alength values)
            named (object-array (* 2 n))]
        (dotimes [i n]
          (aset named (* 2 i) (aget keys i))
          (aset named (inc (* 2 i)) (aget values i)))
        (NamedRow. (if (= n (count (set keys)))
                     (PersistentArrayMap. named)
                     (apply array-map named))
                   (LazilyPersistentVector/createOwning values)
                   nil)))))

(defn- map->clojure [^Map x f]
  (let [it (.iterator (.entrySet x))]
    (loop [m (transient {})]
      (if (.hasNext it)
        (let [entry ^Map$Entry (.next it)]
          (recur (assoc! m (f (.getKey entry)) (f (.getValue entry)))))
        (persistent! m)))))

(defn- made-of-stator
  "Returns the collection of Clojure like one of Stator, its elements changed by a function."
  [x f]
  (cond
    (instance? Row x) (row->clojure x f)
    (instance? Map x) (map->clojure x f)
    (instance? Set x) (persistent! (reduce conj! (transient #{}) (elements x f)))
    (instance? EdnList x) (PersistentList/create (Arrays/asList (elements x f)))
    (instance? Collection x) (LazilyPersistentVector/createOwning (elements x f))
    :else (let [tagged ^Tagged x]
            (tagged-literal (f (.tag tagged)) (f (.value tagged))))))

(defn- parts-of-stator [x]
  (cond
    (instance? Map x) (concat (.keySet ^Map x) (.values ^Map x))
    (instance? Collection x) x
    :else [(.value ^Tagged x)]))

(defn- too-deep []
  (throw (Anomaly$Incorrect. (str "forms must be nested at most " GivenValues/DEPTH_MAX " deep"))))

(defn- without-stack
  "Makes a nested value with a stack of its own: what a value holds is made before it is."
  [root depth-max nested? parts made leaf ^IdentityHashMap known]
  (let [waiting (ArrayDeque.)
        path (IdentityHashMap.)
        part (fn [x] (if (nested? x) (.get known x) (leaf x)))]
    (.push waiting root)
    (loop []
      (when-let [x (.peek waiting)]
        (if (.containsKey known x)
          (.pop waiting)
          (let [unmade (filterv #(and (nested? %) (not (.containsKey known %))) (parts x))]
            (if (seq unmade)
              (do
                (.put path x x)
                (when (or (> (.size path) (long depth-max)) (some #(.containsKey path %) unmade))
                  (too-deep))
                (run! #(.push waiting %) unmade))
              (do
                (.put known (.pop waiting) (made x part))
                (.remove path x)))))
        (recur)))
    (.get known root)))

(defn- known-of
  "Returns what is made of the collections within a value; a cell holds it once there are some."
  ^IdentityHashMap [^objects cell]
  (or (aget cell 0)
      (let [known (IdentityHashMap.)]
        (aset cell 0 known)
        known)))

(defn- nested->clojure [x ^long depth ^objects cell]
  (let [part (fn [e]
               (if (nested-of-stator? e)
                 (nested->clojure e (inc depth) cell)
                 (leaf->clojure e)))]
    (cond
      (< depth shared-depth-min) (made-of-stator x part)
      (>= depth recursion-max) (without-stack x Long/MAX_VALUE nested-of-stator? parts-of-stator
                                              made-of-stator leaf->clojure (known-of cell))
      :else (let [known (known-of cell)]
              (if (.containsKey known x)
                (.get known x)
                (let [made (made-of-stator x part)]
                  (.put known x made)
                  made))))))

(defn ->clojure
  "Returns the data of Clojure that equals data of Stator.

  Keywords, symbols, lists, vectors, sets and maps are Clojure's own; instants
  are java.util.Date, big integers clojure.lang.BigInt, tagged literals those of
  Clojure; rows are vectors, or, where the query names its columns, maps whose
  values can be had by position, too; pulled entities are maps; datoms can be
  asked by :e :a :v :tx :added and by position. All else is the same for both."
  [x]
  (if (nested-of-stator? x)
    (nested->clojure x 0 (object-array 1))
    (leaf->clojure x)))

;; ---------------------------------------------------------------- datoms

(defn- value-equal? [x y]
  (if (and (bytes? x) (bytes? y))
    (Arrays/equals ^bytes x ^bytes y)
    (or (= x y)
        ;; not a number is nothing that is equal to itself, but the same fact
        (.equals ^Object x y))))

(defn- value-hash [x]
  (if (bytes? x) (Arrays/hashCode ^bytes x) (hash x)))

(defn- datom-part [^io.stator.Datom d ^long i not-found]
  (case i
    0 (.e d)
    1 (.a d)
    2 (->clojure (.v d))
    3 (.tx d)
    4 (.added d)
    not-found))

(deftype Datom [^io.stator.Datom of]
  Standing
  (object [_] of)
  ILookup
  (valAt [this k] (.valAt this k nil))
  (valAt [_ k not-found]
    (case k
      :e (.e of)
      :a (.a of)
      :v (->clojure (.v of))
      :tx (.tx of)
      :added (.added of)
      not-found))
  Indexed
  (nth [_ i]
    (if (<= 0 i 4)
      (datom-part of i nil)
      (throw (IndexOutOfBoundsException. (str "the parts of a datom are 0 to 4: " i)))))
  (nth [_ i not-found] (datom-part of i not-found))
  Counted
  (count [_] 5)
  Seqable
  (seq [_] (map #(datom-part of % nil) (range 5)))
  Iterable
  (iterator [this] (.iterator ^Iterable (seq this)))
  Object
  (equals [this other]
    (or (identical? this other)
        (and (instance? Datom other)
             (let [that ^io.stator.Datom (.-of ^Datom other)]
               (and (= (.e of) (.e that))
                    (= (.a of) (.a that))
                    (= (.tx of) (.tx that))
                    (= (.added of) (.added that))
                    (value-equal? (->clojure (.v of)) (->clojure (.v that))))))))
  (hashCode [_]
    (hash [(.e of) (.a of) (value-hash (->clojure (.v of))) (.tx of) (.added of)]))
  (toString [this] (pr-str this)))

(alter-meta! #'->Datom assoc :private true)

(defn- datom [of] (Datom. of))

(defmethod print-method Datom [^Datom d ^java.io.Writer writer]
  (.write writer "#datom[")
  (dotimes [i 5]
    (when (pos? i) (.write writer " "))
    (print-method (nth d i) writer))
  (.write writer "]"))

;; ---------------------------------------------------------------- to Stator

(defn- leaf->stator [x]
  (cond
    (instance? clojure.lang.Keyword x)
    (let [k ^clojure.lang.Keyword x]
      (io.stator.edn.Keyword/of (.getNamespace k) (.getName k)))

    (instance? clojure.lang.Symbol x)
    (let [s ^clojure.lang.Symbol x]
      (io.stator.edn.Symbol/of (.getNamespace s) (.getName s)))

    (instance? BigInt x)
    (.toBigInteger ^BigInt x)

    (instance? stator.data.Standing x)
    (object x)

    :else (GivenValues/take x)))

(def ^:private objects-class (Class/forName "[Ljava.lang.Object;"))

(defn- frequent? [x]
  (or (instance? String x) (instance? Long x) (instance? clojure.lang.Keyword x)))

(defn- nested-of-clojure? [x]
  (and (not (frequent? x))
       (or (instance? Collection x)
           (instance? Map x)
           (instance? Sequential x)
           (instance? TaggedLiteral x)
           (instance? objects-class x))
       (not (instance? Row x))))

(defn- ^Iterator iterator-of [x]
  (cond
    (instance? Iterable x) (.iterator ^Iterable x)
    (instance? objects-class x) (.iterator (Arrays/asList ^objects x))
    :else (.iterator ^Iterable (sequence x))))

(defn- set->stator [x f]
  (let [all (LinkedHashSet.)
        it (iterator-of x)]
    (while (.hasNext it)
      (.add all (f (.next it))))
    (Collections/unmodifiableSet all)))

(defn- map->stator [^Map x f]
  (let [all (LinkedHashMap.)
        it (.iterator (.entrySet x))]
    (while (.hasNext it)
      (let [entry ^Map$Entry (.next it)
            k (f (.getKey entry))]
        (when (.containsKey all k)
          (throw (Anomaly$Incorrect. (str "the keys of a map must not mean the same: key=" (Edn/describe k)))))
        (.put all k (f (.getValue entry)))))
    (Collections/unmodifiableMap all)))

(defn- may-be-endless? [x]
  (and (instance? Sequential x) (not (counted? x))))

(defn- spend
  "Takes one element from what the endless sequences of a value may have."
  [^longs budget]
  (aset budget 0 (dec (aget budget 0)))
  (when (neg? (aget budget 0))
    (throw (Anomaly$Incorrect. (str "the sequences of a value must have at most "
                                    GivenValues/SEQUENCE_ELEMENTS_MAX " elements")))))

(defn- budget-of-sequences []
  (long-array 1 GivenValues/SEQUENCE_ELEMENTS_MAX))

(defn- ^List sequence->stator
  "Returns the elements of a sequence, which may be endless, each changed by a function."
  [x f budget]
  (let [all (java.util.ArrayList.)
        it (iterator-of x)
        endless (may-be-endless? x)]
    (while (.hasNext it)
      (when endless
        (spend budget))
      (.add all (f (.next it))))
    all))

(defn- made-of-clojure
  "Returns the collection of Stator like one of Clojure or Java, its elements changed by a function."
  [x f budget]
  (cond
    (instance? TaggedLiteral x) (Tagged. (f (:tag x)) (f (:form x)))
    (instance? Map x) (map->stator x f)
    (instance? Set x) (set->stator x f)
    (or (instance? IPersistentVector x)
        (instance? objects-class x)) (EdnVector/copyOf (sequence->stator x f budget))
    (or (instance? Sequential x)
        (instance? EdnList x)) (EdnList/copyOf (sequence->stator x f budget))
    :else (EdnVector/copyOf (sequence->stator x f budget))))

(defn- parts-of-clojure [x]
  (cond
    (instance? Map x) (concat (.keySet ^Map x) (.values ^Map x))
    (instance? TaggedLiteral x) [(:form x)]
    :else (sequence->stator x identity (budget-of-sequences))))

(defn- nested->stator [x ^long depth ^objects cell budget]
  (let [part (fn [e]
               (if (nested-of-clojure? e)
                 (nested->stator e (inc depth) cell budget)
                 (leaf->stator e)))]
    (cond
      (< depth shared-depth-min) (made-of-clojure x part budget)
      (>= depth recursion-max) (without-stack x (- GivenValues/DEPTH_MAX depth) nested-of-clojure? parts-of-clojure
                                              #(made-of-clojure %1 %2 budget) leaf->stator (known-of cell))
      :else (let [known (known-of cell)]
              (if (.containsKey known x)
                (.get known x)
                (let [made (made-of-clojure x part budget)]
                  (.put known x made)
                  made))))))

(defn ->stator
  "Returns the data of Stator that data of Clojure or Java means.

  What has no meaning there, such as a ratio, stays what it is: functions may be
  given it, and a database refuses it. Metadata is left out. Databases and datoms
  become those of the Java API. Throws io.stator.Anomaly$Incorrect for what is
  nested more than 1,000 deep, for lazy sequences of more than 2,000,000 elements
  together, which may be endless, and for maps whose keys mean the same."
  [x]
  (if (nested-of-clojure? x)
    (nested->stator x 0 (object-array 1) (budget-of-sequences))
    (leaf->stator x)))

;; ---------------------------------------------------------------- anomalies

(defn anomaly-map
  "Returns the anomaly map of an exception of Stator, the one the Client API documents; a fault for any other exception."
  [^Throwable thrown]
  (if (instance? Anomaly thrown)
    (->clojure (.data ^Anomaly thrown))
    {:cognitect.anomalies/category :cognitect.anomalies/fault
     :cognitect.anomalies/message (or (.getMessage thrown) (str thrown))
     :datomic.client/ex thrown}))

(defn exception
  "Returns an exception whose data is the anomaly map of an exception of Stator, which is its cause."
  [^Anomaly anomaly]
  (ex-info (.getMessage anomaly) (anomaly-map anomaly) anomaly))

(defmacro told
  "Evaluates forms; an anomaly they throw is thrown as an exception whose data it is."
  [& body]
  `(try
     ~@body
     (catch Anomaly anomaly#
       (throw (exception anomaly#)))))
