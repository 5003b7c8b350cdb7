package io.stator.server;

import io.stator.spi.Require;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The keys that a server knows. Thread-safe, and quick: it is asked with every request. */
@FunctionalInterface
public interface AccessKeys {
    /** Returns the key with an id. Must not wait; an anomaly comes out where a request is checked, which fails with it. */
    Optional<AccessKey> find(String id);

    /**
     * Returns keys that stay as they are; of several with one id the last counts. Never waits.
     *
     * @throws io.stator.Anomaly.Incorrect when one is null
     */
    static AccessKeys of(AccessKey... keys) {
        Map<String, AccessKey> known = new LinkedHashMap<>();
        for (AccessKey key : Require.elements(keys, "keys")) {
            known.put(key.id(), key);
        }
        return id -> Optional.ofNullable(known.get(Require.present(id, "id")));
    }

    /**
     * Returns the keys of a text as a key file has it, such as the value of a variable of the environment. Never waits.
     *
     * @throws io.stator.Anomaly.Incorrect when it is malformed
     */
    static AccessKeys parse(String edn) {
        return of(KeyText.read(edn, "the keys").toArray(new AccessKey[0]));
    }

    /**
     * Returns these keys, and others where these know none. Never waits.
     *
     * @throws io.stator.Anomaly.Incorrect when the others are null
     */
    default AccessKeys or(AccessKeys others) {
        Require.present(others, "others");
        return id -> find(id).or(() -> others.find(id));
    }
}
