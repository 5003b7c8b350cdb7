package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * Which schema of which database of which server a system is in, and how it is reached; immutable. Its text, which messages show, has
 * neither users nor passwords nor anything else that a URI says.
 */
final class PostgresPlace {

    /** Begins the URIs of these systems. */
    static final String PREFIX = "jdbc:postgresql:";

    /** The class of the driver. */
    private static final String DRIVER = "org.postgresql.Driver";

    /** The schema that the tables are in unless the URI names another one. */
    static final String SCHEMA = "stator";

    /** The option of the driver that names the schema. */
    private static final String SCHEMA_OPTION = "currentSchema";

    /** Our own option. */
    private static final String TAKEOVER_OPTION = "statorTakeover";

    /** How many bytes the name of a schema can have; the server cuts off what is longer, without a word. */
    private static final int SCHEMA_BYTES_MAX = 63;

    private static final Pattern USER_INFO = Pattern.compile("(?i)(jdbc:postgresql://)([^/?@]*)@(.*)", Pattern.DOTALL);

    /**
     * What the driver is told unless the URI says something else: how long connecting and each answer may take, in seconds; that bytes are
     * not sent as text; and a name for those who look who is connected.
     */
    private static final Map<String, String> DEFAULTS = Map.of(
            "connectTimeout", "10",
            "loginTimeout", "15",
            "socketTimeout", "90",
            "tcpKeepAlive", "true",
            "prepareThreshold", "-1",
            "ApplicationName", "Stator");

    private final String url;
    private final Properties properties;
    private final String schema;
    private final boolean takingOver;

    private PostgresPlace(String url, Properties properties, String schema, boolean takingOver) {
        this.url = url;
        this.properties = properties;
        this.schema = schema;
        this.takingOver = takingOver;
    }

    /** Returns whether a URI is of this kind. */
    static boolean isOne(URI uri) {
        return uri.toString().regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /**
     * Returns the place that a URI names.
     *
     * @throws StorageException of kind FOREIGN if it is malformed
     */
    static PostgresPlace of(URI uri) {
        String text = uri.toString();
        if (!isOne(uri)) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "a system on a server must be at jdbc:postgresql://host/database, not at " + uri.getScheme() + ":");
        }
        requireDriver();
        if (uri.getRawFragment() != null) {
            throw malformed("it must not have a fragment (#): write that character as %23");
        }
        Properties given = new Properties();
        Matcher user = USER_INFO.matcher(text);
        if (user.matches()) {
            takeUser(user.group(2), given);
            text = user.group(1) + user.group(3);
        }
        int question = text.indexOf('?');
        String bare = question < 0 ? text : text.substring(0, question);
        if (bare.indexOf('@') >= 0) {
            throw malformed("user and password must have %40 for @ and %2F for /");
        }
        takeOptions(question < 0 ? "" : text.substring(question + 1), given);
        Properties all = parsed(PREFIX + bare.substring(PREFIX.length()), given);
        String hosts = all.getProperty("PGHOST", "localhost");
        Properties properties = new Properties();
        all.stringPropertyNames().forEach(name -> properties.setProperty(name, all.getProperty(name)));
        DEFAULTS.forEach(properties::putIfAbsent);
        String schema = schema(properties);
        boolean takingOver = takingOver(properties);
        String url = url(hosts, properties);
        properties.remove("PGHOST");
        properties.remove("PGPORT");
        properties.remove("PGDBNAME");
        return new PostgresPlace(url, properties, schema, takingOver);
    }

    /**
     * Checks that the driver is there, which is optional.
     *
     * @throws Anomaly.Unsupported if it is not
     */
    static void requireDriver() {
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException | LinkageError absent) {
            throw new Anomaly.Unsupported(
                    "the driver of PostgreSQL must be on the class path: add org.postgresql:postgresql",
                    Map.of(),
                    absent);
        }
    }

    private static void takeUser(String userInfo, Properties given) {
        String[] parts = userInfo.split(":", 2);
        given.setProperty("user", decoded(parts[0]));
        if (parts.length > 1) {
            given.setProperty("password", decoded(parts[1]));
        }
    }

    private static void takeOptions(String options, Properties given) {
        for (String option : options.split("&", -1)) {
            if (!option.isEmpty()) {
                int equals = option.indexOf('=');
                String name = equals < 0 ? option : option.substring(0, equals);
                given.setProperty(
                        name,
                        equals < 0 ? "" : decoded(option.substring(equals + 1).replace("+", "%20")));
            }
        }
    }

    /** Has the driver read a URL without options, because it writes what it cannot read to its log. */
    private static Properties parsed(String url, Properties options) {
        Properties all;
        try {
            all = Driver.parseURL(url, options);
        } catch (RuntimeException unreadable) {
            all = null;
        }
        if (all == null) {
            throw malformed(
                    "the driver cannot read it: it must be jdbc:postgresql://host:port/database?option=value&...");
        }
        return all;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw malformed("user, password and options must have % only before two hexadecimal digits");
        }
    }

    private static String schema(Properties properties) {
        Object given = properties.remove(SCHEMA_OPTION);
        String schema = given == null ? SCHEMA : given.toString().strip();
        if (schema.startsWith("\"") && schema.endsWith("\"") && schema.length() > 2) {
            schema = schema.substring(1, schema.length() - 1).replace("\"\"", "\"");
        }
        boolean list = given != null && !given.toString().startsWith("\"") && schema.indexOf(',') >= 0;
        if (schema.isEmpty() || list || schema.indexOf('\0') >= 0 || schema.startsWith("pg_")) {
            throw malformed(SCHEMA_OPTION + " must be the name of one schema, which does not begin with pg_: "
                    + SCHEMA_OPTION + "=" + schema);
        }
        if (schema.getBytes(StandardCharsets.UTF_8).length > SCHEMA_BYTES_MAX) {
            throw malformed(SCHEMA_OPTION + " must have at most " + SCHEMA_BYTES_MAX + " bytes: " + SCHEMA_OPTION + "="
                    + schema);
        }
        return schema;
    }

    private static boolean takingOver(Properties properties) {
        Object given = properties.remove(TAKEOVER_OPTION);
        if (given != null && !given.equals("true") && !given.equals("false")) {
            throw malformed(TAKEOVER_OPTION + " must be true or false: " + TAKEOVER_OPTION + "=" + given);
        }
        return "true".equals(given);
    }

    /** Returns the URI without anything that could be secret. */
    private static String url(String hosts, Properties properties) {
        String[] names = hosts.split(",", -1);
        String[] ports = properties.getProperty("PGPORT", "").split(",", -1);
        StringBuilder url = new StringBuilder(PREFIX).append("//");
        for (int i = 0; i < names.length; i++) {
            boolean bare = names[i].indexOf(':') >= 0 && !names[i].startsWith("[");
            url.append(i == 0 ? "" : ",").append(bare ? "[" + names[i] + "]" : names[i]);
            if (i < ports.length && !ports[i].isEmpty()) {
                url.append(':').append(ports[i]);
            }
        }
        return url.append('/')
                .append(encoded(properties.getProperty("PGDBNAME", "")))
                .toString();
    }

    private static String encoded(String name) {
        return java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static StorageException malformed(String why) {
        return new StorageException(Kind.FOREIGN, "this jdbc:postgresql: is no place of a system: " + why);
    }

    /** Returns the URL for the driver. */
    String url() {
        return url;
    }

    /** Returns the options for the driver, users and passwords among them. */
    Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    String schema() {
        return schema;
    }

    /** Returns the name of the schema as it is written in a statement. */
    String quotedSchema() {
        return '"' + schema.replace("\"", "\"\"") + '"';
    }

    /** Returns whether the system may be taken away from a process that has it open to write. */
    boolean isTakingOver() {
        return takingOver;
    }

    @Override
    public String toString() {
        return url + " (schema " + schema + ")";
    }
}
