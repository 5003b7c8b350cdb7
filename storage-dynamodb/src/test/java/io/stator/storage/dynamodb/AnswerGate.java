package io.stator.storage.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A way to a service on which answers can be held up, while requests go through. */
final class AnswerGate implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int BUFFER_BYTES = 8_192;

    private final URI service;
    private final ServerSocket server;
    private boolean held;
    private long heldAnswers;

    AnswerGate(URI service) throws IOException {
        this.service = service;
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Holds all answers up that come from now on. */
    synchronized void hold() {
        held = true;
        heldAnswers = 0;
    }

    /** Lets answers through that were held up, and all others. */
    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Returns when an answer is being held up. */
    synchronized void awaitHeldAnswer() throws InterruptedException {
        while (heldAnswers == 0) {
            wait();
        }
    }

    private synchronized void pass() throws InterruptedException {
        heldAnswers += held ? 1 : 0;
        notifyAll();
        while (held) {
            wait();
        }
    }

    private interface Copying {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Copying body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket here = server.accept();
            Socket there = new Socket(service.getHost(), service.getPort());
            here.setTcpNoDelay(true);
            there.setTcpNoDelay(true);
            start(() -> copy(here, there, null));
            start(() -> copy(there, here, this::pass));
        }
    }

    private static void copy(Socket from, Socket to, @Nullable Copying before)
            throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (before != null) {
                    before.run();
                }
                out.write(buffer, 0, count);
            }
        }
    }

    @Override
    public void close() throws IOException {
        release();
        server.close();
    }
}
