package io.stator.engine.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;

/**
 * How many bytes the files of a cache may have: before there are more, those are removed that were not used for the longest time. What
 * other processes write is noticed after each share of the room that this one takes. Thread-safe.
 */
final class FileRoom {
    /** The files are counted anew when so much of the room was taken. */
    private static final int SHARES = 16;

    /** When there is no room, files are removed until so many shares are free. */
    private static final int FREE_SHARES = 4;

    /** A file that was not used for so long is removed, also where there is room. */
    private static final long UNUSED_MILLIS_MAX = 30L * 24 * 3_600_000;

    /** A file that was begun so long ago was left by a process that was killed. */
    private static final long PART_MILLIS_MAX = 3_600_000;

    /** Files are told apart by so many ages. */
    private static final int AGES = 30 * 24 * 4;

    private static final long AGE_MILLIS = UNUSED_MILLIS_MAX / AGES;

    private final Path directory;
    private final long bytesMax;
    private final InstantSource clock;
    private long used;
    private long unlookedFor = Long.MAX_VALUE;

    FileRoom(Path directory, long bytesMax, InstantSource clock) {
        this.directory = directory;
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /** Returns whether there is room for a file of so many bytes, which is taken then. */
    synchronized boolean take(long bytes) throws IOException {
        if (bytes > bytesMax / SHARES) {
            return false;
        }
        if (unlookedFor > bytesMax / SHARES || used + bytes > bytesMax) {
            used = look();
            unlookedFor = 0;
        }
        if (used + bytes > bytesMax) {
            return false;
        }
        used += bytes;
        unlookedFor += bytes;
        return true;
    }

    /** What the files have, by their ages. */
    private final class Count extends SimpleFileVisitor<Path> {
        private final long[] bytes = new long[AGES];
        private final long now = clock.millis();
        private long total;

        private int age(BasicFileAttributes file) {
            long age = (now - file.lastModifiedTime().toMillis()) / AGE_MILLIS;
            return (int) Math.max(0, Math.min(age, AGES - 1));
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            long millis = now - attributes.lastModifiedTime().toMillis();
            if (attributes.isSymbolicLink()) {
                Files.deleteIfExists(file); // what is behind it is not ours to remove, so it could not be bounded
                return FileVisitResult.CONTINUE;
            }
            if (millis > UNUSED_MILLIS_MAX || FileNames.isPart(file) && millis > PART_MILLIS_MAX) {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }
            bytes[age(attributes)] += attributes.size();
            total += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException removedMeanwhile) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Removes files from an age on, the older ones all and of that age until enough are. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        private final Count count;
        private final int from;
        private long left;

        Removal(Count count, int from, long ofThat) {
            this.count = count;
            this.from = from;
            this.left = ofThat;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            int age = count.age(attributes);
            if (age > from || age == from && left > 0) {
                left -= age == from ? attributes.size() : 0;
                if (Files.deleteIfExists(file)) {
                    count.total -= attributes.size();
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException removedMeanwhile) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Counts the bytes of all files, after removing the oldest if they are too many. The directory itself may be a link to another one. */
    private long look() throws IOException {
        Path real;
        try {
            real = directory.toRealPath();
        } catch (NoSuchFileException none) {
            return 0;
        }
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(real.toString());
        }
        Count count = new Count();
        Files.walkFileTree(real, count);
        long tooMany = count.total - (bytesMax - bytesMax / SHARES);
        if (tooMany <= 0) {
            return count.total;
        }
        long wanted = tooMany + bytesMax / SHARES * (FREE_SHARES - 1);
        int age = AGES - 1;
        while (age > 0 && wanted > count.bytes[age]) {
            wanted -= count.bytes[age];
            age--;
        }
        Files.walkFileTree(real, new Removal(count, age, wanted));
        return count.total;
    }
}
