package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

/** An endpoint says which region it is in, or needs none. */
final class RegionsTest {
    @Test
    void theServicesOwnEndpointsAreNamedAfterTheirRegions() {
        assertThat(Regions.of(URI.create("https://dynamodb.eu-west-1.amazonaws.com")))
                .isEqualTo(Region.EU_WEST_1);
        assertThat(Regions.of(URI.create("https://vpce-0a.dynamodb.us-gov-west-1.vpce.amazonaws.com")))
                .isEqualTo(Region.of("us-gov-west-1"));
    }

    @Test
    void anotherEndpointNeedsNoRegion() {
        URI other = URI.create("http://tables.example:8000");
        assertThat(Regions.of(other)).isNotNull();
        assertThat(DynamoConfig.standard().endpoint(other).regionToUse()).isNotNull();
        assertThat(DynamoConfig.standard()
                        .endpoint(other)
                        .region("eu-central-1")
                        .regionToUse())
                .isEqualTo(Region.EU_CENTRAL_1);
        assertThat(DynamoConfig.standard().regionToUse()).isNull();
    }
}
