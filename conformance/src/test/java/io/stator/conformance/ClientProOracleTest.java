package io.stator.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** All files through Datomic's own client library. */
@Tag("oracle")
final class ClientProOracleTest extends ClientProRun {
    @Override
    Stream<CaseFile> files() {
        return CaseFile.all().stream();
    }
}
