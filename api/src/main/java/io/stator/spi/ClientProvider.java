package io.stator.spi;

import io.stator.Client;
import java.util.Map;
import java.util.Optional;

/** Opens clients of some kind; found through {@link java.util.ServiceLoader}. */
public interface ClientProvider {
    /** The kind that lives in memory; no options. */
    String MEMORY = "memory";

    /** The kind kept in a directory or file; option {@code path}. */
    String FILE = "file";

    /** Returns a client of this kind, or empty when this provider does not know the kind. */
    Optional<Client> open(String kind, Map<String, Object> options);
}
