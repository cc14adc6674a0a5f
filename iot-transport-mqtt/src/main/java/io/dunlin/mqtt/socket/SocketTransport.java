/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.socket;

import io.dunlin.core.Loop;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.Rim;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP and TLS on the JDK's sockets: one loop, and two threads for each connection. No WebSocket, no proxies. */
public final class SocketTransport implements Rim {

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final ExecutorLoop loop =
            ExecutorLoop.start("dunlin-mqtt-loop", thrown -> LOG.error("a task of the loop failed", thrown));
    private final Set<SocketLine> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts the loop. */
    public SocketTransport() {}

    @Override
    public Loop nextLoop() {
        return loop;
    }

    @Override
    public Line open(MqttServer server, Loop on, Handler handler) {
        SocketLine line = new SocketLine(server, on, handler, open::remove);
        if (server.webSocketPath() != null || server.proxy() != null) {
            on.execute(() -> line.fail("the JDK's sockets reach " + server + " neither by WebSocket nor by proxy"));
        } else if (closed) {
            on.execute(() -> line.fail("the runtime was closed"));
        } else {
            open.add(line);
            line.start();
        }
        return line;
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(SocketLine::cut);
        loop.close();
    }
}
