package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class ExpressionTest {
    private final ExpressionWriter writer = new ExpressionWriter(Codecs.standard());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            artist = ? AND year BETWEEN ? AND ?            | #n0 = :v0 AND #n1 BETWEEN :v1 AND :v2
            a.b[2].c <> ?                                  | #n0.#n1[2].#n2 <> :v0
            a . b [ 2 ]=b                                  | #n0.#n1[2] = #n1
            not a<? or not b>=? and c<=?                   | NOT #n0 < :v0 OR NOT #n1 >= :v1 AND #n2 <= :v2
            (a = ? or b = ?) and c > ?                     | (#n0 = :v0 OR #n1 = :v1) AND #n2 > :v2
            ((a = ?))                                      | (#n0 = :v0)
            ((a) = (?))                                    | (#n0 = :v0)
            attribute_exists((a)) AND size((b)) > ((?)) AND size((?)) = c | attribute_exists(#n0) AND size(#n1) > :v0 AND size(:v1) = #n2
            NOT NOT ((a = ?) AND (b = ?))                  | NOT NOT ((#n0 = :v0) AND (#n1 = :v1))
            attribute_exists(a.b) AND ATTRIBUTE_NOT_EXISTS(c[0]) | attribute_exists(#n0.#n1) AND attribute_not_exists(#n2[0])
            attribute_type(a, ?) OR begins_with(a, ?) OR contains(?, a) | attribute_type(#n0, :v0) OR begins_with(#n0, :v1) OR contains(:v2, #n0)
            size(a) > size(b) AND Size(?) = ?              | size(#n0) > size(#n1) AND size(:v0) = :v1
            a IN (?, b, size(c)) AND d IN (?)              | #n0 IN (:v0, #n1, size(#n2)) AND #n3 IN (:v1)
            ? BETWEEN low AND high                         | :v0 BETWEEN #n0 AND #n1
            `first name` = ? AND `a.b`.`c``d` = ?          | #n0 = :v0 AND #n1.#n2 = :v1
            set = ? AND add IN (?) AND size = ? AND and = ? | #n0 = :v0 AND #n1 IN (:v1) AND #n2 = :v2 AND #n3 = :v3
            not = ? AND NOT in = ? AND not IN (?, ?)       | #n0 = :v0 AND NOT #n1 = :v1 AND #n0 IN (:v2, :v3)
            between BETWEEN between AND and AND or = or    | #n0 BETWEEN #n0 AND #n1 AND #n2 = #n2
            true = ? AND attribute_exists(null)            | #n0 = :v0 AND attribute_exists(#n1)
            Straße = ? AND 名前 = ? AND _x$1 = ?            | #n0 = :v0 AND #n1 = :v1 AND #n2 = :v2
            """)
    void conditionsAreWrittenWithAnAliasForEachNameAndEachValue(String text, String written) {
        assertThat(writer.writeCondition(withValues(text))).isEqualTo(written);
        assertThat(writer.names()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            set plays = plays + ?                          | SET #n0 = #n0 + :v0
            SET a = ?, b.c[0] = d - ? REMOVE e, f[1] ADD g ?, h ? DELETE i ? | SET #n0 = :v0, #n1.#n2[0] = #n3 - :v1 REMOVE #n4, #n5[1] ADD #n6 :v2, #n7 :v3 DELETE #n8 :v4
            SET a = if_not_exists(a, ?) + ?                | SET #n0 = if_not_exists(#n0, :v0) + :v1
            SET a = LIST_APPEND(if_not_exists(a, ?), ?)    | SET #n0 = list_append(if_not_exists(#n0, :v0), :v1)
            SET a = ((b + ?)), c = ((d)), e = (f) - (?)    | SET #n0 = #n1 + :v0, #n2 = #n3, #n4 = #n5 - :v1
            SET set = ?, remove = ? REMOVE remove, add ADD delete ? | SET #n0 = :v0, #n1 = :v1 REMOVE #n1, #n2 ADD #n3 :v2
            REMOVE `set`                                   | REMOVE #n0
            """)
    void updatesAreWrittenWithAnAliasForEachNameAndEachValue(String text, String written) {
        assertThat(writer.writeUpdate(withValues(text))).isEqualTo(written);
    }

    @Test
    void expressionsOfOneRequestShareNamesAndNumberValuesOn() {
        assertThat(writer.writeUpdate(expression("SET plays = plays + ?", 1))).isEqualTo("SET #n0 = #n0 + :v0");
        assertThat(writer.writeCondition(expression("plays < ? AND attribute_exists(title)", 5)))
                .isEqualTo("#n0 < :v1 AND attribute_exists(#n1)");
        assertThat(writer.writeCondition(expression("genre IN ? AND plays > ?", List.of("x", "y"), 7)))
                .isEqualTo("#n2 IN (:v2, :v3) AND #n0 > :v4");
        assertThat(writer.writeProjection("title, notes[0].plays", "other")).isEqualTo("#n1, #n3[0].#n0, #n4");
        assertThat(writer.names())
                .isEqualTo(Map.of("#n0", "plays", "#n1", "title", "#n2", "genre", "#n3", "notes", "#n4", "other"));
        assertThat(writer.values().keySet()).containsExactlyInAnyOrder(":v0", ":v1", ":v2", ":v3", ":v4");
        assertThat(writer.values())
                .containsEntry(":v3", AttributeValue.fromS("y"))
                .containsEntry(":v4", AttributeValue.fromN("7"));
    }

    @Test
    void aRequestWithoutExpressionsHasNeitherNamesNorValues() {
        assertThat(writer.names()).isNull();
        assertThat(writer.values()).isNull();
        assertThat(writer.writeProjection("a")).isEqualTo("#n0");
        assertThat(writer.values()).isNull();
        assertThat(writer.names()).isEqualTo(Map.of("#n0", "a"));
    }

    @Test
    void moreNamesAndValuesThanAreKeptReadyHaveAliasesToo() {
        StringBuilder text = new StringBuilder("SET ");
        for (int i = 0; i < 150; i++) {
            text.append(i == 0 ? "" : ", ").append("name").append(i).append(" = ?");
        }
        assertThat(writer.write(
                        expression(text.toString(), Collections.nCopies(150, 1).toArray())))
                .endsWith("#n149 = :v149");
        assertThat(writer.names()).hasSize(150).containsEntry("#n149", "name149");
        assertThat(writer.values()).hasSize(150).containsKey(":v149");
    }

    @Test
    void inTakesACollectionOrArrayApart() {
        assertThat(writer.write(expression("a IN ?", Set.of(1)))).isEqualTo("#n0 IN (:v0)");
        assertThat(writer.write(expression("a IN ?", (Object) new String[] {"x", "y"})))
                .isEqualTo("#n0 IN (:v1, :v2)");
        assertThat(writer.write(expression("a IN ?", new int[] {1, 2}))).isEqualTo("#n0 IN (:v3, :v4)");
        assertThat(writer.write(expression("a IN ? OR b = ?", Collections.nCopies(100, 1), List.of(1))))
                .endsWith("#n1 = :v105");
        for (Object wrong : new Object[] {List.of(), Collections.nCopies(101, 1), "x", new byte[] {1}}) {
            assertThatThrownBy(() -> writer.write(expression("a IN ?", wrong)))
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasMessageContaining("value 1, for a, must be a collection or array of 1 to 100 values");
        }
        assertThatThrownBy(() -> writer.write(expression("a IN (?)", List.of(1, 2))))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("write \"IN ?\"");
    }

    @Test
    void aValueThatCannotBeStoredIsNamedByItsAttribute() {
        assertThatThrownBy(() -> writer.write(expression("a = ? AND b.c[0] > ?", 1, Double.NaN)))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("b.c[0]");
        assertThatThrownBy(() -> writer.write(expression("SET tags = if_not_exists(old, ?)", Set.of())))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("tags");
        assertThatThrownBy(() -> writer.write(expression("? = a", Set.of())))
                .hasMessageStartingWith("a must not be an empty set");
    }

    @Test
    void nullIsAValue() {
        writer.write(expression("a = ?", (Object[]) null));
        assertThat(writer.values()).isEqualTo(Map.of(":v0", AttributeValue.fromNul(true)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            artist = 'Pink Floyd'   | values go through ?
            artist = x"y"           | unexpected
            year > 1970             | values go through ?
            active = true           | an attribute of this name goes in backquotes
            SET a = null            | an attribute of this name goes in backquotes
            a = :v                  | values go through ?
            #a = ?                  | aliased by the library
            a != ?                  | not equal is <>
            a == ?                  | an attribute name expected, but found '='
            1st = ?                 | goes in backquotes
            first-name = ?          | a comparison
            a NOT IN (?)            | NOT goes before the whole condition
            a IS NULL               | there is no IS
            a LIKE ?                | begins_with
            a IN (?                 | a comma or ')' expected, but found the end at position 8
            a = ? AND               | an attribute name expected, but found the end
            a = ? b = ?             | AND, OR or the end expected, but found 'b' at position 7
            (a = ?                  | AND, OR or ')' expected
            a = ?)                  | AND, OR or the end expected, but found ')'
            upper(a) = ?            | there is no function 'upper'
            a = attribute_exists(b) | not one that can be used here
            size(a)                 | a comparison
            attribute_exists(?)     | an attribute name expected
            a[?] = ?                | a list index must be a plain number
            a[01] = ?               | a list index must be a plain number
            a[ = ?                  | a list index must be a plain number
            a..b = ?                | an attribute name expected, but found '.'
            `a = ?                  | must end with a backquote
            `` = ?                  | must not be empty
            a BETWEEN ?             | AND and the upper bound of BETWEEN expected
            SET a = ? + ? + ?       | only once
            SET a = ? SET b = ?     | SET must be there only once
            SET a > ?               | '=' after the attribute to set expected
            SET a = ?,              | an attribute name expected, but found the end
            SET a = size(b)         | not one that can be used here
            ADD a b                 | ? after the attribute of ADD expected
            REMOVE a = ?            | a comma, SET, REMOVE, ADD, DELETE or the end expected
            a = ? * ?               | there are only + and -
            a = ?; b = ?            | ';' belongs to no name
            """)
    void whatIsNoExpressionIsRefusedWithThePlace(String text, String problem) {
        assertThatThrownBy(() -> withValues(text))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining(problem.equals("unexpected") ? "values go through ?" : problem)
                .hasMessageContaining(" at position ")
                .hasMessageEndingWith(" of \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void anEmptyTextIsRefused(String text) {
        assertThatThrownBy(() -> expression(text)).hasMessageContaining("an expression must not be empty");
    }

    @Test
    void theNumberOfValuesMustFit() {
        assertThatThrownBy(() -> expression("a = ? AND b = ?", 1))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("2 ? and 1 values")
                .hasMessageContaining("a = ? AND b = ?");
    }

    @Test
    void anUpdateIsNoConditionAndAConditionNoUpdate() {
        assertThatThrownBy(() -> writer.writeCondition(expression("SET a = ?", 1)))
                .hasMessageContaining("a condition is expected");
        assertThatThrownBy(() -> writer.writeUpdate(expression("a = ?", 1)))
                .hasMessageContaining("an update is expected");
        assertThat(expression("SET a = ?", 1).isUpdate()).isTrue();
        assertThat(expression("set = ?", 1).isUpdate()).isFalse();
    }

    @Test
    void anyNameCanBeQuoted() {
        for (String name : List.of("a b", "a.b", "`", "a``b", "1", "?", "#n0", ":v0", "名 前", "set", "\n")) {
            ExpressionWriter fresh = new ExpressionWriter(Codecs.standard());
            String quoted = Expression.quoted(name);
            assertThat(fresh.write(expression("SET " + quoted + "." + quoted + " = ?", 1)))
                    .isEqualTo("SET #n0.#n0 = :v0");
            assertThat(fresh.names()).isEqualTo(Map.of("#n0", name));
        }
    }

    @Test
    void limitsAreNamed() {
        List<Object> values = Collections.nCopies(151, 1);
        assertThatThrownBy(() -> expression("a = ?" + " OR a = ?".repeat(150), values.toArray()))
                .hasMessageContaining("at most 300 operators and functions");
        expression("a = ?" + " OR a = ?".repeat(149), values.subList(0, 150).toArray());
        String longName = "`" + "x".repeat(5000) + "`";
        assertThat(writer.write(expression(longName + " = ?", 1))).isEqualTo("#n0 = :v0");
        assertThatThrownBy(() -> writer.write(expression("a" + ".b".repeat(2000) + " = ?", 1)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("at most 4096 bytes");
        assertThatThrownBy(() -> expression("a = ?" + " ".repeat(100_000), 1))
                .hasMessageContaining("at most 65536 characters");
        String deep = "(a = ? OR ".repeat(30_000 / 10) + "b = ?" + ")".repeat(30_000 / 10);
        assertThatThrownBy(() -> expression(deep)).hasMessageContaining("at most 150 parentheses");
        String nested = "SET a = " + "list_append(?, ".repeat(3_000) + "?" + ")".repeat(3_000);
        assertThatThrownBy(() -> expression(nested)).hasMessageContaining("at most 150 parentheses");
        assertThat(writer.write(expression("(".repeat(20_000) + "a = ?" + ")".repeat(20_000), 1)))
                .isEqualTo("(#n1 = :v2)");
    }

    @Test
    void equalTextAndValuesAreEqual() {
        assertThat(expression("a = ?", 1)).isEqualTo(expression("a = ?", 1)).hasSameHashCodeAs(expression("a = ?", 1));
        assertThat(expression("a = ?", 1)).isNotEqualTo(expression("a = ?", 2)).hasToString("a = ?");
    }

    private static Expression withValues(String text) {
        int count = (int) text.chars().filter(character -> character == '?').count();
        return expression(text, new ArrayList<>(Collections.nCopies(count, "x")).toArray());
    }
}
