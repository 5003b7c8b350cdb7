package io.stator.dynamodb;

import static io.stator.dynamodb.Condition.allOf;
import static io.stator.dynamodb.Condition.anyOf;
import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.Condition.ValueType;
import io.stator.dynamodb.DynamoException.ConditionFailed;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Expressions in the calls that take them. */
final class ExpressionUseTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    private static final Item KEY = Item.of("title", "t", "number", 1);

    private static DynamoDb dynamo;
    private static Table books;

    @BeforeAll
    static void createTable() {
        dynamo = DynamoDb.of(local.client(), local.asyncClient());
        books = dynamo.createTable(
                TableSpec.named("books").partitionKey("title", KeyType.TEXT).sortKey("number", KeyType.NUMBER));
    }

    @BeforeEach
    void empty() {
        books.scan().project("title", "number").list().forEach(books::delete);
    }

    private static Item book(int number) {
        return Item.of("title", "t", "number", number);
    }

    private static Item current() {
        return books.get(KEY).orElseThrow();
    }

    private static void assertFails(Expression condition) {
        Item before = books.get(KEY).item().orElse(Item.empty());
        assertThatThrownBy(() -> books.update(KEY, expression("SET changed = ?", true), condition))
                .isInstanceOfSatisfying(
                        ConditionFailed.class,
                        failure ->
                                assertThat(failure.item().orElse(Item.empty())).isEqualTo(before));
        assertThatThrownBy(() -> books.put(KEY.with("changed", true), condition))
                .isInstanceOf(ConditionFailed.class);
        assertThatThrownBy(() -> books.delete(KEY, condition)).isInstanceOf(ConditionFailed.class);
        assertThat(books.get(KEY).item().orElse(Item.empty())).isEqualTo(before);
    }

    @Test
    void attributesAreSetAndSetsAreChanged() {
        books.put(KEY);
        assertThat(books.update(KEY, expression("SET name = ?, size = ?", "n", 3)))
                .isEqualTo(KEY.with("name", "n").with("size", 3));
        assertThat(books.update(KEY, expression("SET tags = ?", Set.of("a", "b")))
                        .get("tags"))
                .isEqualTo(Set.of("a", "b"));
        assertThat(books.update(KEY, expression("ADD tags ?", Set.of("b", "c"))).get("tags"))
                .isEqualTo(Set.of("a", "b", "c"));
        assertThat(books.update(KEY, expression("ADD tags ?", Set.of("c"))).get("tags"))
                .isEqualTo(Set.of("a", "b", "c"));
        assertThat(books.update(KEY, expression("DELETE tags ?", Set.of("a", "z")))
                        .get("tags"))
                .isEqualTo(Set.of("b", "c"));
        assertThat(books.update(KEY, expression("DELETE tags ?", Set.of("b", "c")))
                        .has("tags"))
                .isFalse();
    }

    @Test
    void nestedValuesAreChanged() {
        books.put(KEY.with("data", Map.of("list", List.of(1, 2, 3), "a.b", Map.of("value", 1))));
        Item item = books.update(
                KEY,
                expression(
                        "SET data.list[1] = ?, data.`a.b`.value = data.`a.b`.value + ?, data.list2 = list_append(data.list, ?)"
                                + " REMOVE data.list[0]",
                        20,
                        1,
                        List.of(4)));
        assertThat(item.get("data"))
                .isEqualTo(
                        Map.of("list", List.of(20L, 3L), "a.b", Map.of("value", 2L), "list2", List.of(1L, 2L, 3L, 4L)));
    }

    @Test
    void changesByMethodsMakeWhatIsMissing() {
        Item first = books.update(
                KEY,
                update().set("name", "n")
                        .increment("plays", 2)
                        .append("notes", List.of("a"))
                        .setIfAbsent("since", 1)
                        .add("total", 5)
                        .add("tags", Set.of("x")));
        assertThat(first)
                .isEqualTo(KEY.with("name", "n")
                        .with("plays", 2)
                        .with("notes", List.of("a"))
                        .with("since", 1)
                        .with("total", 5)
                        .with("tags", Set.of("x")));
        Item second = books.update(
                KEY,
                update().set("copy", attribute("name"))
                        .increment("plays", -3)
                        .append("notes", List.of("b", "c"))
                        .setIfAbsent("since", 2)
                        .add("total", 1)
                        .delete("tags", Set.of("x"))
                        .remove("name"));
        assertThat(second)
                .isEqualTo(KEY.with("copy", "n")
                        .with("plays", -1)
                        .with("notes", List.of("a", "b", "c"))
                        .with("since", 1)
                        .with("total", 6));
        assertThat(books.update(KEY, update().prepend("notes", List.of("z"))).get("notes"))
                .isEqualTo(List.of("z", "a", "b", "c"));
        assertThat(books.update(KEY, update().setAll(Map.of("a.b", 1, "set", 2))))
                .satisfies(item -> assertThat(item.get("a.b")).isEqualTo(1L))
                .satisfies(item -> assertThat(item.get("set")).isEqualTo(2L));
    }

    @Test
    void conditionsLetThroughWhatTheyShould() {
        books.put(KEY.with("num", 5)
                .with("text", "Hello")
                .with("flag", false)
                .with("none", null)
                .with("list", List.of(1)));
        List<Expression> hold = List.of(
                attribute("num").exists(),
                attribute("nothing").doesNotExist(),
                attribute("num").lessThan(6),
                attribute("num").equalTo(5),
                attribute("num").equalTo(5.0),
                attribute("num").notEqualTo(4),
                attribute("num").between(5, 6),
                attribute("num").in(1, 5),
                attribute("text").beginsWith("Hel"),
                attribute("text").contains("ell"),
                attribute("text").size().equalTo(5),
                attribute("flag").equalTo(false),
                attribute("none").equalTo(null),
                attribute("none").hasType(ValueType.NULL),
                attribute("list").equalTo(List.of(1)),
                attribute("list").contains(1),
                attribute("num").greaterThan(attribute("list").size()),
                expression("num > ? AND (text = ? OR NOT flag = ?)", 4, "x", true));
        assertThat(allOf(hold).and(anyOf(hold)).isUpdate()).isFalse();
        int count = 0;
        for (Expression condition : hold) {
            count++;
            books.update(KEY, expression("SET counter = ?", count), condition);
            assertFails(condition.not());
        }
        books.update(KEY, expression("SET counter = ?", -1), allOf(hold));
        assertThat(current().longValue("counter")).isEqualTo(-1);
    }

    @Test
    void aPutMayAskThatThereIsNoItemYet() {
        Expression absent = expression("attribute_not_exists(title)");
        books.put(KEY.with("a", 1), absent);
        books.put(book(2).with("a", 2), absent);
        assertFails(absent);
        assertFails(attribute("number").doesNotExist());
        books.put(KEY.with("a", 3), expression("a = ?", 1));
        assertThat(current().longValue("a")).isEqualTo(3);
        books.delete(KEY, expression("a BETWEEN ? AND ?", 3, 4));
        assertThat(books.get(KEY).isEmpty()).isTrue();
        assertFails(expression("attribute_exists(title)"));
    }

    @Test
    void onlyProjectedPathsAreRead() {
        books.put(KEY.with("name", "n")
                .with("first name", "f")
                .with("data", Map.of("list", List.of("a", "b", "c"), "x", 1, "y.z", 2))
                .with("size", 9));
        assertThat(books.get(KEY, GetOptions.standard().project("data.list[1], data.x", "name"))
                        .orElseThrow())
                .isEqualTo(Item.of("data", Map.of("list", List.of("b"), "x", 1), "name", "n"));
        assertThat(books.get(KEY, GetOptions.standard().project("data.`y.z`, `first name`, size"))
                        .orElseThrow())
                .isEqualTo(Item.of("data", Map.of("y.z", 2), "first name", "f", "size", 9));
        assertThatThrownBy(() -> books.get(KEY, GetOptions.standard().project("data.list[x]")))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageStartingWith("GetItem on books: projection: a list index must be a plain number");
    }

    @Test
    void queriesAndScansAreFiltered() {
        for (int i = 1; i <= 6; i++) {
            books.put(book(i).with("data", Map.of("year", 2000 + i, "active?", i % 2 == 0))
                    .with("name", "x".repeat(i))
                    .with("status", i < 4 ? "low" : "high"));
        }
        assertThat(numbers(books.query(expression("title = ? AND number >= ?", "t", 3))))
                .containsExactly(3, 4, 5, 6);
        assertThat(numbers(books.query(attribute("title")
                                .equalTo("t")
                                .and(attribute("number").between(2, 4)))
                        .descending()))
                .containsExactly(4, 3, 2);
        Results<Item> all = books.query(expression("title = ?", "t"));
        assertThat(numbers(all.filter(expression("size(name) < ?", 3)))).containsExactly(1, 2);
        assertThat(numbers(all.filter(expression("data.`active?` = ?", true)))).containsExactly(2, 4, 6);
        assertThat(numbers(all.filter(expression("data.year IN ?", List.of(2001, 2006)))))
                .containsExactly(1, 6);
        assertThat(numbers(all.filter(expression("begins_with(status, ?)", "h"))
                        .project("number, status")
                        .limit(2)))
                .containsExactly(4, 5);
        assertThat(numbers(books.scan().filter(expression("status = ? AND NOT data.year = ?", "high", 2005))))
                .containsExactlyInAnyOrder(4, 6);
        assertThatThrownBy(() -> expression("status = 'high'"))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("values go through ?");
        assertThatThrownBy(() -> all.filter(expression("SET a = ?", 1)).list())
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("a condition is expected here");
    }

    @Test
    void aLongListIsComparedInOneCondition() {
        List<Integer> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(i);
        }
        books.put(KEY.with("num", 99));
        books.update(
                KEY, expression("SET found = ?", true), expression("num IN ? AND NOT num IN (?, ?)", hundred, 1, 2));
        assertThat(current().bool("found")).isTrue();
    }

    private static List<Integer> numbers(Results<Item> results) {
        return results.map(item -> item.intValue("number")).list();
    }
}
