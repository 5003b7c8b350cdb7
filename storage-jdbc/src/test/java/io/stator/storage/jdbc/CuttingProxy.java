package io.stator.storage.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a program and a server, and cuts connections, loses answers, or lets nothing through for a while. Thread-safe. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 14;

    /** What becomes of the next bytes. */
    enum Cut {
        /** They pass. */
        NONE,
        /** What is asked next does not arrive. */
        REQUEST,
        /** Half of what is asked next arrives. */
        HALF_A_REQUEST,
        /** What is answered next does not arrive, though what was asked did. */
        ANSWER
    }

    private final ServerSocket listener;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private Cut next = Cut.NONE;
    private int cuts;
    private boolean isStalled;

    /** Creates one before a port of this machine. */
    CuttingProxy(int port) throws IOException {
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Has the next bytes that somebody sends cut off, and with them their connection. */
    synchronized void cut(Cut kind) {
        next = kind;
    }

    /** Returns how often a connection was cut. */
    synchronized int cuts() {
        return cuts;
    }

    /** Holds back all that is sent, or lets it go on. */
    synchronized void stall(boolean stalled) {
        isStalled = stalled;
        notifyAll();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                start(() -> pump(near, far, true));
                start(() -> pump(far, near, false));
            }
        } catch (IOException closed) {
            sockets.forEach(CuttingProxy::end);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException isClosed) {
            Thread.onSpinWait();
        }
    }

    private void pump(Socket from, Socket to, boolean isRequest) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                Cut cut = takeCut(isRequest);
                int passing = cut == Cut.NONE ? count : cut == Cut.HALF_A_REQUEST ? count / 2 : 0;
                out.write(buffer, 0, passing);
                out.flush();
                if (cut != Cut.NONE) {
                    return;
                }
            }
        } catch (IOException | InterruptedException ended) {
            Thread.onSpinWait();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized Cut takeCut(boolean isRequest) throws InterruptedException {
        while (isStalled) {
            wait();
        }
        if (next == Cut.NONE || isRequest == (next == Cut.ANSWER)) {
            return Cut.NONE;
        }
        Cut taken = next;
        next = Cut.NONE;
        cuts++;
        return taken;
    }

    @Override
    public void close() throws IOException {
        stall(false);
        listener.close();
    }
}
