package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is changed, swapped or lost in a table is told, and never read as something else. */
@ExtendWith(ExpectedTakeovers.class)
final class DamageTest {
    private static final int LARGE = 800_000;

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final DynamoDb dynamo = LOCAL.dynamoDb();
    private final String name = Tables.create(dynamo);
    private final Table table = dynamo.table(name);

    private void fill() {
        try (Storage storage = DynamoDbStorage.open(dynamo, name)) {
            for (int i = 0; i < 3; i++) {
                storage.log("a").append(i, 1, new byte[] {(byte) i, 7});
            }
            storage.log("a").append(3, 1, new byte[LARGE]);
            storage.segments("a").put("s", new byte[] {1});
            storage.segments("a").put("t", new byte[LARGE]);
            storage.roots().compareAndSet("a/r", Roots.ABSENT, new byte[] {2});
            storage.roots().compareAndSet("a/large", Roots.ABSENT, new byte[LARGE]);
        }
        try (Storage storage = DynamoDbStorage.open(dynamo, name)) {
            assertThat(storage.log("a").lastSequence()).hasValue(3);
        }
    }

    /** Returns what there is to read in the storage, or null if it is told to be damaged. */
    private @Nullable List<Object> contents() {
        try (Storage storage = DynamoDbStorage.openReadOnly(dynamo, name)) {
            List<Object> all = new ArrayList<>();
            storage.log("a")
                    .read(0, (sequence, epoch, bytes) -> all.add(List.of(sequence, epoch, Arrays.hashCode(bytes))));
            all.add(storage.log("a").lastSequence());
            for (String id : List.of("s", "t")) {
                all.add(storage.segments("a").get(id).map(Arrays::hashCode));
            }
            for (String root : storage.roots().names("")) {
                all.add(root
                        + storage.roots().read(root).map(found -> found.revision() + Arrays.hashCode(found.bytes())));
            }
            return all;
        } catch (StorageException failure) {
            assertThat(failure.kind()).as(failure.getMessage()).isIn(Kind.CORRUPT, Kind.FOREIGN);
            return null;
        }
    }

    private static Object changed(Object value) {
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof byte[] bytes) {
            byte[] copy = bytes.clone();
            copy[copy.length - 1] ^= 1;
            return copy;
        }
        return value + "x";
    }

    @Test
    void everyAttributeThatIsChangedIsToldOrDoesNotMatter() {
        fill();
        List<Object> whole = contents();
        List<String> unnoticed = new ArrayList<>();
        for (Item item : table.scan().consistent().list()) {
            for (String attribute : item.names()) {
                Object value = item.get(attribute);
                if (attribute.equals(Place.PARTITION) || attribute.equals(Place.SORT) || value == null) {
                    continue;
                }
                table.put(item.with(attribute, changed(value)));
                List<Object> found = contents();
                if (found != null && !found.equals(whole)) {
                    unnoticed.add(item.only(Place.PARTITION, Place.SORT) + " " + attribute + ": " + found);
                }
            }
            table.put(item);
        }
        assertThat(unnoticed).isEmpty();
        assertThat(contents()).isEqualTo(whole);
    }

    @Test
    void everyItemThatIsLostOrInAnothersPlaceIsTold() {
        fill();
        List<Object> whole = contents();
        List<Item> items = table.scan().consistent().list();
        List<String> unnoticed = new ArrayList<>();
        for (Item item : items) {
            String sort = String.valueOf(item.string(Place.SORT));
            boolean matters = !sort.equals("writer") && !item.has(LogItem.FENCE);
            boolean single = sort.equals("ss") || sort.equals("st") || sort.startsWith("ra/");
            if (!matters) {
                continue;
            }
            table.delete(item.only(Place.PARTITION, Place.SORT));
            if (!single && contents() != null) { // a segment or a root that is not there is one that was never put
                unnoticed.add("lost: " + item.only(Place.PARTITION, Place.SORT));
            }
            for (Item other : items) {
                if (other != item && other.names().equals(item.names())) {
                    table.put(other.with(Place.PARTITION, item.string(Place.PARTITION))
                            .with(Place.SORT, sort));
                    List<Object> found = contents();
                    if (found != null && !found.equals(whole)) {
                        unnoticed.add("swapped: " + item.only(Place.PARTITION, Place.SORT));
                    }
                }
            }
            table.put(item);
        }
        assertThat(unnoticed).isEmpty();
        if (!whole.equals(contents())) {
            fail("the table was not put back");
        }
    }

    private void requireToldOf(Place place, Consumer<Storage> use, boolean write) {
        Item item = table.get(place.key()).item().orElseThrow();
        table.delete(place.key());
        assertThatThrownBy(() -> {
                    try (Storage storage =
                            write ? DynamoDbStorage.open(dynamo, name) : DynamoDbStorage.openReadOnly(dynamo, name)) {
                        use.accept(storage);
                    }
                })
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("it is missing");
        table.put(item);
    }

    @Test
    void aReaderIsToldWhenTheItemOfADatabaseIsLost() {
        fill();
        requireToldOf(
                Place.database("a"), storage -> storage.log("a").read(0, (sequence, epoch, bytes) -> true), false);
    }

    @Test
    void whereThereAreDatabasesTheirNamesAreNotLostWithoutAWord() {
        try (Storage storage = DynamoDbStorage.open(dynamo, name)) {
            assertThat(storage.roots().read("catalog")).isEmpty();
        }
        fill();
        requireToldOf(Place.root("catalog"), storage -> storage.roots().read("catalog"), false);
        requireToldOf(Place.root("catalog"), storage -> storage.roots().read("catalog"), true);
        try (Storage storage = DynamoDbStorage.open(dynamo, name)) {
            assertThat(storage.roots().read("catalog")).isEmpty();
        }
    }

    @Test
    void whereThereAreDatabasesEpochsDoNotBeginAnew() {
        fill();
        requireToldOf(Place.WRITER, storage -> fail("it was opened"), true);
    }

    @Test
    void somethingElseInThePlaceOfARootIsTold() {
        fill();
        Item root = table.get(Place.root("a/large").key()).item().orElseThrow();
        table.put(root.without("m"));
        assertThatThrownBy(() -> DynamoDbStorage.open(dynamo, name).close())
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("no root");
    }
}
