package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class CursorTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final Selection SCAN = Selection.scan("albums");
    private static final Selection QUERY = Selection.query("albums", expression("artist = ?", "Can"));
    private static final Map<String, AttributeValue> KEY = Map.of(
            "artist", AttributeValue.fromS("Neu! \u00fc \ud83c\udfb8"),
            "year", AttributeValue.fromN("-1.2345678901234567890123456789012345678E-99"),
            "hash", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127, -128})));

    private static Cursor cursor(Selection selection) {
        return Cursor.of(selection, 0, List.of(new Cursor.Position(selection.segment, KEY)));
    }

    private static Selection parallel(int segments) {
        return SCAN.with(copy -> {
            copy.segments = segments;
            copy.requestsMax = 2;
        });
    }

    @Test
    void textIsSafeInAUrlAndReadBackExactly() {
        Cursor cursor = cursor(QUERY);
        assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor).hasSameHashCodeAs(cursor);
        assertThat(Cursor.parse(cursor.toString()).positions().get(0).key()).isEqualTo(KEY);
    }

    @Test
    void aParallelScanKeepsThePositionOfEverySegment() {
        Cursor cursor = Cursor.of(
                parallel(1_000_000),
                999_999,
                List.of(
                        new Cursor.Position(3, KEY),
                        new Cursor.Position(999_998, Map.of("id", AttributeValue.fromS("x"))),
                        new Cursor.Position(70_000, Map.of())));
        Cursor read = Cursor.parse(cursor.toString());
        assertThat(read).isEqualTo(cursor);
        assertThat(read.positions()).hasSize(3);
        assertThat(read.next()).isEqualTo(999_999);
    }

    @Test
    void everyChangeOfACharacterIsNoticed() {
        String text = cursor(QUERY).toString();
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= %\u00e9";
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            for (char letter : letters.toCharArray()) {
                String changed = text.substring(0, i) + letter + text.substring(i + 1);
                if (!changed.equals(text) && isAccepted(changed)) {
                    accepted.add(changed);
                }
            }
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void partsOfACursorAreRefused() {
        String text = cursor(QUERY).toString();
        for (int length = 0; length < text.length(); length++) {
            assertThat(isAccepted(text.substring(0, length))).isFalse();
            assertThat(isAccepted(text + text.substring(0, length + 1))).isFalse();
        }
    }

    @Test
    void whatHasARightChecksumAndNoSenseIsRefused() {
        Random random = new Random(SEED);
        byte[] whole = Base64.getUrlDecoder().decode(cursor(QUERY).toString());
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextBoolean()) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
            }
            int end = Math.max(0, bytes.length - Integer.BYTES);
            int checksum = CursorWriter.checksum(bytes, end);
            for (int place = 0; place < Integer.BYTES && end + place < bytes.length; place++) {
                bytes[end + place] = (byte) (checksum >> (24 - 8 * place));
            }
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                Cursor read = Cursor.parse(text);
                assertThat(Cursor.parse(read.toString()))
                        .as("replay with -Dstator.seed=" + SEED)
                        .isEqualTo(read);
            } catch (DynamoException.InvalidRequest refused) {
                assertThat(refused).hasMessageContaining("a cursor must");
            }
        }
    }

    @Test
    void textThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> Cursor.parse("A".repeat(Cursor.CHARACTERS_MAX + 1)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining(String.valueOf(Cursor.CHARACTERS_MAX));
    }

    @Test
    void itGoesOnOnlyWhereItComesFrom() {
        cursor(QUERY).check(QUERY);
        cursor(QUERY).check(Selection.query("arn:aws:dynamodb:eu-west-1:1:table/albums", expression("artist = ?", 1)));
        refuses(cursor(QUERY), Selection.query("songs", expression("artist = ?", "Can")), "another table");
        refuses(cursor(QUERY), QUERY.with(copy -> copy.index = "by-genre"), "another index");
        refuses(cursor(QUERY.with(copy -> copy.index = "by-genre")), QUERY, "another index");
        refuses(cursor(QUERY), QUERY.with(copy -> copy.descending = true), "ascending query");
        refuses(cursor(QUERY), SCAN, "ascending query, and this is a scan");
        refuses(cursor(SCAN), parallel(4), "a scan, and this is a parallel scan");
        refuses(cursor(parallel(4)), parallel(5), "4 segments, and this one has 5");
        Selection segment = SCAN.with(copy -> {
            copy.segments = 4;
            copy.segment = 1;
        });
        cursor(segment).check(segment);
        refuses(cursor(segment), segment.with(copy -> copy.segment = 2), "segment 1 of the scan");
        refuses(cursor(SCAN), segment, "1 segments, and this one has 4");
    }

    private static void refuses(Cursor cursor, Selection selection, String because) {
        assertThatThrownBy(() -> cursor.check(selection))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining(because);
    }

    private static boolean isAccepted(String text) {
        try {
            Cursor.parse(text);
            return true;
        } catch (DynamoException.InvalidRequest refused) {
            return false;
        }
    }
}
