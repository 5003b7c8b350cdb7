package io.stator.server;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keys as text: an EDN vector of maps with {@code :access-key}, {@code :secret} and {@code :roles}. */
final class KeyText {
    private static final Keyword ACCESS_KEY = Keyword.of("access-key");
    private static final Keyword SECRET = Keyword.of("secret");
    private static final Keyword ROLES = Keyword.of("roles");

    private KeyText() {}

    /** Returns the keys of a text; what is wrong with it is told without its values, for they may be secrets. */
    static List<AccessKey> read(String edn, String where) {
        Object form;
        try {
            form = Edn.read(edn);
        } catch (EdnException malformed) {
            throw refused(where, "it is no EDN: line=" + malformed.line() + " column=" + malformed.column());
        }
        if (!(form instanceof List<?> forms)) {
            throw refused(where, "it is no vector");
        }
        List<AccessKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Object each : forms) {
            AccessKey key = key(each, where, keys.size() + 1);
            if (!ids.add(key.id())) {
                throw refused(where, "an access key is there twice: access-key=" + key.id());
            }
            keys.add(key);
        }
        return keys;
    }

    private static AccessKey key(@Nullable Object form, String where, int number) {
        if (form instanceof Map<?, ?> map
                && map.get(ACCESS_KEY) instanceof String id
                && map.get(SECRET) instanceof String secret
                && map.get(ROLES) instanceof Collection<?> names
                && map.size() == 3) {
            Set<Role> roles = new HashSet<>();
            for (Object name : names) {
                if (!(name instanceof String text)) {
                    throw refused(where, "a role is no text: key=" + number);
                }
                roles.add(Role.parse(text));
            }
            return new AccessKey(id, secret, roles);
        }
        throw refused(where, "a key is no map with :access-key, :secret and :roles, and nothing else: key=" + number);
    }

    private static Anomaly.Incorrect refused(String where, String what) {
        return new Anomaly.Incorrect(where
                + " must be an EDN vector of maps {:access-key \"...\" :secret \"...\" :roles [\"db-read:films\"]}: "
                + what);
    }

    /** Returns the text of keys, a line for each. */
    static String write(List<AccessKey> keys) {
        StringBuilder text = new StringBuilder("[");
        for (AccessKey key : keys) {
            Set<String> roles = new TreeSet<>();
            key.roles().forEach(role -> roles.add(role.toString()));
            Map<Keyword, Object> map = new LinkedHashMap<>();
            map.put(ACCESS_KEY, key.id());
            map.put(SECRET, key.secret());
            map.put(ROLES, EdnVector.copyOf(roles));
            text.append(text.length() == 1 ? "" : "\n ").append(Edn.print(map));
        }
        return text.append("]\n").toString();
    }
}
