package io.stator.conformance;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every fourth file through Datomic's own client library; {@link ClientProOracleTest} runs all of them. */
final class ClientProTest extends ClientProRun {
    private static final int SHARE = 4;

    @Override
    Stream<CaseFile> files() {
        List<CaseFile> all = CaseFile.all();
        return IntStream.range(0, all.size()).filter(i -> i % SHARE == 0).mapToObj(all::get);
    }
}
