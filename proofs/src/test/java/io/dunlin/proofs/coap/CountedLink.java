/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;

/** A device's link that tells of every message that passes it. */
final class CountedLink implements Link {

    private final Link link;
    private final Runnable sent;
    private final Runnable arrived;

    CountedLink(Link link, Runnable sent, Runnable arrived) {
        this.link = link;
        this.sent = sent;
        this.arrived = arrived;
    }

    @Override
    public void listen(Listener listener) {
        link.listen(new Listener() {
            @Override
            public void up(Capabilities capabilities) {
                listener.up(capabilities);
            }

            @Override
            public void down(String reason) {
                listener.down(reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                arrived.run();
                listener.message(channel, payload);
            }
        });
    }

    @Override
    public void start() {
        link.start();
    }

    @Override
    public boolean isUp() {
        return link.isUp();
    }

    @Override
    public Capabilities capabilities() {
        return link.capabilities();
    }

    @Override
    public void send(Channel channel, byte[] payload, Report report) {
        sent.run();
        link.send(channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}
