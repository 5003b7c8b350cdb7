package io.stator.storage.dynamodb.cluster;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Verification;
import io.stator.engine.care.Verifier;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.Storage;
import io.stator.simulation.TableService;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds the table itself against what its databases are: nothing is damaged, nothing is in it that nobody can reach, and nothing that was
 * excised or deleted. What a request puts there that comes when nobody waits for it any more is only told apart.
 */
final class Leftovers {
    private static final long LATE_MILLIS = 41_000;

    /** Longer than what no root has is kept, whatever a clock said. */
    private static final long RETENTION_MILLIS = 3 * 3_600_000;

    private static final String TOKEN = "t";

    private final Cluster cluster;
    private final TableService service;
    private final Map<String, Map<String, Map<String, AttributeValue>>> items = new HashMap<>();

    Leftovers(Cluster cluster) {
        this.cluster = cluster;
        this.service = cluster.network.service();
    }

    void run() {
        Cluster.pass(LATE_MILLIS);
        reopen();
        Cluster.pass(RETENTION_MILLIS);
        reopen();
        try (Storage storage = cluster.storage(true)) {
            for (Map<String, AttributeValue> item : service.items(Cluster.TABLE)) {
                items.computeIfAbsent(item.get("p").s(), absent -> new HashMap<>())
                        .put(item.get("s").s(), item);
            }
            Map<String, String> databases = new Catalog(storage.roots()).read().databases();
            Map<String, Verification> verified = new HashMap<>();
            databases.forEach((name, id) -> verified.put(id, verified(storage, id, name)));
            items.values().forEach(partition -> partition.values().forEach(item -> check(item, verified.keySet())));
            verified.forEach(this::countSegments);
        }
        requireForgotten();
    }

    private void reopen() {
        Client client = cluster.open(false);
        for (String name : client.listDatabases()) {
            Connection connection = client.connect(name);
            connection.syncExcise(connection.db().t());
        }
        client.close();
    }

    private Verification verified(Storage storage, String id, String name) {
        Verification found = Verifier.verify(storage, id, name, progress -> {}, () -> {});
        if (!found.isWhole()) {
            cluster.world.fail("database " + name + " is damaged: " + found.damages(), null);
        }
        return found;
    }

    private void wrong(String what, Map<String, AttributeValue> item) {
        String place = item.get("p").s() + " " + item.get("s").s();
        if (service.isLate(Cluster.TABLE, item)) {
            cluster.world.note("came late: " + what + ": " + place);
        } else {
            cluster.world.fail(what + ": " + place + " of " + service.who(Cluster.TABLE, item), null);
        }
    }

    /** Says what is wrong with an item of no database, which can be of one that somebody wrote to who did not know yet that he was taken over. */
    private void deleted(String database, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> again =
                items.getOrDefault("/system", Map.of()).get("database/" + database);
        if (again != null && service.isLate(Cluster.TABLE, again)) {
            cluster.world.note(
                    "of a database whose item came late: " + item.get("p").s());
        } else if (service.isFormer(Cluster.TABLE, item)) {
            cluster.world.note("of a former writer: " + item.get("p").s());
        } else {
            wrong("an item of a database that is deleted", item);
        }
    }

    private void check(Map<String, AttributeValue> item, Set<String> databases) {
        String partition = item.get("p").s();
        String sort = item.get("s").s();
        String[] path = partition.split("/");
        String database = path[0];
        boolean isOne = true;
        switch (partition) {
            case "/system" -> {
                database = sort.substring(sort.indexOf('/') + 1);
                isOne = sort.contains("/");
            }
            case "/roots" -> {
                database = sort.substring(1, Math.max(1, sort.indexOf('/')));
                isOne = sort.contains("/");
            }
            case "/root-parts" -> {
                requireHead(item, "/roots", sort.split("\0")[0], sort.split("\0")[1]);
                isOne = false;
            }
            default -> {
                if (databases.contains(database)) {
                    check(item, path, sort);
                }
            }
        }
        if (isOne && !databases.contains(database)) {
            deleted(database, item);
        }
    }

    private void check(Map<String, AttributeValue> item, String[] path, String sort) {
        if (path[1].equals("log-parts")) {
            int end = sort.indexOf('/');
            if (!service.isFormer(Cluster.TABLE, item)) {
                requireHead(item, path[0] + "/log/" + path[2], sort.substring(0, end), sort.substring(end + 1));
            }
        } else if (path[1].equals("segments") && sort.startsWith("p")) {
            String[] parts = sort.substring(1).split("\0");
            String token = parts[1].substring(0, parts[1].indexOf('/'));
            boolean used = items.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(path[0] + "/segments/"))
                    .map(each -> each.getValue().get("s" + parts[0]))
                    .anyMatch(head -> head != null && token.equals(token(head)));
            require(used, "a part of no segment", item);
        }
    }

    private static String token(Map<String, AttributeValue> head) {
        AttributeValue token = head.get(TOKEN);
        return token == null ? "" : token.s();
    }

    private void requireHead(Map<String, AttributeValue> item, String partition, String sort, String rest) {
        Map<String, AttributeValue> head =
                items.getOrDefault(partition, Map.of()).get(sort);
        boolean used = head != null && token(head).equals(rest.substring(0, rest.indexOf('/')));
        require(used, "a part of nothing", item);
    }

    private void require(boolean holds, String what, Map<String, AttributeValue> item) {
        if (!holds) {
            wrong(what, item);
        }
    }

    private void countSegments(String id, Verification verified) {
        Set<String> late = new HashSet<>();
        Set<String> names = new HashSet<>();
        items.forEach((partition, sorted) -> sorted.forEach((sort, item) -> {
            if (partition.startsWith(id + "/segments/") && sort.startsWith("s")) {
                (service.isLate(Cluster.TABLE, item) ? late : names).add(sort);
            }
        }));
        long reachable = verified.segments();
        if (names.size() > reachable && cluster.clocksDiffer) {
            cluster.world.note("database " + verified.database() + " has more segments than it needs");
        } else if (names.size() > reachable || names.size() + late.size() < reachable) {
            cluster.world.fail(
                    "database " + verified.database() + " has " + reachable + " segments, in the table are "
                            + new TreeSet<>(names) + ", late " + late,
                    null);
        }
    }

    /** Checks that the bytes of what was excised are nowhere. */
    private void requireForgotten() {
        Set<String> excised = cluster.secrets.excised();
        for (Map<String, Map<String, AttributeValue>> partition : items.values()) {
            for (Map<String, AttributeValue> item : partition.values()) {
                for (String text : excised) {
                    AttributeValue bytes = item.get("b");
                    if (bytes != null
                            && bytes.b() != null
                            && bytes.b().asString(StandardCharsets.ISO_8859_1).contains(text)) {
                        wrong("excised and still there: " + text, item);
                    }
                }
            }
        }
    }
}
