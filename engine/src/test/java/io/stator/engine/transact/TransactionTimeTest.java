package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever data can make long in a transaction looks at the time, and at the limits before there is work. */
final class TransactionTimeTest {
    private static final int MANY = 20_000;
    private static final NamedFunctions FUNCTIONS = (use, name) -> name.equals(Symbol.parse("my/even?"))
            ? arguments -> true
            : arguments -> List.of(List.of(Keyword.of("db", "add"), "x", Keyword.of("n", "many"), arguments.get(1)));

    private static DatabaseValue database() {
        DatabaseValue database = Bootstrap.database("x", "x");
        Collection<?> schema = (Collection<?>) Objects.requireNonNull(Edn.read("""
                [{:db/ident :n/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :n/many :db/valueType :db.type/long :db/cardinality :db.cardinality/many}
                 {:db/ident :n/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
                 {:db/ident :n/even :db/valueType :db.type/long :db/cardinality :db.cardinality/one
                  :db.attr/preds my/even?}
                 {:db/ident :n/id+even :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                  :db/tupleAttrs [:n/id :n/even]}]"""));
        database = Transactor.transact(database, schema, 1, FUNCTIONS).after();
        List<Object> forms = new ArrayList<>();
        for (long i = 0; i < MANY; i++) {
            forms.add(Map.of(Keyword.of("n", "id"), i, Keyword.of("n", "even"), i));
            forms.add(List.of(Keyword.of("db", "add"), "e", Keyword.of("n", "many"), i));
        }
        forms.add(Map.of(Keyword.of("db", "id"), "e", Keyword.of("n", "id"), -1L));
        return Transactor.transact(database, forms, 2, FUNCTIONS).after();
    }

    private static List<Object> repeated(java.util.function.LongFunction<Object> form) {
        List<Object> forms = new ArrayList<>();
        for (long i = 0; i < MANY; i++) {
            forms.add(form.apply(i));
        }
        return forms;
    }

    @Test
    void everyLongTransactionEndsWhenItsTimeIsOver() {
        DatabaseValue before = database();
        List<Object> lookup = List.of(Keyword.of("n", "id"), -1L);
        List<Supplier<Collection<?>>> transactions = List.of(
                () -> repeated(i -> Map.of(Keyword.of("n", "id"), i + MANY)),
                () -> repeated(i -> Map.of(Keyword.of("n", "id"), i, Keyword.of("n", "even"), i + 1)),
                () -> repeated(i -> List.of(Keyword.of("db", "add"), lookup, Keyword.of("n", "many"), i)),
                () -> List.of(Map.of(Keyword.of("db", "id"), lookup, Keyword.of("n", "many"), repeated(i -> -i))),
                () -> List.of(List.of(Keyword.of("db", "retractEntity"), lookup)),
                () -> List.of(List.of(Keyword.of("db", "retract"), lookup, Keyword.of("n", "many"))),
                () -> repeated(i -> List.of(Symbol.parse("my/add"), i)),
                () -> List.of(Map.of(
                        Keyword.of("db", "id"), Keyword.of("n", "even"),
                        Keyword.of("db", "unique"), Keyword.of("db.unique", "value"))),
                () -> List.of(Map.of(Keyword.of("db", "excise"), Keyword.of("n", "many"))),
                () -> repeated(i -> Map.of(
                        Keyword.of("db", "ident"), Keyword.of("made", "a" + i),
                        Keyword.of("db", "valueType"), Keyword.of("db.type", "long"),
                        Keyword.of("db", "cardinality"), Keyword.of("db.cardinality", "one"))));
        for (Supplier<Collection<?>> transaction : transactions) {
            Collection<?> forms = transaction.get();
            String description = Edn.print(forms.iterator().next());
            AtomicInteger asked = new AtomicInteger();
            Throwable early = catchThrowable(
                    () -> Transactor.transact(before, forms, 3, FUNCTIONS, () -> asked.incrementAndGet() > 3));
            assertThat(early)
                    .as(description)
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("not applied");
            assertThat(asked).as(description).hasValue(4);
            asked.set(0);
            assertThat(catchThrowable(() -> Transactor.transact(before, forms, 3, FUNCTIONS, () -> {
                        asked.incrementAndGet();
                        return false;
                    })))
                    .as(description)
                    .isNull();
            assertThat(asked.get()).as(description).isGreaterThan(MANY / 1_000);
        }
    }

    @Test
    void whatIsCertainlyTooMuchIsRefusedBeforeItIsWorkedOut() {
        DatabaseValue before = database();
        for (Collection<?> forms : List.of(
                new Repeated(TransactionLimits.FORMS_MAX, i -> Map.of(Keyword.of("n", "even"), (long) i)),
                new Repeated(TransactionLimits.FORMS_MAX + 1, i -> List.of()),
                new Repeated(300_000, i -> List.of(Keyword.of("db", "add"), "e", Keyword.of("n", "many"), (long) i)),
                List.of(Map.of(
                        Keyword.of("db", "id"),
                        List.of(Keyword.of("n", "id"), -1L),
                        Keyword.of("n", "many"),
                        new Repeated(300_000, i -> -1L - i))))) {
            Throwable refused = catchThrowable(() -> Transactor.transact(before, forms, 3, FUNCTIONS));
            assertThat(refused).isInstanceOf(Anomaly.Incorrect.class).hasMessageStartingWith("Tx too large");
            assertThat(((Anomaly) refused).data()).containsKey(Keyword.of("limit"));
        }
    }

    /** A long list that takes no room. */
    private static final class Repeated extends java.util.AbstractList<Object> {
        private final int size;
        private final java.util.function.IntFunction<Object> element;

        Repeated(int size, java.util.function.IntFunction<Object> element) {
            this.size = size;
            this.element = element;
        }

        @Override
        public Object get(int index) {
            return element.apply(index);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
