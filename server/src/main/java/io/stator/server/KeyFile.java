package io.stator.server;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a file, which only its owner can read. Thread-safe, and used by processes at the same time: what one of them changes the others see within a second, so that a
 * key that is revoked is known no more.
 *
 * <p>A file that somebody broke is told of, and the keys that were known stay known.
 */
public final class KeyFile implements AccessKeys {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SECRET_BYTES = 32;
    private static final long BYTES_MAX = 16 << 20;
    private static final System.Logger LOG = System.getLogger(KeyFile.class.getName());

    private final Path path;
    private final LongSupplier nanoClock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nextLook;
    private volatile Content content;

    /** What a file held when it was looked at, and what tells that it has changed since. */
    private record Content(@Nullable String state, Map<String, AccessKey> keys) {}

    private KeyFile(Path path, LongSupplier nanoClock) {
        this.path = path;
        this.nanoClock = nanoClock;
        this.content = read();
        this.nextLook = new AtomicLong(nanoClock.getAsLong() + LOOK_NANOS);
    }

    /**
     * Returns the keys of a file, none when there is no file.
     *
     * <p>Waits for the file to be read.
     *
     * @throws Anomaly.Incorrect when it is malformed
     * @throws Anomaly.Forbidden when it may not be read
     */
    public static KeyFile at(Path path) {
        return at(path, System::nanoTime);
    }

    static KeyFile at(Path path, LongSupplier nanoClock) {
        return new KeyFile(Require.present(path, "path"), nanoClock);
    }

    @Override
    public Optional<AccessKey> find(String id) {
        Require.present(id, "id");
        long now = nanoClock.getAsLong();
        long next = nextLook.get();
        if (now - next >= 0 && nextLook.compareAndSet(next, now + LOOK_NANOS)) {
            look();
        }
        return Optional.ofNullable(content.keys().get(id));
    }

    private void look() {
        try {
            String state = state();
            if (!Objects.equals(state, content.state())) {
                content = read();
            }
        } catch (Anomaly | IOException broken) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the keys stay as they were, for the file cannot be read: " + broken.getMessage());
        }
    }

    private @Nullable String state() throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    }

    private Content read() {
        try {
            String state = state();
            if (state == null) {
                return new Content(null, Map.of());
            }
            if (Files.size(path) > BYTES_MAX) {
                throw new Anomaly.Incorrect("a key file must have at most " + BYTES_MAX + " bytes: file=" + path);
            }
            Map<String, AccessKey> keys = new HashMap<>();
            KeyText.read(Files.readString(path), "the key file " + path).forEach(key -> keys.put(key.id(), key));
            return new Content(state, keys);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private Anomaly unreadable(IOException failure) {
        return failure instanceof FileSystemException
                ? new Anomaly.Forbidden("the key file cannot be used: " + failure.getMessage(), Map.of(), failure)
                : new Anomaly.Unavailable("the key file cannot be used: " + path, Map.of(), failure);
    }

    /**
     * Returns all keys there are now, sorted by their ids.
     *
     * <p>Waits for the file to be read.
     *
     * @throws Anomaly.Incorrect when it is malformed
     * @throws Anomaly.Forbidden when it may not be read
     * @throws Anomaly.Unavailable when it cannot be read
     */
    public List<AccessKey> list() {
        content = read();
        return content.keys().values().stream()
                .sorted(java.util.Comparator.comparing(AccessKey::id))
                .toList();
    }

    /**
     * Makes a new key with a random secret, and returns it: the secret is in the file, and shown nowhere again.
     *
     * <p>Waits until the file is written, and for other processes that change it.
     *
     * @throws Anomaly.Conflict when there is one with this id
     * @throws Anomaly.Incorrect when it can be no id, or the file is malformed
     * @throws Anomaly.Forbidden when the file may not be read or written
     * @throws Anomaly.Unavailable when it cannot be
     */
    public AccessKey create(String id, Set<Role> roles) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        AccessKey key =
                new AccessKey(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret), roles);
        change(keys -> {
            if (keys.stream().anyMatch(known -> known.id().equals(id))) {
                throw new Anomaly.Conflict("there is a key with this id: revoke it first: access-key=" + id);
            }
            List<AccessKey> more = new ArrayList<>(keys);
            more.add(key);
            return more;
        });
        return key;
    }

    /**
     * Removes a key; servers know it no more within a second.
     *
     * <p>Waits until the file is written, and for other processes that change it.
     *
     * @throws Anomaly.NotFound when there is none with this id
     * @throws Anomaly.Incorrect when the file is malformed
     * @throws Anomaly.Forbidden when the file may not be read or written
     * @throws Anomaly.Unavailable when it cannot be
     */
    public void revoke(String id) {
        Require.present(id, "id");
        change(keys -> {
            List<AccessKey> rest = new ArrayList<>(keys);
            if (!rest.removeIf(key -> key.id().equals(id))) {
                throw new Anomaly.NotFound("there is no key with this id: access-key=" + id);
            }
            return rest;
        });
    }

    /** Replaces the file as a whole, so that nobody ever reads half of it; changes of other processes come before or after. */
    private synchronized void change(UnaryOperator<List<AccessKey>> change) {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        try {
            Files.createDirectories(directory);
            Path lock = path.resolveSibling(path.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(
                            lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownersOnly(directory));
                    FileLock held = channel.lock()) {
                Require.present(held, "held");
                write(directory, KeyText.write(change.apply(list())));
            }
            content = read();
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private void write(Path directory, String text) throws IOException {
        Path made = Files.createTempFile(directory, ".keys", ".new", ownersOnly(directory));
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** Returns what makes a file that only its owner can read, where files have owners. */
    static FileAttribute<?>[] ownersOnly(Path directory) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
