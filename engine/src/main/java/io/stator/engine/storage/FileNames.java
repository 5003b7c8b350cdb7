package io.stator.engine.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/** How the files of a cache are named and written. */
final class FileNames {
    private static final String PART = ".part";
    private static final int DIGEST_BYTES = 16;
    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private FileNames() {}

    /** Returns the name of the file of something, whatever characters that has. */
    static String of(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Returns whether a file is one that was not written to its end. */
    static boolean isPart(Path file) {
        return file.toString().endsWith(PART);
    }

    /** Writes a file as a whole, in the place of one that is there; only this user may read it. Directories are made. It is not interrupted. */
    static void write(Path file, ByteBuffer content) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            writeOrMake(file, content);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void writeOrMake(Path file, ByteBuffer content) throws IOException {
        try {
            writeInto(file, content.duplicate());
        } catch (NoSuchFileException absent) {
            Path directory = file.getParent();
            if (directory == null) {
                throw absent;
            }
            Files.createDirectories(directory, attributes(directory, OWN_DIRECTORY));
            writeInto(file, content.duplicate());
        }
    }

    private static void writeInto(Path file, ByteBuffer content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + PART);
        boolean done = false;
        try (FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(file, OWN_FILE))) {
            while (content.hasRemaining()) {
                int written = channel.write(content);
                if (written < 0) {
                    throw new IOException("nothing can be written to " + part);
                }
            }
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(part);
            }
        }
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            Files.deleteIfExists(part);
            throw failure;
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
