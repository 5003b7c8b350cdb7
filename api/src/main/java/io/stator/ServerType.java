package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Require;

/**
 * The kinds of server that {@link ClientConfig} can name, as the Client API does.
 *
 * <p>Nothing here waits.
 */
public enum ServerType {
    /** A server of one system whose clients have an access key and a secret: a Stator server, or a Datomic peer server. */
    PEER_SERVER("peer-server"),

    /** A server whose clients are authorised by keys of a cloud provider. */
    CLOUD("cloud");

    private final Keyword keyword;

    ServerType(String name) {
        this.keyword = Keyword.of(name);
    }

    /** Returns the keyword of this kind, such as {@code :peer-server}. Never fails. */
    public Keyword keyword() {
        return keyword;
    }

    /**
     * Returns the kind named by a {@code ServerType}, a keyword, or a string such as {@code ":cloud"}.
     *
     * @throws Anomaly.Incorrect when there is none
     */
    public static ServerType of(Object name) {
        if (name instanceof ServerType type) {
            return type;
        }
        String given = String.valueOf(Require.present(name, "name"));
        for (ServerType type : values()) {
            if (given.equals(type.keyword.toString()) || given.equals(type.keyword.name())) {
                return type;
            }
        }
        throw new Anomaly.Incorrect(
                ":server-type must be :peer-server or :cloud here; for what lives in this process use Stator.open or"
                        + " Stator.inMemory: server-type=" + given);
    }
}
