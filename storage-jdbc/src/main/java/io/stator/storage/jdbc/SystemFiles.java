package io.stator.storage.jdbc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The names of the files of a system.
 *
 * @param main the file that holds the system
 */
record SystemFiles(Path main) {

    private static final boolean DIRECTORIES_ARE_SYNCED =
            !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Returns the newest changes, which SQLite keeps beside the file while it is open. */
    Path writeAhead() {
        return sibling("-wal");
    }

    /** Returns what SQLite would take back the last change of the file with, if that change was left half-way. */
    Path rollbackJournal() {
        return sibling("-journal");
    }

    /** Returns the index of the newest changes, which SQLite makes anew when it is missing. */
    Path sharedMemory() {
        return sibling("-shm");
    }

    /** Returns what tells how far the newest changes go; see {@link EndFile}. */
    Path end() {
        return sibling(".end");
    }

    /** Returns the file whose presence says that what is lost is known to be lost. */
    Path acceptLoss() {
        return sibling(".accept-loss");
    }

    /** Returns where a file is written before it takes the place of the main one. */
    Path unfinished() {
        return sibling(".new");
    }

    Path sibling(String suffix) {
        return main.resolveSibling(main.getFileName() + suffix);
    }

    /** Returns whether there are changes beside the file. */
    boolean hasWriteAhead() throws IOException {
        return Files.exists(writeAhead()) && Files.size(writeAhead()) > 0;
    }

    /** Makes the names in the directory durable. */
    void syncDirectory() throws IOException {
        Path directory = main.getParent();
        if (directory != null) {
            syncDirectory(directory);
        }
    }

    /** Makes the names in a directory durable, where the system knows how to; the interruption of a caller does not end that. */
    static void syncDirectory(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (DIRECTORIES_ARE_SYNCED && !isSynced(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Syncs a directory, which only a channel can; returns false when the thread was interrupted. */
    private static boolean isSynced(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException again) {
            return false;
        }
    }

    /** Makes the bytes of a file durable. */
    static void sync(Path file) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.getFD().sync();
        }
    }
}
