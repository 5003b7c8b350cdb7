package io.stator.dynamodb;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The region that requests to an endpoint are signed for. */
final class Regions {
    /** The names of the service's own endpoints, those within private networks included. */
    private static final Pattern NAMED = Pattern.compile("(?:^|\\.)dynamodb\\.([a-z]{2}(?:-[a-z]+)+-\\d+)\\.");

    private Regions() {}

    /**
     * Returns the region of an endpoint: the one that its name says, the one that the SDK finds, or one that an endpoint which is not of the
     * service itself does not look at.
     */
    static Region of(URI endpoint) {
        Matcher named = NAMED.matcher(String.valueOf(endpoint.getHost()));
        if (named.find()) {
            return Region.of(named.group(1));
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException nowhere) {
            return Region.of(DynamoConfig.LOCAL_REGION);
        }
    }
}
