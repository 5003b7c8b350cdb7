package io.stator.cli;

import io.stator.Anomaly;
import io.stator.server.AccessKey;
import io.stator.server.KeyFile;
import io.stator.server.Role;
import io.stator.storage.jdbc.FileProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator key}: makes, lists and revokes the keys that clients of a server sign with. */
@Command(
        name = "key",
        description = {
            "Make, list or revoke the keys with which clients of 'stator serve' sign; a server that runs knows of it within a second.",
            "The secret of a key is printed when it is made, and never again. The file with the keys can be read by its owner alone.",
            "",
            "A role is admin (everything), catalog-read (the names of all databases), db-read:NAME or db-write:NAME (of a database; * for all)."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator key create me --role admin",
            "  stator key create importer --role db-write:films --role catalog-read",
            "  stator key list",
            "  stator key revoke importer"
        })
final class KeyCommand extends SystemCommand {
    /** The name of the file with the keys, beside the system. */
    static final String FILE_NAME = "keys.edn";

    /** What to do. */
    enum Verb {
        CREATE,
        LIST,
        REVOKE
    }

    @Parameters(index = "0", paramLabel = "VERB", description = "create, list or revoke.")
    Verb verb = Verb.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "The access key, which is no secret.")
    @Nullable
    String id;

    @Option(names = "--role", paramLabel = "ROLE", description = "What a new key may do; can be given again.")
    List<String> roles = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "The file with the keys. Default: " + FILE_NAME + " beside the system.")
    @Nullable
    Path keys;

    /** Returns the directory that the system is in. */
    static Path directory(StatorCommand shared) {
        Path data = shared.data
                .path("--data")
                .orElseThrow(() -> new Anomaly.Incorrect("the system at " + shared.data
                        + " is in no directory, so say where its keys are with --keys FILE, and which certificate a server has with"
                        + " --certificate and --private-key, --key-store or --no-tls"));
        return Objects.requireNonNull(FileProvider.file(data).toAbsolutePath().getParent());
    }

    /** Returns where the keys are unless told otherwise. */
    static Path file(StatorCommand shared) {
        return directory(shared).resolve(FILE_NAME);
    }

    @Override
    public Integer call() {
        requireHere("key");
        KeyFile file = KeyFile.at(keys == null ? file(shared()) : named(keys, "--keys"));
        switch (verb) {
            case CREATE -> create(file, required());
            case REVOKE -> {
                requireNoRoles();
                file.revoke(required());
                console().out().line("revoked " + id);
            }
            case LIST -> {
                requireNoRoles();
                if (id != null) {
                    throw new Anomaly.Incorrect("'stator key list' lists all keys, without a name: " + id);
                }
                file.list().forEach(key -> console().out().line(key.id() + "  " + roles(key)));
            }
        }
        return ExitCode.OK;
    }

    private String required() {
        if (id == null) {
            throw new Anomaly.Incorrect(
                    "'stator key create' and 'stator key revoke' must be told which key: stator key create me --role admin");
        }
        return id;
    }

    private void requireNoRoles() {
        if (!roles.isEmpty()) {
            throw new Anomaly.Incorrect("--role is for 'stator key create' alone: revoke a key, and make it anew");
        }
    }

    private static String roles(AccessKey key) {
        return key.roles().stream().map(Role::toString).sorted().collect(Collectors.joining(" "));
    }

    private void create(KeyFile file, String name) {
        if (roles.isEmpty()) {
            throw new Anomaly.Incorrect(
                    "a key must have a --role at least: admin, catalog-read, db-read:NAME or db-write:NAME");
        }
        Set<Role> parsed = new LinkedHashSet<>();
        roles.forEach(role -> parsed.add(Role.parse(role)));
        AccessKey made = file.create(name, parsed);
        console().out().line("access-key " + made.id());
        console().out().line("secret     " + made.secret());
    }
}
