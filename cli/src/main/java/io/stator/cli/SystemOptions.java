package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.Limit;
import io.stator.SystemConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** What the command line and the environment say about the system to open: limits and the time calls may take. */
final class SystemOptions {
    /** The variable of the environment that sets limits as {@code --set-limit} does, with commas between them. */
    static final String LIMITS_VARIABLE = "STATOR_LIMITS";

    @Option(
            names = "--set-limit",
            paramLabel = "NAME=N",
            scope = ScopeType.INHERIT,
            description = "Set a limit of the system while this command has it open; can be given again. NAME is one of"
                    + " ${COMPLETION-CANDIDATES}. The variable " + LIMITS_VARIABLE
                    + " does the same, with commas between them; this option goes before it.",
            converter = SettingText.class,
            completionCandidates = LimitNames.class)
    List<String> limits = new ArrayList<>();

    @Option(
            names = "--cache",
            paramLabel = "DIRECTORY",
            scope = ScopeType.INHERIT,
            description =
                    "Keep segments of a system that is far away, in DynamoDB or PostgreSQL, in a directory of this machine as well,"
                            + " which may be removed at any time. --set-limit disk-cache-bytes=N says how much it may hold.")
    @Nullable
    Path cache;

    @Option(
            names = "--compression",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "How segments are compressed that are written: lz4; zstd, which takes fewer bytes; or standard, which is zstd in"
                            + " DynamoDB and lz4 elsewhere. Default: standard",
            completionCandidates = CompressionNames.class)
    @Nullable
    String compression;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "The time one query or transaction may take; 0 for as long as it takes. Default: 60")
    @Nullable
    Long timeoutSeconds;

    /** Takes the text of a setting, which has a name and a whole number; what they are is looked at when the system is opened. */
    static final class SettingText implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                Long.parseLong(text.substring(text.indexOf('=') + 1).strip());
            } catch (NumberFormatException malformed) {
                throw new TypeConversionException("must be NAME=N with a whole number N: " + text);
            }
            if (text.indexOf('=') < 0) {
                throw new TypeConversionException("must be NAME=N: " + text);
            }
            return text;
        }
    }

    /** The names of all limits, and what they are unless set. */
    static final class LimitNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(Limit.values())
                    .map(limit -> limit.key() + " (" + limit.standard() + ")")
                    .collect(Collectors.toList())
                    .iterator();
        }
    }

    /** The names of all ways to compress segments. */
    static final class CompressionNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(Compression.values()).map(Compression::key).iterator();
        }
    }

    /** Returns the configuration of the system to open, given the value of {@link #LIMITS_VARIABLE}. */
    SystemConfig config(@Nullable String variable) {
        SystemConfig config = SystemConfig.standard();
        if (variable != null && !variable.isBlank()) {
            for (String setting : variable.split(",", -1)) {
                config = set(config, setting, LIMITS_VARIABLE);
            }
        }
        for (String setting : limits) {
            config = set(config, setting, "--set-limit");
        }
        if (cache != null) {
            config = config.withCache(SystemCommand.named(cache, "--cache"));
        }
        if (compression != null) {
            config = config.withCompression(Compression.named(compression));
        }
        Duration timeout = timeout();
        return timeout == null ? config : config.withTimeout(timeout);
    }

    /** Returns the time that was given; null when none was. */
    @Nullable
    Duration timeout() {
        return timeoutSeconds == null ? null : timeout(timeoutSeconds);
    }

    private static Duration timeout(long seconds) {
        if (seconds < 0 || seconds > Duration.ofNanos(Long.MAX_VALUE).toSeconds()) {
            throw new Anomaly.Incorrect("--timeout must be at least 0, for none, and at most "
                    + Duration.ofNanos(Long.MAX_VALUE).toSeconds() + ": timeout=" + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    private static SystemConfig set(SystemConfig config, String setting, String where) {
        int equals = setting.indexOf('=');
        if (equals < 0) {
            throw new Anomaly.Incorrect(where + " must be NAME=N: " + setting.strip());
        }
        Limit limit = Limit.named(setting.substring(0, equals).strip());
        String number = setting.substring(equals + 1).strip();
        try {
            return config.withLimit(limit, Long.parseLong(number));
        } catch (NumberFormatException malformed) {
            throw new Anomaly.Incorrect(
                    where + " must be NAME=N with a whole number N: " + setting.strip(), java.util.Map.of(), malformed);
        }
    }
}
