package io.stator.dynamodb;

import static io.stator.dynamodb.Frozen.freeze;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.nippy.Nippy;
import io.stator.nippy.NippyException;
import io.stator.nippy.Password;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Frozen values: written as binary, thawed on read, and foreign binary left alone. */
final class FrozenTest {
    private static final Codecs CODECS = Codecs.standard();
    private static final Map<Object, Object> VALUE = Map.of(1L, List.of('x', new UUID(1, 2)), "k", Set.of(2.5));

    private record Note(String id, Frozen content) {}

    private record Secret(String id, String notes) {}

    private static Item stored(Item item, Codecs codecs) {
        return Item.read(item.attributes(CODECS), codecs);
    }

    @Test
    void aFrozenValueComesBackThawed() {
        Item read =
                stored(Item.of("notes", freeze(VALUE), "list", List.of(freeze('x')), "nothing", freeze(null)), CODECS);
        assertThat(read.get("notes")).isEqualTo(VALUE);
        assertThat(read.get("notes", Map.class)).isEqualTo(VALUE);
        assertThat(read.get("notes", Frozen.class)).isEqualTo(freeze(VALUE));
        assertThat(read.get("list")).isEqualTo(List.of('x'));
        assertThat(read.has("nothing")).isTrue();
        assertThat(read.get("nothing")).isNull();
        assertThat(read.get("notes", AttributeValue.class).b().asByteArray()).startsWith('N', 'P', 'Y');
    }

    @Test
    void thawingCanBeSwitchedOff() {
        Item read = stored(Item.of("notes", freeze("x")), CODECS.autoThaw(false));
        assertThat(read.get("notes")).isInstanceOf(byte[].class);
        assertThat(read.get("notes")).isEqualTo(Nippy.standard().freeze("x"));
        assertThat(read.bytes("notes")).isEqualTo(Nippy.standard().freeze("x"));
        assertThat(read.get("notes", Frozen.class)).isEqualTo(freeze("x"));
    }

    @Test
    void foreignBinaryStaysAsItIs() {
        for (byte[] bytes : List.of(new byte[] {'N', 'P', 'Y', 99, 1}, new byte[] {'N', 'P', 'Y'}, new byte[] {1})) {
            Item read = stored(Item.of("raw", bytes, "set", Set.of(bytes)), CODECS);
            assertThat(read.get("raw")).isEqualTo(bytes);
            assertThat(read.get("set")).isEqualTo(Set.of(ByteBuffer.wrap(bytes)));
            assertThat(read.bytes("raw")).isEqualTo(bytes);
        }
    }

    @Test
    void setsHoldFrozenValues() {
        Item read = stored(Item.of("set", Set.of(freeze('x'), freeze(List.of(1L)))), CODECS);
        assertThat(read.get("set")).isEqualTo(Set.of('x', List.of(1L)));
    }

    @Test
    void aRecordKeepsAFrozenComponent() {
        Note note = new Note("a", freeze(VALUE));
        assertThat(stored(Item.from(note), CODECS).as(Note.class)).isEqualTo(note);
        assertThat(Item.from(note)).isEqualTo(stored(Item.from(note), CODECS));
    }

    @Test
    void aPasswordOfTheCodecsEncrypts() {
        Codecs secret = CODECS.nippy(nippy -> nippy.withPassword(Password.cached("open sesame")));
        Map<String, AttributeValue> attributes = Item.of("notes", freeze(VALUE)).attributes(secret);
        assertThat(Item.read(attributes, secret).get("notes")).isEqualTo(VALUE);
        Codecs wrong = CODECS.nippy(nippy -> nippy.withPassword(Password.cached("open barley")));
        Codecs otherWay = CODECS.nippy(nippy -> nippy.withPassword(Password.salted("open sesame")));
        for (Codecs codecs : List.of(CODECS, wrong, otherWay)) {
            Item read = Item.read(attributes, codecs);
            for (ThrowingCallable reading : List.<ThrowingCallable>of(
                    () -> read.get("notes"),
                    read::toMap,
                    () -> read.string("notes"),
                    () -> read.bytes("notes"),
                    () -> read.longValue("notes"),
                    () -> read.item("notes"),
                    () -> read.list("notes", Long.class),
                    () -> Item.read(attributes, codecs).with("id", "a").as(Secret.class))) {
                assertThatThrownBy(reading)
                        .isInstanceOf(DynamoException.InvalidValue.class)
                        .hasMessageStartingWith("notes must be thawed to be read: password must be")
                        .hasCauseInstanceOf(NippyException.class);
            }
            assertThat(read.get("notes", AttributeValue.class)).isEqualTo(attributes.get("notes"));
        }
    }

    @Test
    void aLimitIsNamedAndNotPassedOverInSilence() {
        Map<String, AttributeValue> attributes =
                Item.of("notes", freeze("x".repeat(2_000))).attributes(CODECS);
        Item read = Item.read(attributes, CODECS.nippy(nippy -> nippy.withBytesMax(1_000)));
        assertThatThrownBy(() -> read.get("notes"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("withBytesMax");
    }

    @Test
    void whatCannotBeFrozenIsNamed() {
        assertThatThrownBy(() -> Item.of("notes", List.of(freeze(new Object()))).attributes(CODECS))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("notes[0] must be a value that can be frozen")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void theBytesThatWereReadDoNotChange() {
        byte[] bytes = {1, 2, 3};
        Item read = Item.read(Map.of("raw", AttributeValue.fromB(SdkBytes.fromByteArray(bytes))), CODECS);
        if (read.get("raw") instanceof byte[] given) {
            given[0] = 9;
        }
        assertThat(read.get("raw")).isEqualTo(bytes);
    }
}
