package io.stator.engine.datom;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The order of URIs in indexes: that of {@link URI#compareTo}, but for pairs of which one has a host and the other does not.
 *
 * <p>The JDK compares two hosts without regard to case, but a host with an authority that is none, such as {@code a_b}, with
 * regard to it. So {@code EXAMPLE.org} would come before {@code a_b}, {@code a_b} before {@code ex.org}, and {@code ex.org} before
 * {@code EXAMPLE.org}: a circle, in which no index can find what it holds. Here such an authority stands where a host of that
 * name would, without a user.
 */
final class UriOrder {
    private UriOrder() {}

    /** Compares two URIs; equal are those that {@link URI#equals} finds equal. */
    static int compare(URI left, URI right) {
        if ((left.getHost() == null) == (right.getHost() == null)) {
            return left.compareTo(right);
        }
        return left.getHost() == null ? -compareHost(right, left) : compareHost(left, right);
    }

    private static int compareHost(URI hosted, URI other) {
        int byScheme = scheme(hosted).compareTo(scheme(other));
        if (byScheme != 0) {
            return byScheme;
        }
        if (other.isOpaque()) {
            return -1;
        }
        @Nullable String authority = other.getRawAuthority();
        if (authority == null || hosted.getRawUserInfo() != null) {
            return 1;
        }
        int byName = hosted.getHost().toLowerCase(Locale.ROOT).compareTo(authority);
        return byName == 0 ? -1 : byName;
    }

    /** Returns the scheme in small letters; empty, which no scheme is, where there is none. */
    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }
}
