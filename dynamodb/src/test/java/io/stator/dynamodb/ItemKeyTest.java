package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class ItemKeyTest {
    private static ItemKey key(AttributeValue value) {
        return ItemKey.of(Map.of("id", value), List.of("id"));
    }

    private static ItemKey number(String text) {
        return key(AttributeValue.fromN(text));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "1, 1E0",
        "100, 1E2",
        "0, 0.00",
        "0, -0",
        "-5, -5.000",
        "1.50, 1.5",
        "999999999999999999, 999999999999999999.0",
        "1000000000000000000, 1E18",
        "12345678901234567890123456789012345678, 12345678901234567890123456789012345678.0"
    })
    void equalNumbersAreEqualHoweverTheyAreWritten(String one, String other) {
        assertThat(number(one)).isEqualTo(number(other)).hasSameHashCodeAs(number(other));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "1, -1", "1, 1.1", "999999999999999999, 1000000000000000000", "1E-5, 1E5"})
    void otherNumbersAreNot(String one, String other) {
        assertThat(number(one)).isNotEqualTo(number(other));
    }

    @Test
    void theTypeCounts() {
        assertThat(number("1")).isNotEqualTo(key(AttributeValue.fromS("1")));
        assertThat(key(AttributeValue.fromB(SdkBytes.fromUtf8String("1"))))
                .isEqualTo(key(AttributeValue.fromB(SdkBytes.fromUtf8String("1"))))
                .isNotEqualTo(key(AttributeValue.fromS("1")));
    }

    @Test
    void theOrderOfTheNamesDoesNot() {
        Map<String, AttributeValue> item = Map.of("a", AttributeValue.fromS("x"), "b", AttributeValue.fromN("1"));

        assertThat(ItemKey.of(item, List.of("a", "b"))).isEqualTo(ItemKey.of(item, List.of("b", "a")));
        assertThat(ItemKey.of(item, List.of("a"))).isNotEqualTo(ItemKey.of(item, List.of("a", "b")));
        assertThat(ItemKey.of(item, List.of("a", "c"))).isEqualTo(ItemKey.of(item, List.of("a")));
    }
}
