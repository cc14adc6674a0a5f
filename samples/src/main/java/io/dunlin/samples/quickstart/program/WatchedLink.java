/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import java.util.function.BiConsumer;

/** A link that shows a watcher what arrives. */
class WatchedLink implements Link {

    private final Link link;
    private final BiConsumer<Channel, byte[]> watcher;

    private WatchedLink(Link link, BiConsumer<Channel, byte[]> watcher) {
        this.link = link;
        this.watcher = watcher;
    }

    /** Watches a link; the watcher is called on the link's loop before the device gets the message. */
    static Link of(Link link, BiConsumer<Channel, byte[]> watcher) {
        return link instanceof IdentitySwitch switching
                ? new Switching(link, switching, watcher)
                : new WatchedLink(link, watcher);
    }

    /** A link that can change its identity without a gap. */
    private static final class Switching extends WatchedLink implements IdentitySwitch {
        private final IdentitySwitch switching;

        private Switching(Link link, IdentitySwitch switching, BiConsumer<Channel, byte[]> watcher) {
            super(link, watcher);
            this.switching = switching;
        }

        @Override
        public void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
            switching.switchIdentity(identity, report);
        }
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
                watcher.accept(channel, payload);
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
        link.send(channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}
