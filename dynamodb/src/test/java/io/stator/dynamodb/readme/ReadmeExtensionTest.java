package io.stator.dynamodb.readme;

import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.junit.DynamoDbLocal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The part of the README's code that is a test itself. */
final class ReadmeExtensionTest {
    // README
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    @Test
    void anAlbumIsKept(DynamoDb dynamo) {
        Table albums = dynamo.ensureTable(TableSpec.named("albums").partitionKey("artist", TEXT));
        albums.put(Item.of("artist", "Can"));
        assertThat(albums.get(Item.of("artist", "Can")).isPresent()).isTrue();
    }
    // README
}
