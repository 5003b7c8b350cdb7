package io.stator;

import io.stator.spi.Require;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The argument map of a client whose system is in this process. */
final class LocalArguments {
    private static final List<String> KNOWN = List.of("server-type", "system", "storage-dir", "timeout");
    private static final List<String> LOCAL = List.of(":datomic-local", ":dev-local");
    private static final Pattern SYSTEM = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private LocalArguments() {}

    /** Returns whether a map is one of these. */
    static boolean isLocal(Map<?, ?> arguments) {
        String type = null;
        for (Map.Entry<?, ?> entry : Require.present(arguments, "arguments").entrySet()) {
            if (named(entry.getKey()).equals(":server-type")) {
                type = named(entry.getValue());
            }
        }
        if (type == null) {
            throw Require.refused(
                    ":server-type",
                    "must be one of :datomic-local, :dev-local, :peer-server and :cloud; there is none");
        }
        if (type.equals(":ion")) {
            throw new Anomaly.Unsupported(
                    ":server-type :ion is for code that runs within Datomic Cloud: use Stator.open for what lives in this process");
        }
        return LOCAL.contains(type);
    }

    private static String named(Object name) {
        String text = String.valueOf(name);
        return text.startsWith(":") ? text : ":" + text;
    }

    /** Opens the system. */
    static Client open(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, KNOWN);
        String system = given.text("system");
        if (!SYSTEM.matcher(system).matches()) {
            throw Require.refused(":system", "must be 1 to 128 of A-Z a-z 0-9 . _ -, not beginning with a dot");
        }
        SystemConfig standard = SystemConfig.standard();
        SystemConfig config = given.timed(standard, standard::withTimeout);
        String directory = String.valueOf(given.required("storage-dir"));
        if (directory.equals(":mem")) {
            return Stator.inMemory(config);
        }
        try {
            Path path = Path.of(directory);
            if (path.isAbsolute()) {
                return Stator.open(path.resolve(system), config);
            }
        } catch (InvalidPathException malformed) {
            throw Require.refused(":storage-dir", "must be an absolute path or :mem: " + malformed.getReason());
        }
        throw Require.refused(":storage-dir", "must be an absolute path or :mem: storage-dir=" + directory);
    }
}
