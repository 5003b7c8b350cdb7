package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.Map;

/**
 * The size of a database, history included.
 *
 * <p>Its methods never wait.
 *
 * @param datoms the number of datoms
 * @param attributes the number of datoms of each attribute that has any
 */
public record DatabaseStats(long datoms, Map<Keyword, Long> attributes) {
    /**
     * Creates one; the map is copied.
     *
     * @throws Anomaly.Incorrect when the map is null
     */
    public DatabaseStats {
        attributes = Map.copyOf(Require.present(attributes, "attributes"));
    }
}
