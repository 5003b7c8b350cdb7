package io.stator.spi;

import io.stator.Client;
import java.util.Map;
import java.util.Optional;

/**
 * Opens clients of some kind; found through {@link java.util.ServiceLoader}.
 *
 * <p>Opening waits for storage.
 */
public interface ClientProvider {
    /** The kind that lives in memory. */
    String MEMORY = "memory";

    /** The kind kept in a directory or file; needs {@link #PATH}. */
    String FILE = "file";

    /** The kind that is reached over a network; needs {@link #CONFIG}, an {@link io.stator.ClientConfig}. */
    String REMOTE = "remote";

    /** The kind kept at a {@link #LOCATION} whose scheme a provider knows, such as {@code jdbc:postgresql:}. */
    String STORED = "stored";

    /** The option that says where a system of the kind {@link #STORED} is kept, a {@link java.net.URI}. */
    String LOCATION = "location";

    /** The option that says where a system is kept, a {@link java.nio.file.Path}. */
    String PATH = "path";

    /** The option with the {@link io.stator.SystemConfig} of the program, or the {@link io.stator.ClientConfig}. */
    String CONFIG = "config";

    /** The option, true when the system is only to be read. */
    String READ_ONLY = "read-only";

    /**
     * Returns a client of this kind, or empty when this provider does not know the kind.
     *
     * @throws io.stator.Anomaly.Incorrect when an option is missing or wrong; and whatever {@link io.stator.Stator#open(java.nio.file.Path)} tells of
     */
    Optional<Client> open(String kind, Map<String, Object> options);
}
