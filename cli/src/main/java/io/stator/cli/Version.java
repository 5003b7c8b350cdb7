package io.stator.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this program, from the manifest of its archive. */
final class Version implements IVersionProvider {
    private static final String UNPACKED = "(built from source)";

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "stator " + (version == null ? UNPACKED : version), "Java " + System.getProperty("java.version")
        };
    }
}
