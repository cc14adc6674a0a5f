/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.testkit.ScriptedPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A transport whose connections a test opens, scripts and cuts. */
final class FakeTransport implements Transport {

    final List<FakeLine> lines = new ArrayList<>();
    final List<MqttServer> servers = new ArrayList<>();

    @Override
    public Line open(MqttServer server, Loop loop, Handler handler) {
        FakeLine line = new FakeLine(handler);
        lines.add(line);
        servers.add(server);
        return line;
    }

    FakeLine last() {
        return lines.get(lines.size() - 1);
    }

    static final class FakeLine implements Line {
        final Handler handler;
        private final ScriptedPeer script;
        boolean isClosed;

        FakeLine(Handler handler) {
            this.handler = handler;
            this.script = ScriptedPeer.ofStream(bytes -> handler.received(bytes, 0, bytes.length));
        }

        /** Opens the line and lets the server accept whatever CONNECT comes. */
        FakeLine accept(String connAck) {
            handler.opened();
            script.run("expect 10 <length:1>");
            int length = script.remembered("length")[0];
            script.run("expect " + "??".repeat(length) + "\nsend " + connAck);
            return this;
        }

        FakeLine run(String lines) {
            script.run(lines);
            return this;
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            script.emitted(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
