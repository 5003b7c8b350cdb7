package io.stator.dynamodb;

import static io.stator.dynamodb.Condition.allOf;
import static io.stator.dynamodb.Condition.anyOf;
import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Condition.not;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.Condition.ValueType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConditionTest {
    @Test
    void eachMethodSaysWhatItsTextSays() {
        assertThat(attribute("a").equalTo(null)).isEqualTo(expression("a = ?", (Object) null));
        assertThat(attribute("a.b[0]").notEqualTo(1)).isEqualTo(expression("a.b[0] <> ?", 1));
        assertThat(attribute("a").lessThan(1)).isEqualTo(expression("a < ?", 1));
        assertThat(attribute("a").atMost(1)).isEqualTo(expression("a <= ?", 1));
        assertThat(attribute("a").greaterThan(1)).isEqualTo(expression("a > ?", 1));
        assertThat(attribute("a").atLeast(1)).isEqualTo(expression("a >= ?", 1));
        assertThat(attribute("a").between(1, 2)).isEqualTo(expression("a BETWEEN ? AND ?", 1, 2));
        assertThat(attribute("a").in(1, 2)).isEqualTo(expression("a IN ?", List.of(1, 2)));
        assertThat(attribute("a").in(List.of(1, 2))).isEqualTo(expression("a IN ?", List.of(1, 2)));
        assertThat(attribute("a").exists()).isEqualTo(expression("attribute_exists(a)"));
        assertThat(attribute("a").doesNotExist()).isEqualTo(expression("attribute_not_exists(a)"));
        assertThat(attribute("a").hasType(ValueType.TEXT_SET)).isEqualTo(expression("attribute_type(a, ?)", "SS"));
        assertThat(attribute("a").beginsWith("x")).isEqualTo(expression("begins_with(a, ?)", "x"));
        assertThat(attribute("a").contains(1)).isEqualTo(expression("contains(a, ?)", 1));
        assertThat(attribute("a").size().greaterThan(1)).isEqualTo(expression("size(a) > ?", 1));
    }

    @Test
    void attributesAreComparedWithOthers() {
        assertThat(attribute("a").lessThan(attribute("b"))).isEqualTo(expression("a < b"));
        assertThat(attribute("a").between(attribute("b"), 2)).isEqualTo(expression("a BETWEEN b AND ?", 2));
        assertThat(attribute("a").in(1, attribute("b").size())).isEqualTo(expression("a IN (?, size(b))", 1));
        assertThat(attribute("a").contains(attribute("b"))).isEqualTo(expression("contains(a, b)"));
    }

    @Test
    void combinedConditionsKeepTheirMeaning() {
        Expression either = attribute("a").equalTo(1).or(attribute("b").equalTo(2));
        Expression both = expression("c = ? and d = ?", 3, 4);
        assertThat(either).isEqualTo(expression("a = ? OR b = ?", 1, 2));
        assertThat(either.and(both)).isEqualTo(expression("(a = ? OR b = ?) AND c = ? and d = ?", 1, 2, 3, 4));
        assertThat(both.or(either, both))
                .isEqualTo(expression("c = ? and d = ? OR a = ? OR b = ? OR c = ? and d = ?", 3, 4, 1, 2, 3, 4));
        assertThat(either.not()).isEqualTo(expression("NOT (a = ? OR b = ?)", 1, 2));
        assertThat(written(not(expression("(a = ?)", 1)))).isEqualTo("NOT (#n0 = :v0)");
        assertThat(written(not(not(either)).and(both)))
                .isEqualTo("NOT (NOT (#n0 = :v0 OR #n1 = :v1)) AND #n2 = :v2 AND #n3 = :v3");
        assertThat(allOf(List.of(either, both, either)))
                .isEqualTo(expression("(a = ? OR b = ?) AND c = ? and d = ? AND (a = ? OR b = ?)", 1, 2, 3, 4, 1, 2));
        assertThat(anyOf(both, both)).isEqualTo(both.or(both));
        assertThat(allOf(either)).isSameAs(either);
    }

    @Test
    void keywordsAreNamesHereAsWell() {
        for (String name :
                List.of("set", "add", "not", "and", "or", "in", "between", "true", "null", "size", "contains", "is")) {
            assertThat(written(
                            attribute(name).in(1, 2).not().and(attribute(name).between(attribute(name + ".x"), 2))))
                    .isEqualTo("NOT (#n0 IN (:v0, :v1)) AND #n0 BETWEEN #n0.#n1 AND :v2");
            assertThat(written(attribute("a").equalTo(attribute(name)))).isEqualTo("#n0 = #n1");
            assertThat(written(update().set(name, attribute(name)).remove(name)))
                    .isEqualTo("SET #n0 = #n0 REMOVE #n0");
        }
        assertThat(written(attribute("`a b`.`c.d`[1]").exists())).isEqualTo("attribute_exists(#n0.#n1[1])");
    }

    @Test
    void whatIsNoConditionIsRefused() {
        for (String path : List.of("", "a b", "a, b", "a = b", "a.", "1", "size(a)", "a[x]")) {
            assertThatThrownBy(() -> attribute(path))
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasMessageStartingWith("path: ");
        }
        assertThatThrownBy(() -> allOf()).isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> expression("a = ?", 1).and(expression("SET a = ?", 1)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("only conditions can be combined, not the update \"SET a = ?\"");
    }

    @Test
    void changesAreCollectedInTheirSections() {
        Update update = update().set("a", 1)
                .add("tags", Set.of("x"))
                .remove("b", "c[0]")
                .increment("plays", -1)
                .delete("other", Set.of("y"))
                .setIfAbsent("d", null)
                .append("notes", List.of("n"))
                .prepend("notes2", List.of("m"))
                .set("e", attribute("f.g"));
        assertThat(update)
                .isEqualTo(expression(
                        "SET a = ?, plays = if_not_exists(plays, ?) + ?, d = if_not_exists(d, ?),"
                                + " notes = list_append(if_not_exists(notes, ?), ?), notes2 = list_append(?, if_not_exists(notes2, ?)), e = f.g"
                                + " REMOVE b, c[0] ADD tags ? DELETE other ?",
                        1,
                        0,
                        -1,
                        null,
                        List.of(),
                        List.of("n"),
                        List.of("m"),
                        List.of(),
                        Set.of("x"),
                        Set.of("y")));
        assertThat(update.isUpdate()).isTrue();
    }

    @Test
    void manyAttributesAreSetByTheirNames() {
        Map<String, Integer> attributes = new LinkedHashMap<>();
        attributes.put("a.b", 1);
        attributes.put("c", null);
        ExpressionWriter writer = new ExpressionWriter(Codecs.standard());
        assertThat(writer.write(update().setAll(attributes))).isEqualTo("SET #n0 = :v0, #n1 = :v1");
        assertThat(writer.names()).isEqualTo(Map.of("#n0", "a.b", "#n1", "c"));
        assertThat(update().setAll(attributes).values()).containsExactlyElementsOf(Arrays.asList(1, null));
    }

    @Test
    void anUpdateThatChangesNothingIsRefused() {
        assertThatThrownBy(() -> written(update()))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("must change something");
    }

    private static String written(Expression expression) {
        return new ExpressionWriter(Codecs.standard()).write(expression);
    }
}
