(ns stator.manual-test
  "The Clojure of the manual, block by block: with Stator, and what both have with Datomic Local."
  (:require [clojure.java.io :as io]
            [clojure.string :as str]
            [clojure.test :refer [deftest is testing]]
            [stator.both])
  (:import (clojure.lang LineNumberingPushbackReader)
           (java.io StringReader StringWriter)))

(def ^:private own-client "(stator/client {:server-type :stator :path :mem})")

(defn- page [file-name]
  (->> (iterate #(.getParentFile ^java.io.File %) (.getAbsoluteFile (io/file "")))
       (map #(io/file % "docs/manual" file-name))
       (filter #(.isFile ^java.io.File %))
       first
       slurp))

(defn- blocks
  "Returns the blocks of Clojure in a page, each with what it says that they print."
  [text]
  (->> (re-seq #"(?s)```(clojure(?: channels)?)\n(.*?)```(?:\s*```text\n(.*?)```)?" text)
       (map (fn [[_ _ code answer]] {:code code :answer (some-> answer str/trim)}))))

(defn- printed
  "Returns what code prints, form by form, and at its end the last value, unless it is a definition or nil."
  [space code]
  (binding [*ns* space
            *out* (StringWriter.)]
    (let [reader (LineNumberingPushbackReader. (StringReader. code))]
      (loop [value nil]
        (let [form (read {:eof ::end} reader)]
          (if (= form ::end)
            (str/trim (str *out* (when-not (or (nil? value) (var? value)) (pr-str value))))
            (recur (eval form))))))))

(defn- check
  "Asserts that all blocks of a page print what it says, with the client that a form makes."
  [file-name client]
  (let [space (create-ns (gensym "manual."))
        all (blocks (page file-name))]
    (binding [*ns* space]
      (clojure.core/refer-clojure))
    (is (seq all))
    (try
      (doseq [{:keys [code answer]} all]
        (testing code
          (let [said (printed space (str/replace code own-client client))]
            (when answer
              (is (= answer said))))))
      (finally
        (remove-ns (ns-name space))))))

(deftest the-chapter-on-clojure
  (check "clojure.md" own-client))

(deftest the-ten-tasks
  (check "coming-from.md" own-client))

(deftest the-ten-tasks-with-datomic-local
  (check "coming-from.md" "(stator.both/local)"))
