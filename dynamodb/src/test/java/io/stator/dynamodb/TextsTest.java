package io.stator.dynamodb;

import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Frozen.freeze;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.nippy.Keyword;
import io.stator.nippy.Nippy;
import io.stator.nippy.NippyException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text with half of a pair of surrogates, which UTF-8 would make a question mark, is refused wherever it is given. */
final class TextsTest {
    private static final String HALF = "\ud83d";
    private static final String WHOLE = "a \ud83d\ude00 b";
    private static final Codecs CODECS = Codecs.standard();

    record Note(String id, String text) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83d",
                "a\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "\ud83d\ud83d\ude00",
                "long enough to be text of another kind \ud83d"
            })
    void halvesAreRefusedInEveryPlace(String text) {
        for (Object value : new Object[] {
            text,
            new StringBuilder(text),
            List.of(text),
            Map.of("k", text),
            Map.of(text, "v"),
            Set.of(text, "x"),
            new String[] {text},
            new Note("n", text),
            freeze(text),
            freeze(Map.of(text, List.of(text))),
            freeze(Keyword.of(text))
        }) {
            assertThatThrownBy(() -> Item.of("a", value).attributes(CODECS))
                    .as("%s", value.getClass())
                    .isInstanceOf(DynamoException.InvalidValue.class)
                    .hasMessageContaining("surrogate without its partner");
        }
        assertThatThrownBy(() -> Item.of(text, 1)).hasMessageContaining("surrogate without its partner");
        assertThatThrownBy(() -> Item.copyOf(Map.of(text, 1))).hasMessageContaining("surrogate without its partner");
        assertThatThrownBy(() -> Nippy.standard().freeze(text)).isInstanceOf(NippyException.class);
    }

    @Test
    void halvesAreRefusedInTheTextOfExpressions() {
        assertThatThrownBy(() -> expression("`" + HALF + "` = ?", 1))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("\\ud83d");
        assertThatThrownBy(() -> attribute("`" + HALF + "`").exists())
                .isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> Update.update().set("`" + HALF + "`", 1))
                .isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> Statement.statement("SELECT * FROM \"" + HALF + "\""))
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void wholePairsAreText() {
        Item item = Item.of("a", WHOLE, WHOLE, freeze(WHOLE));
        Item read = CODECS.fromAttributeValues(CODECS.toAttributeValues(item));
        assertThat(read.string("a")).isEqualTo(WHOLE);
        assertThat(read.string(WHOLE)).isEqualTo(WHOLE);
    }
}
