package io.stator.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cases of a file, to be run through Datomic's client library for its servers. It is made by a class loader that has this library and all it needs, among it another HTTP client than the server's; so what
 * goes in and out are classes of Java.
 */
public final class ClientProCases implements Function<String, List<Map.Entry<String, Runnable>>> {
    private final Candidate candidate;

    /**
     * Connects to a server.
     *
     * @param arguments of the library's client
     * @param create creates a database, which the library cannot
     */
    public ClientProCases(Map<String, Object> arguments, Consumer<String> create) {
        this.candidate = ClientApiCandidate.datomicPro(arguments, create);
    }

    /** Returns the cases of a file, in their order, by the name of their scenario and their own. */
    @Override
    public List<Map.Entry<String, Runnable>> apply(String file) {
        List<Map.Entry<String, Runnable>> cases = new ArrayList<>();
        CaseFile.all().stream()
                .filter(each -> each.name().equals(file))
                .flatMap(each -> each.scenarios().stream())
                .forEach(scenario -> {
                    ScenarioRun run = new ScenarioRun(candidate, scenario);
                    scenario.cases()
                            .forEach(behaviour -> cases.add(
                                    Map.entry(scenario.name() + ": " + behaviour.name(), () -> run.check(behaviour))));
                });
        return cases;
    }
}
