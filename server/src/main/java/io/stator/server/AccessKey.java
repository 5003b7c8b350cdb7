package io.stator.server;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key that clients sign with, and what it may do; immutable.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param id the access key, which is no secret
 * @param secret the secret, which is never shown
 * @param roles what it may do
 */
public record AccessKey(String id, String secret, Set<Role> roles) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._/-]{1,128}");
    private static final int SECRET_LENGTH_MIN = 8;
    private static final int SECRET_LENGTH_MAX = 1_024;

    /**
     * Creates one; the roles are copied.
     *
     * @throws Anomaly.Incorrect when the id is not 1 to 128 letters, digits and {@code . _ / -}, or the secret not 8 to 1,024 characters
     */
    public AccessKey {
        if (!ID.matcher(Require.present(id, "id")).matches()) {
            throw new Anomaly.Incorrect("an access key must be 1 to 128 of A-Z a-z 0-9 . _ / -: access-key=" + id);
        }
        int length = Require.present(secret, "secret").length();
        if (length < SECRET_LENGTH_MIN || length > SECRET_LENGTH_MAX) {
            throw new Anomaly.Incorrect("a secret must have " + SECRET_LENGTH_MIN + " to " + SECRET_LENGTH_MAX
                    + " characters: access-key=" + id + " length=" + length);
        }
        roles = Set.copyOf(Require.elements(roles, "roles"));
    }

    boolean isAdmin() {
        return roles.stream().anyMatch(role -> role.right() == Role.Right.ADMIN);
    }

    boolean mayReadCatalog() {
        return roles.stream()
                .anyMatch(role -> role.right() == Role.Right.ADMIN || role.right() == Role.Right.CATALOG_READ);
    }

    boolean mayRead(String database) {
        return roles.stream().anyMatch(role -> role.allowsRead(database));
    }

    boolean mayWrite(String database) {
        return roles.stream().anyMatch(role -> role.allowsWrite(database));
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "AccessKey[" + id + " " + roles + "]";
    }
}
