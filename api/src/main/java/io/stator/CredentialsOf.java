package io.stator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The kinds of {@link CredentialsProvider} that come with the API. */
final class CredentialsOf {
    private static final long FILE_BYTES_MAX = 1 << 20;

    private CredentialsOf() {}

    /** Returns where the AWS shared credentials file is. */
    static Path sharedFile() {
        String named = System.getenv("AWS_SHARED_CREDENTIALS_FILE");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home", ""), ".aws", "credentials")
                : Path.of(named);
    }

    /**
     * Credentials that never change.
     *
     * @param credentials the credentials
     */
    record Always(Credentials credentials) implements CredentialsProvider {}

    /**
     * Credentials in a shared credentials file.
     *
     * @param name the profile
     * @param file the file
     */
    record Profile(String name, Path file) implements CredentialsProvider {
        @Override
        public Credentials credentials() {
            Map<String, String> settings = settings(lines());
            Credentials found =
                    Credentials.of(setting(settings, "aws_access_key_id"), setting(settings, "aws_secret_access_key"));
            String token = settings.get("aws_session_token");
            return token == null || token.isBlank() ? found : found.withSessionToken(token);
        }

        private List<String> lines() {
            try {
                if (Files.size(file) > FILE_BYTES_MAX) {
                    throw new Anomaly.Incorrect(
                            "a credentials file must have at most " + FILE_BYTES_MAX + " bytes: file=" + file);
                }
                return Files.readAllLines(file, StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                throw new Anomaly.NotFound(
                        "the credentials file cannot be read: file=" + file + " "
                                + unreadable.getClass().getSimpleName(),
                        Map.of(),
                        unreadable);
            }
        }

        /** Returns the settings of the profile; a section is begun by a line such as {@code [name]}. */
        private Map<String, String> settings(List<String> lines) {
            Map<String, String> settings = new LinkedHashMap<>();
            boolean found = false;
            boolean inside = false;
            for (String line : lines) {
                String text = line.strip();
                if (text.startsWith("[")) {
                    inside = name.equals(section(text));
                    found |= inside;
                } else if (inside && !text.startsWith("#") && !text.startsWith(";") && text.indexOf('=') > 0) {
                    int equals = text.indexOf('=');
                    settings.put(
                            text.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            text.substring(equals + 1).strip());
                }
            }
            if (!found) {
                throw new Anomaly.NotFound("there is no profile '" + name + "' in the credentials file " + file);
            }
            return settings;
        }

        private static String section(String text) {
            int end = text.indexOf(']');
            String section = text.substring(1, end < 0 ? text.length() : end).strip();
            return section.startsWith("profile ")
                    ? section.substring("profile ".length()).strip()
                    : section;
        }

        private String setting(Map<String, String> settings, String key) {
            String value = Objects.requireNonNullElse(settings.get(key), "");
            if (value.isEmpty()) {
                throw new Anomaly.Incorrect(
                        "profile '" + name + "' must have " + key + " in the credentials file " + file);
            }
            return value;
        }
    }
}
