package io.stator.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Stands before a server under its certificate, in a process of its own, and gives the answer to a query or a pull that the server once gave to such a request: what a call takes through
 * it is what client and wire take, without a database. Everything else it passes on.
 *
 * <p>Arguments: the port of the server, the directory of its certificate. Its own port is on the first line that it prints; it ends with its input.
 */
final class AnswerRelay {
    private static final char[] PASSWORD = "development".toCharArray();
    private static final Set<String> REPEATED = Set.of("datomic.client.protocol/q", "datomic.client.protocol/pull");
    private static final String OPERATION = "x-nano-op:";
    private static final String LENGTH = "content-length:";

    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final SSLContext encryption;
    private final int target;

    private AnswerRelay(SSLContext encryption, int target) {
        this.encryption = encryption;
        this.target = target;
    }

    /** Relays. */
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance(
                Path.of(arguments[1], "development-key.p12").toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server", store.getCertificate(store.aliases().nextElement()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        AnswerRelay relay = new AnswerRelay(context, Integer.parseInt(arguments[0]));
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        System.out.println(listener.getLocalPort());
        daemon(() -> relay.accept(listener));
        while (System.in.read() >= 0) {
            continue;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(SSLServerSocket listener) {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                SSLSocket server = (SSLSocket) encryption.getSocketFactory().createSocket("localhost", target)) {
            server.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            InputStream back = new BufferedInputStream(server.getInputStream());
            while (true) {
                ByteArrayOutputStream request = new ByteArrayOutputStream();
                String operation = message(in, request);
                byte[] answer = REPEATED.contains(operation) ? answers.get(operation) : null;
                if (answer == null) {
                    server.getOutputStream().write(request.toByteArray());
                    ByteArrayOutputStream told = new ByteArrayOutputStream();
                    message(back, told);
                    answer = told.toByteArray();
                    answers.put(operation, answer);
                }
                socket.getOutputStream().write(answer);
            }
        } catch (IOException ended) {
            return; // with its client
        }
    }

    /** Reads a request or an answer with a declared length, and returns the operation it names, if it does. */
    private static String message(InputStream in, ByteArrayOutputStream to) throws IOException {
        String operation = "";
        int length = 0;
        StringBuilder line = new StringBuilder();
        while (true) {
            int one = in.read();
            if (one < 0) {
                throw new EOFException("the connection ended");
            }
            to.write(one);
            if (one != '\n') {
                line.append((char) one);
                continue;
            }
            String header = line.toString().strip();
            line.setLength(0);
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(OPERATION)) {
                operation = header.substring(OPERATION.length()).strip();
            } else if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            } else if (header.isEmpty()) {
                to.write(in.readNBytes(length));
                return operation;
            }
        }
    }

    /** Starts one before a server. */
    static Process start(ServerProcess server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnswerRelay.class.getName(),
                        Integer.toString(server.port()),
                        String.valueOf(server.certificate().getParent()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns the port that one which was started listens on. */
    static int port(Process relay) throws IOException {
        return Integer.parseInt(
                relay.inputReader(StandardCharsets.UTF_8).readLine().strip());
    }
}
