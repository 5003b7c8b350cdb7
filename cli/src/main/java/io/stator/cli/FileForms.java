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
}
