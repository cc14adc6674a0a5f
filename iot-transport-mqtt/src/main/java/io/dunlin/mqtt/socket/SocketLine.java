/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.socket;

import io.dunlin.core.Loop;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection, or the attempt at it: a thread that opens it and reads, and one that writes. */
final class SocketLine implements Transport.Line {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int PIECE_BYTES = 8 * 1024;

    /** Beyond this the session holds back. */
    private static final int ENOUGH_BYTES = 64 * 1024;

    private final MqttServer server;
    private final Loop loop;
    private final Transport.Handler handler;
    private final Consumer<SocketLine> ended;

    /** Guards what follows. */
    private final Object monitor = new Object();

    private ByteArrayOutputStream gathered = new ByteArrayOutputStream(512);
    private @Nullable Socket socket;
    private boolean cut;
    private boolean closing;
    private boolean full;

    /** On the loop. */
    private boolean over;

    SocketLine(MqttServer server, Loop loop, Transport.Handler handler, Consumer<SocketLine> ended) {
        this.server = server;
        this.loop = loop;
        this.handler = handler;
        this.ended = ended;
    }

    void start() {
        thread("dunlin-mqtt-read", this::run);
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        String reason;
        try (Socket open = connect()) {
            thread("dunlin-mqtt-write", () -> write(open));
            loop.execute(() -> {
                if (!over) {
                    handler.opened();
                }
            });
            read(open.getInputStream());
            reason = "the connection was closed by the peer";
        } catch (IOException | RuntimeException e) {
            reason = server + ": " + e;
        } finally {
            cut();
            ended.accept(this);
        }
        String why = reason;
        loop.execute(() -> fail(why));
    }

    private Socket connect() throws IOException {
        TlsIdentitySource source = server.identity();
        TlsIdentity identity = source == null ? null : source.current();
        Socket plain = new Socket();
        keep(plain);
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
        if (identity == null) {
            return plain;
        }
        SSLSocket secure = (SSLSocket)
                identity.context().getSocketFactory().createSocket(plain, server.host(), server.port(), true);
        secure.setSSLParameters(identity.parameters());
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(TIMEOUT_MILLIS);
        secure.startHandshake();
        requireAlternativeNames(secure.getSession());
        secure.setSoTimeout(0);
        return secure;
    }

    /** JSSE falls back to the common name if a certificate has no alternative names (RFC 9525 forbids that). */
    private static void requireAlternativeNames(SSLSession session) throws SSLPeerUnverifiedException {
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    && certificate.getSubjectAlternativeNames() != null) {
                return;
            }
        } catch (CertificateParsingException e) {
            throw new SSLPeerUnverifiedException("TLS: " + e.getMessage());
        }
        throw new SSLPeerUnverifiedException("TLS: the server's certificate has no subject alternative names");
    }

    private void keep(Socket opened) throws IOException {
        synchronized (monitor) {
            socket = opened;
            if (cut || closing) {
                throw new IOException("closed");
            }
        }
    }

    private void read(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            byte[] bytes = Arrays.copyOf(piece, length);
            loop.execute(() -> {
                if (!over) {
                    handler.received(bytes, 0, bytes.length);
                }
            });
        }
    }

    private void write(Socket open) {
        try {
            for (byte[] bytes = next(); bytes != null; bytes = next()) {
                open.getOutputStream().write(bytes);
            }
        } catch (IOException e) {
            // The reader finds out, too.
        } finally {
            cut();
        }
    }

    private byte @Nullable [] next() {
        synchronized (monitor) {
            while (gathered.size() == 0 && !closing && !cut) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            if (gathered.size() == 0 || cut) {
                return null;
            }
            byte[] bytes = gathered.toByteArray();
            gathered = new ByteArrayOutputStream(512);
            if (full) {
                full = false;
                loop.execute(() -> writable(true));
            }
            return bytes;
        }
    }

    private void writable(boolean canWrite) {
        if (!over) {
            handler.writable(canWrite);
        }
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
        synchronized (monitor) {
            if (closing || cut) {
                return;
            }
            boolean wakes = gathered.size() == 0;
            gathered.write(bytes, offset, length);
            if (wakes) {
                // The writer takes what this task sends in one piece, if it is not faster.
                loop.execute(this::flush);
            }
            if (!full && gathered.size() > ENOUGH_BYTES) {
                full = true;
                loop.execute(() -> writable(false));
            }
        }
    }

    @Override
    public void flush() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    @Override
    public void close() {
        over = true;
        synchronized (monitor) {
            closing = true;
            monitor.notifyAll();
            if (socket == null) {
                return;
            }
        }
        // A peer that takes nothing must not hold the connection open.
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS), this::cut);
    }

    /** Ends the connection now. */
    void cut() {
        Socket open;
        synchronized (monitor) {
            cut = true;
            monitor.notifyAll();
            open = socket;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }

    /** The attempt failed or the connection ended. On the loop. */
    void fail(String reason) {
        if (!over) {
            over = true;
            handler.closed(reason);
        }
    }
}
