package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Stator;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What texts and URIs mean where a system is named. */
final class LocationTest {

    @Test
    void aTextIsAUriIfItBeginsLikeOne() {
        assertThat(Location.of("mem:")).isEqualTo(new Location.InMemory());
        assertThat(Location.of("MEM:")).isEqualTo(new Location.InMemory());
        assertThat(Location.of("mem:///")).isEqualTo(new Location.InMemory());
        assertThat(Location.of("file:/a/b")).isEqualTo(new Location.InPath(Path.of("/a/b")));
        assertThat(Location.of("file:///a/b%20c")).isEqualTo(new Location.InPath(Path.of("/a/b c")));
        assertThat(Location.of("file:a/b")).isEqualTo(new Location.InPath(Path.of("a/b")));
        for (String path : List.of("data", "./a:b", "c:", "data:old", "/tmp/x y", "~", "-")) {
            assertThat(Location.of(path)).isEqualTo(new Location.InPath(Path.of(path)));
        }
        URI stored = URI.create("jdbc:postgresql://h/d?user=u&password=p");
        assertThat(Location.of(stored.toString())).isEqualTo(new Location.Stored(stored));
        assertThat(Location.of("dynamodb://eu-central-1/table")).isInstanceOf(Location.Stored.class);
    }

    @Test
    void whatIsNoLocationIsRefused() {
        for (String text : List.of(
                "",
                "mem:films",
                "mem://films",
                "file://host/a",
                "file:/a?b",
                "file:a?b",
                "file:a#b",
                "jdbc:postgresql://h/a b",
                "\0")) {
            assertThatThrownBy(() -> Location.of(text)).as(text).isInstanceOf(Anomaly.Incorrect.class);
        }
        assertThatThrownBy(() -> Location.of(URI.create("data"))).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Stator.open((String) null)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Stator.open((URI) null)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Stator.openReadOnly("mem:")).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void aPasswordIsInNoText() {
        for (String text : List.of(
                "jdbc:postgresql://u:s3cret@h:1/d?password=s3cret",
                "jdbc:postgresql:d?password=s3cret",
                "ftp://s3cret@h/t?k=s3cret#s3cret")) {
            assertThat(Location.of(text).toString()).doesNotContain("s3cret");
            assertThatThrownBy(() -> Stator.open(text))
                    .isInstanceOf(Anomaly.Unsupported.class)
                    .hasMessageNotContaining("s3cret");
        }
        assertThatThrownBy(() -> Location.of("jdbc:postgresql://h/d?password=s3cret |"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aSchemeWithoutItsModuleNamesTheWayOut() {
        assertThatThrownBy(() -> Stator.open("jdbc:postgresql://h/d"))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("stator-storage-jdbc");
        assertThatThrownBy(() -> Stator.openReadOnly("ftp://h/d"))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("'ftp:'")
                .hasMessageContaining("jdbc:postgresql:");
    }
}
