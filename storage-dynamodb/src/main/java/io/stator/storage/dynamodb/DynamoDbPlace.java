package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoConfig;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which table a URI names, and where; immutable.
 *
 * @param region the region, or null where there is an endpoint
 * @param endpoint the endpoint, or null where there is a region
 */
record DynamoDbPlace(@Nullable String region, @Nullable URI endpoint, String table) {
    private static final String PREFIX = "dynamodb";
    private static final Set<String> SCHEMES = Set.of(PREFIX, PREFIX + "+http", PREFIX + "+https");
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");
    private static final String KNOWN =
            "it must be dynamodb://REGION/TABLE, or dynamodb+http://HOST:PORT/TABLE where DynamoDB Local listens";

    /** The longest time for one attempt of a call, and for opening a connection. */
    static final Duration ATTEMPT_MAX = Duration.ofSeconds(5);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

    /** Returns whether a URI has one of our schemes. */
    static boolean isOne(URI uri) {
        return uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns the place that a URI names.
     *
     * @throws StorageException of kind FOREIGN if it is malformed
     */
    static DynamoDbPlace of(URI uri) {
        String scheme = isOne(uri) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
        String authority = uri.getRawAuthority();
        if (scheme.isEmpty() || authority == null || authority.isEmpty()) {
            throw malformed("it names no " + (scheme.equals(PREFIX) ? "region" : "host"));
        }
        if (uri.getRawUserInfo() != null || authority.indexOf('@') >= 0) {
            throw malformed("credentials are not in the URI, but where the AWS SDK finds them: in the environment"
                    + " (AWS_ACCESS_KEY_ID, AWS_PROFILE), in its files, or in the role of the machine");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw malformed("it has no options: " + (uri.getRawQuery() == null ? "#" : "?" + uri.getRawQuery()));
        }
        String path = String.valueOf(uri.getPath());
        String table = path.startsWith("/") ? path.substring(1) : path;
        if (!TABLE.matcher(table).matches()) {
            throw malformed(
                    "the name of a table has from 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.': table=\""
                            + table + "\"");
        }
        if (scheme.equals(PREFIX)) {
            if (!REGION.matcher(authority).matches()) {
                throw malformed("a region is one such as eu-west-1: region=" + authority);
            }
            return new DynamoDbPlace(authority, null, table);
        }
        if (uri.getHost() == null) {
            throw malformed("it names no host that can be: " + authority);
        }
        URI endpoint = URI.create(scheme.substring(PREFIX.length() + 1) + "://" + authority);
        return new DynamoDbPlace(null, endpoint, table);
    }

    private static StorageException malformed(String why) {
        return new StorageException(Kind.FOREIGN, "this dynamodb: is no place of a system: " + why + "; " + KNOWN);
    }

    /** Returns how the place is reached: every call once, because it is made again by who knows whether that is right. */
    DynamoConfig config() {
        DynamoConfig config = DynamoConfig.standard()
                .retriesMax(0)
                .attemptTimeout(ATTEMPT_MAX)
                .readTimeout(ATTEMPT_MAX)
                .connectTimeout(CONNECT_MAX);
        if (region != null) {
            return config.region(region);
        }
        return endpoint == null ? config : config.endpoint(endpoint);
    }

    @Override
    public String toString() {
        return "table " + table + (region == null ? " at " + endpoint : " in " + region);
    }
}
