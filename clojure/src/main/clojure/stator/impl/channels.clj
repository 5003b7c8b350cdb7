(ns ^:no-doc stator.impl.channels
  "What Stator answers later, as channels of core.async."
  (:require [clojure.core.async :as a]
            [clojure.core.async.impl.protocols :as channel]
            [stator.data :as data])
  (:import (io.stator Anomaly Results)
           (java.util.concurrent CompletableFuture CompletionException Flow$Subscriber Flow$Subscription)
           (java.util.function BiConsumer)))

(set! *warn-on-reflection* true)

;; A channel that does something more when it is closed.
(deftype Closing [ch on-close]
  channel/ReadPort
  (take! [_ handler] (channel/take! ch handler))
  channel/WritePort
  (put! [_ value handler] (channel/put! ch value handler))
  channel/Channel
  (close! [_]
    (channel/close! ch)
    (on-close)
    nil)
  (closed? [_] (channel/closed? ch)))

(alter-meta! #'->Closing assoc :private true)

(defn- cause-of ^Throwable [^Throwable thrown]
  (if (and (instance? CompletionException thrown) (.getCause thrown))
    (recur (.getCause thrown))
    thrown))

(defn of
  "Returns a channel of a value that is there."
  [x]
  (let [ch (a/promise-chan)]
    (a/put! ch x)
    ch))

(defn failed
  "Returns a channel of the anomaly that an exception is."
  [thrown]
  (of (data/anomaly-map (cause-of thrown))))

(defmacro or-failed
  "Evaluates forms that return a channel; what they throw is on a channel, too."
  [& body]
  `(try
     ~@body
     (catch Exception thrown#
       (failed thrown#))))

(defn ended
  "Returns a channel of the anomaly that an exception is, and of nothing after it: what many results end with."
  [thrown]
  (let [ch (a/chan 1)]
    (a/put! ch (data/anomaly-map (cause-of thrown)))
    (a/close! ch)
    ch))

(defmacro or-ended
  "Evaluates forms that return a channel of many results; what they throw is the last of them."
  [& body]
  `(try
     ~@body
     (catch Exception thrown#
       (ended thrown#))))

(defn value
  "Returns a channel of what a future comes to, changed by a function. Nothing stops when it is closed."
  [^CompletableFuture future convert]
  (let [ch (a/promise-chan)]
    (.whenComplete future
                   (reify BiConsumer
                     (accept [_ result thrown]
                       (let [told (try
                                    (if thrown
                                      (data/anomaly-map (cause-of thrown))
                                      (convert result))
                                    (catch Throwable unreadable
                                      (data/anomaly-map unreadable)))]
                         (if (some? told)
                           (a/put! ch told)
                           (a/close! ch))))))
    ch))

(defn reading
  "Returns a channel as value does, of a future that is cancelled when the channel is closed."
  [^CompletableFuture future convert]
  (Closing. (value future convert) #(.cancel future true)))

(defn measured
  "Returns a channel of the chunks that a function makes of what a future comes to; it is cancelled when the channel is closed."
  [^CompletableFuture future convert]
  (let [ch (a/chan)]
    (.whenComplete future
                   (reify BiConsumer
                     (accept [_ result thrown]
                       (a/onto-chan! ch (try
                                          (if thrown
                                            [(data/anomaly-map (cause-of thrown))]
                                            (convert result))
                                          (catch Throwable unreadable
                                            [(data/anomaly-map unreadable)]))))))
    (Closing. ch #(.cancel future true))))

(defn- subscriber
  "Returns who puts chunks on a channel, one when the one before was taken, and a function that stops it."
  [ch convert]
  (let [state (atom {:subscription nil :stopped false})
        stop (fn []
               (let [subscription (:subscription (swap! state assoc :stopped true))]
                 (some-> ^Flow$Subscription subscription .cancel)))
        ask (fn []
              (let [{:keys [subscription stopped]} @state]
                (when-not stopped
                  (.request ^Flow$Subscription subscription 1))))
        end (fn [thrown]
              (a/put! ch (data/anomaly-map (cause-of thrown)))
              (a/close! ch))]
    [(reify Flow$Subscriber
       (onSubscribe [_ subscription]
         (if (:stopped (swap! state assoc :subscription subscription))
           (.cancel subscription)
           (ask)))
       (onNext [_ chunk]
         (try
           (a/put! ch (convert chunk) (fn [open?] (if open? (ask) (stop))))
           (catch Throwable unreadable
             (stop)
             (end unreadable))))
       (onError [_ thrown] (end thrown))
       (onComplete [_] (a/close! ch)))
     stop]))

(defn chunks
  "Returns a channel of the chunks of results, each changed by a function.

  It holds at most one chunk that nobody has taken, and nothing is computed
  meanwhile. To close it stops the computation and frees what that holds."
  [^Results results convert]
  (let [ch (a/chan)
        [subscriber stop] (subscriber ch convert)]
    (.subscribe (.chunks results) subscriber)
    (Closing. ch stop)))
