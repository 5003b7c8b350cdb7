package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Codecs of a program's own, in both directions. */
final class CodecsTest {
    private static final Codec<Date> DATES = Codec.of(Date.class, Date::getTime, value -> new Date((Long) value));

    private sealed interface Animal {
        String name();
    }

    private record Dog(String name) implements Animal {}

    private record Cat(String name, int lives) implements Animal {}

    private record Owner(String name, List<Animal> animals, Date since) {}

    private static final Codec<Animal> ANIMALS =
            Codec.of(Animal.class, animal -> animal.getClass().getSimpleName() + ":" + animal.name(), stored -> {
                String[] parts = stored.toString().split(":", 2);
                return parts[0].equals("Dog") ? new Dog(parts[1]) : new Cat(parts[1], 9);
            });

    @Test
    void aCodecWritesAndReads() {
        Codecs codecs = Codecs.standard().with(DATES);
        Item item = Item.of("at", new Date(17), "all", List.of(new Date(18)));
        Map<String, AttributeValue> stored = item.attributes(codecs);
        assertThat(stored).containsEntry("at", AttributeValue.fromN("17"));
        Item read = Item.read(stored, codecs);
        assertThat(read.get("at")).isEqualTo(17L);
        assertThat(read.get("at", Date.class)).isEqualTo(new Date(17));
        assertThat(read.list("all", Date.class)).containsExactly(new Date(18));
        assertThat(read.find("other", Date.class)).isEmpty();
        assertThat(item.get("at", Date.class)).isEqualTo(new Date(17));
    }

    @Test
    void aCodecWritesSubtypesToo() {
        Codecs codecs = Codecs.standard().with(DATES).with(ANIMALS);
        assertThat(codecs.write(new java.sql.Timestamp(19), "a")).isEqualTo(AttributeValue.fromN("19"));
        Owner owner = new Owner("Ann", List.of(new Dog("Rex"), new Cat("Tom", 9)), new Date(1));
        Item stored = Item.read(Item.from(owner).attributes(codecs), codecs);
        assertThat(stored.list("animals", String.class)).containsExactly("Dog:Rex", "Cat:Tom");
        assertThat(stored.as(Owner.class)).isEqualTo(owner);
        assertThat(stored.list("animals", Animal.class)).isEqualTo(owner.animals());
        assertThatThrownBy(() -> stored.list("animals", Cat.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("animals[0]");
    }

    @Test
    void theCodecOfTheNearestTypeWins() {
        Codec<Dog> dogs = Codec.of(Dog.class, dog -> 1, stored -> new Dog("one"));
        for (Codecs codecs : List.of(
                Codecs.standard().with(ANIMALS).with(dogs),
                Codecs.standard().with(dogs).with(ANIMALS))) {
            assertThat(codecs.write(new Dog("Rex"), "a")).isEqualTo(AttributeValue.fromN("1"));
            assertThat(codecs.write(new Cat("Tom", 9), "a")).isEqualTo(AttributeValue.fromS("Cat:Tom"));
        }
    }

    @Test
    void aCodecReplacesAStandardConversionOnlyForTheVeryClass() {
        Codec<Instant> millis =
                Codec.of(Instant.class, Instant::toEpochMilli, stored -> Instant.ofEpochMilli((Long) stored));
        Codecs codecs = Codecs.standard()
                .with(millis)
                .with(Codec.of(String.class, String::trim, Object::toString))
                .with(Codec.of(Comparable.class, any -> "never", any -> "never"));
        assertThat(codecs.write(Instant.ofEpochMilli(5), "a")).isEqualTo(AttributeValue.fromN("5"));
        assertThat(codecs.read(AttributeValue.fromN("5"), Instant.class, "a")).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(codecs.write(" x ", "a")).isEqualTo(AttributeValue.fromS("x"));
        assertThat(codecs.write(1L, "a")).isEqualTo(AttributeValue.fromN("1"));
        assertThat(codecs.read(AttributeValue.fromN("1"), long.class, "a")).isEqualTo(1L);
        assertThat(Codecs.standard().write(" x ", "a")).isEqualTo(AttributeValue.fromS(" x "));
    }

    @Test
    void aLaterCodecForTheSameTypeTakesThePlace() {
        Codecs codecs = Codecs.standard().with(DATES).with(Codec.of(Date.class, date -> "d", stored -> new Date(0)));
        assertThat(codecs.write(new Date(5), "a")).isEqualTo(AttributeValue.fromS("d"));
    }

    @Test
    void elementsOfSetsAndKeysOfMapsUseCodecs() {
        Codecs codecs = Codecs.standard().with(DATES).with(ANIMALS);
        assertThat(codecs.write(Set.of(new Date(5)), "a")).isEqualTo(AttributeValue.fromNs(List.of("5")));
        assertThat(codecs.write(Map.of(new Dog("Rex"), 1), "a").m()).containsOnlyKeys("Dog:Rex");
        assertThat(Item.read(Item.of("s", Set.of(new Date(5))).attributes(codecs), codecs)
                        .set("s", Date.class))
                .containsExactly(new Date(5));
    }

    @Test
    void aCodecCanWriteMapsThatHoldItsOwnType() {
        record Node(String name, List<Object> children) {}
        Codecs codecs = Codecs.standard()
                .with(Codec.of(
                        Node.class,
                        node -> Map.of("n", node.name(), "c", node.children()),
                        stored -> new Node("read", List.of())));
        AttributeValue stored = codecs.write(new Node("a", List.of(new Node("b", List.of()))), "a");
        assertThat(stored.m().get("c")).isNotNull();
        assertThat(stored.m().get("c").l().get(0).m()).containsEntry("n", AttributeValue.fromS("b"));
    }

    @Test
    void aCodecThatThrowsIsNamedAndIsTheCause() {
        Codecs codecs = Codecs.standard().with(DATES);
        assertThatThrownBy(() -> Item.read(Map.of("at", AttributeValue.fromS("x")), codecs)
                        .get("at", Date.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("at must be a value that the codec for java.util.Date can read")
                .hasCauseInstanceOf(ClassCastException.class);
        Codecs strange =
                Codecs.standard().with(Codec.of(Thread.class, thread -> new Object(), any -> Thread.currentThread()));
        assertThatThrownBy(() -> strange.write(Thread.currentThread(), "t"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void aCodecForEverythingIsRefused() {
        assertThatThrownBy(() -> Codec.of(Object.class, any -> 1, any -> 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Codec.of(long.class, any -> 1, any -> 1L))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
