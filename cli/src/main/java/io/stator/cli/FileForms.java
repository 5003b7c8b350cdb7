package io.stator.cli;

import java.util.concurrent.atomic.AtomicLong;

/** How the forms of a file are found in its text. */
interface FileForms {
    /**
     * Opens a file.
     *
     * @param bytesRead set to the number of bytes read of the file while that goes on
     */
    FormSource open(ImportFile file, AtomicLong bytesRead);

    /** Returns how files of EDN are read. */
    static FileForms edn(boolean flatten) {
        return (file, bytesRead) -> new EdnForms(file, TextSource.open(file, bytesRead), flatten);
    }

    /** Returns how files of comma-separated values are read. */
    static FileForms csv(Mapping mapping) {
        return (file, bytesRead) -> new CsvForms(file, TextSource.open(file, bytesRead), mapping);
    }

    /** Returns how files with a JSON object a line are read. */
    static FileForms jsonLines(Mapping mapping) {
        return (file, bytesRead) -> new JsonForms(file, TextSource.open(file, bytesRead), mapping);
    }
}
