(ns ^:no-doc stator.impl.lazy
  "Answers that are computed as they are used: what datoms, index ranges and transactions are to a program of Clojure."
  (:require [stator.data :as data])
  (:import (clojure.lang Counted IHashEq IPending IReduce IPersistentCollection ISeq Murmur3 RT
                         Seqable Sequential Util)
           (io.stator Results)
           (java.util Iterator)))

(set! *warn-on-reflection* true)

(defn- ^Iterator iterator-over [^Results results convert]
  (let [^Iterator it (data/told (.iterator results))]
    (reify Iterator
      (hasNext [_] (data/told (.hasNext it)))
      (next [_] (data/told (convert (.next it)))))))

(defn- reduced-from [^Iterator it f init]
  (loop [value init]
    (if (.hasNext it)
      (let [next-value (f value (.next it))]
        (if (reduced? next-value)
          @next-value
          (recur next-value)))
      value)))

;; Each use reads anew, so that what was passed over is kept by nobody.
(deftype Answers [^Results results convert]
  Sequential
  Iterable
  (iterator [_] (iterator-over results convert))
  Seqable
  (seq [_] (RT/chunkIteratorSeq (iterator-over results convert)))
  IReduce
  (reduce [this f]
    (let [it (.iterator this)]
      (if (.hasNext it)
        (reduced-from it f (.next it))
        (f))))
  (reduce [this f init] (reduced-from (.iterator this) f init))
  IPersistentCollection
  (count [this] (int (reduced-from (.iterator this) (fn [n _] (inc (long n))) 0)))
  (cons [this x] (cons x (seq this)))
  (empty [_] ())
  (equiv [this other]
    (and (or (sequential? other) (instance? java.util.List other))
         (Util/equiv (sequence (.seq this)) (if (instance? Answers other) (sequence (seq other)) other))))
  IHashEq
  (hasheq [this] (Murmur3/hashOrdered this))
  Object
  (equals [this other] (.equiv this other))
  (hashCode [this] (.hashCode ^Object (sequence (.seq this))))
  (toString [this] (str "#<" (.toString results) ">")))

(alter-meta! #'->Answers assoc :private true)

(defmethod print-method Answers [^Answers answers ^java.io.Writer writer]
  (print-method (sequence (.seq answers)) writer))

(defn answers
  "Returns results as a sequence that is read anew by each use, each item changed by a function."
  [results convert]
  (Answers. results convert))

(defn lazy
  "Returns results as a lazy seq, each item changed by a function; nil when there are none."
  [results convert]
  (RT/chunkIteratorSeq (iterator-over results convert)))

(defn- counted-of [^Results results]
  (data/told
    (let [it (.iterator results)]
      (loop [n 0]
        (if (.hasNext it)
          (do (.next it)
              (recur (inc n)))
          n)))))

;; A seq that knows its length without being realised; what follows the first items is a seq like any other.
(deftype CountedSeq [^ISeq items length metadata]
  ISeq
  (first [_] (.first items))
  (next [_] (.next items))
  (more [_] (.more items))
  (cons [this x] (cons x items))
  (count [_] (int @length))
  (empty [_] ())
  (equiv [_ other] (.equiv items other))
  (seq [this] this)
  Counted
  Sequential
  clojure.lang.IObj
  (meta [_] metadata)
  (withMeta [_ m] (CountedSeq. items length m))
  IHashEq
  (hasheq [_] (hash items))
  Iterable
  (iterator [_] (.iterator ^Iterable items))
  Object
  (equals [_ other] (.equals items other))
  (hashCode [_] (.hashCode items))
  (toString [_] (.toString items)))

(alter-meta! #'->CountedSeq assoc :private true)

(defn counted
  "Returns results as a lazy seq that can be counted without realising it; nil when there are none."
  [results convert]
  (when-let [items (lazy results convert)]
    (CountedSeq. items (delay (counted-of results)) nil)))
