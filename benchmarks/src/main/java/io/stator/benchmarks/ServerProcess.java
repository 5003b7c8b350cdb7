package io.stator.benchmarks;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.Stator;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A {@link ServerProgram} that was started, and what can be known of it. */
final class ServerProcess implements AutoCloseable {
    private static final String CERTIFICATE = "development-certificate.pem";
    private static final int KIBI = 1_024;

    /** The property that names the cores of the server, so that those who ask can have others. */
    private static final String CORES = "stator.serverCores";

    private final Process process;
    private final BufferedReader answers;
    private final int port;
    private final Path certificates;

    private ServerProcess(Process process, BufferedReader answers, int port, Path certificates) {
        this.process = process;
        this.answers = answers;
        this.port = port;
        this.certificates = certificates;
    }

    /** What to start. */
    record Plan(String data, Path certificates, int port, int entities, List<String> options, List<String> limits) {
        /** Returns the plan of a server in memory. */
        static Plan inMemory(int entities, String... options) throws IOException {
            return new Plan(
                    ServerProgram.MEMORY,
                    Files.createTempDirectory("stator-bench"),
                    0,
                    entities,
                    List.of(options),
                    List.of());
        }
    }

    /** Starts a server, and waits until it serves. */
    static ServerProcess start(Plan plan) throws IOException {
        List<String> command = new ArrayList<>();
        String cores = System.getProperty(CORES);
        if (cores != null) {
            command.addAll(List.of("taskset", "-c", cores));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(plan.options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ServerProgram.class.getName(),
                plan.data,
                plan.certificates.toString(),
                Integer.toString(plan.port),
                Integer.toString(plan.entities)));
        command.addAll(plan.limits);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        return new ServerProcess(process, answers, (int) answer(answers), plan.certificates);
    }

    private static long answer(BufferedReader answers) throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(ServerProgram.ANSWER)) {
                return Long.parseLong(line.substring(ServerProgram.ANSWER.length()));
            }
        }
        throw new IOException("the server has ended");
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create("https://localhost:" + port + "/");
    }

    /** Returns the file of the certificate to trust. */
    Path certificate() {
        return certificates.resolve(CERTIFICATE);
    }

    /** Returns a remote client of it. */
    Client client() {
        return Stator.connect(ClientConfig.of(uri())
                .withCredentials(Credentials.of(ServerProgram.KEY, ServerProgram.SECRET))
                .withTrustedCertificates(certificate()));
    }

    /** Returns what trusts the server. */
    SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(certificate())) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Returns the processor time it has taken. */
    double cpuSeconds() {
        return seconds(process.toHandle());
    }

    /** Returns the processor time that this process has taken. */
    static double ownCpuSeconds() {
        return seconds(ProcessHandle.current());
    }

    private static double seconds(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Returns the bytes of its live objects. */
    long usedBytes() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return answer(answers);
    }

    /** Returns the bytes of memory it has of the machine; 0 where that is not told. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI;
            }
        }
        return 0;
    }

    /** Ends it without a word, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
