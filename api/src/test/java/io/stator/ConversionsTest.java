package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConversionsTest {
    /** A value of a program; a record, which is an entity without the conversion. */
    record Money(BigDecimal amount, String currency) {}

    /** An interface of a program. */
    interface Shape {
        String name();
    }

    enum Square implements Shape {
        UNIT
    }

    record Circle(String name) implements Shape {}

    record Order(Money total, List<Money> parts, Shape shape) {}

    static final class Broken {}

    static final class Unknown {}

    private static final Conversion<Money> MONEY = Conversion.of(
            Money.class,
            List.class,
            money -> List.of(money.amount(), money.currency()),
            list -> new Money((BigDecimal) list.get(0), (String) list.get(1)));

    private static final Conversion<Shape> SHAPE = Conversion.of(
            Shape.class, String.class, Shape::name, name -> name.equals("UNIT") ? Square.UNIT : new Circle(name));

    private static final Conversion<Broken> BROKEN = Conversion.of(
            Broken.class,
            Long.class,
            broken -> {
                throw new IllegalStateException("no");
            },
            number -> {
                throw new Anomaly.Busy("later");
            });

    static {
        Conversions.register(MONEY, SHAPE, BROKEN);
        Conversions.register(MONEY);
    }

    private static Money money(String amount) {
        return new Money(new BigDecimal(amount), "EUR");
    }

    @Test
    void everyEntranceConverts() {
        Object value = EdnVector.of(new BigDecimal("1.50"), "EUR");
        Keyword name = Keyword.parse("a/b");
        assertThat(TxData.add(1, name, money("1.50")).form()).endsWith(value);
        assertThat(TxData.lookup(":a/b", money("1.50"))).isEqualTo(List.of(name, value));
        assertThat(TxData.entity(1).with(name, money("1.50")).form()).containsEntry(name, value);
        assertThat(TxData.of(Map.of(name, List.of(money("1.50")))).forms())
                .isEqualTo(List.of(Map.of(name, List.of(value))));
        Order order = new Order(money("1.50"), List.of(money("1.50"), money("0.00")), Square.UNIT);
        assertThat(Edn.print(TxData.of(order).forms()))
                .isEqualTo(
                        "[{:order/total [1.50M \"EUR\"], :order/parts [[1.50M \"EUR\"] [0.00M \"EUR\"]], :order/shape \"UNIT\"}]");
        assertThat(Pull.of(Order.class)).isEqualTo(Pull.parse("[:order/total [:order/parts :limit nil] :order/shape]"));
    }

    @Test
    void everyWayOutConverts() {
        Object value = EdnVector.of(new BigDecimal("1.50"), "EUR");
        Attribute<Money> total = Attribute.of(":order/total", Money.class);
        Attribute<List<Money>> parts = Attribute.of(":order/parts", Money.class).many();
        PulledEntity pulled = PulledEntity.of(
                Map.of(total.ident(), value, parts.ident(), List.of(value), Keyword.parse("order/shape"), "ball"));
        assertThat(total.valueType()).isEqualTo(ValueType.TUPLE);
        assertThat(pulled.get(total)).isEqualTo(money("1.50"));
        assertThat(pulled.get(parts)).isEqualTo(List.of(money("1.50")));
        assertThat(pulled.as(Order.class))
                .isEqualTo(new Order(money("1.50"), List.of(money("1.50")), new Circle("ball")));
        assertThat(Row.of(value).get(0, Money.class)).isEqualTo(money("1.50"));
        assertThat(RowMapper.to(Money.class).apply(Row.of(value))).isEqualTo(money("1.50"));
        assertThat(Row.of("UNIT").get(0, Square.class)).isEqualTo(Square.UNIT);
        assertThatThrownBy(() -> Row.of("ball").get(0, Square.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("is a Circle");
    }

    @Test
    void aConversionThatFailsSaysSo() {
        assertThatThrownBy(() -> TxData.add(1, ":a/b", new Broken()))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("Broken")
                .hasMessageContaining("no");
        assertThatThrownBy(() -> Row.of(1L).get(0, Broken.class)).isInstanceOf(Anomaly.Busy.class);
        assertThatThrownBy(() -> Row.of("x").get(0, Broken.class)).isInstanceOf(Anomaly.Incorrect.class);
        Conversion<Unknown> nothing = Conversion.of(Unknown.class, Long.class, each -> null, each -> null);
        assertThatThrownBy(() -> nothing.toValue(new Unknown()))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("returned nil");
        assertThatThrownBy(() -> nothing.fromValue(1L)).isInstanceOf(Anomaly.Fault.class);
    }

    @Test
    void anErrorOfAConversionIsAFault() {
        Conversion<Unknown> failing = Conversion.of(
                Unknown.class,
                Long.class,
                each -> {
                    throw new AssertionError("never");
                },
                each -> {
                    throw new StackOverflowError();
                });
        assertThatThrownBy(() -> failing.toValue(new Unknown())).isInstanceOf(Anomaly.Fault.class);
        assertThatThrownBy(() -> failing.fromValue(1L)).isInstanceOf(Anomaly.Fault.class);
    }

    @Test
    void whatMeansSomethingAlreadyHasNoConversion() {
        for (Class<?> type : List.of(
                String.class,
                Long.class,
                long.class,
                Object.class,
                Comparable.class,
                Iterable.class,
                List.class,
                Date.class,
                byte[].class,
                Number.class,
                Attribute.class,
                PulledEntity.class)) {
            assertThatThrownBy(() -> Conversion.of(type, String.class, String::valueOf, text -> null))
                    .as(type.getName())
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("type=" + type.getTypeName());
        }
        assertThatThrownBy(() -> Conversion.of(Unknown.class, StringBuilder.class, x -> new StringBuilder(), x -> null))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("valueClass");
    }

    @Test
    void aClassHasOneConversion() {
        Conversion<Money> other = Conversion.of(Money.class, String.class, Money::currency, text -> money(text));
        assertThatThrownBy(() -> Conversions.register(other))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Money");
        assertThat(Conversions.of(Money.class)).contains(MONEY);
        assertThat(Conversions.of(Unknown.class)).isEmpty();
        assertThatThrownBy(() -> Attribute.of(":a/b", Unknown.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Conversion");
    }
}
