package io.stator.dynamodb.junit;

import org.junit.jupiter.api.extension.ExtensionContext;

/** What JUnit closes when it is done with it: 5.13 and later look for the one interface, earlier versions for the other. */
@SuppressWarnings("deprecation")
interface LocalResource extends AutoCloseable, ExtensionContext.Store.CloseableResource {
    @Override
    void close();
}
