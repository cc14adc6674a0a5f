/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;

/** A link on whose line somebody listens and speaks. */
final class TappedLink implements Link, IdentitySwitch {

    private final Link link;
    private final Tap tap;
    private Listener listener;

    /** Who listens. */
    interface Tap {
        /** The fleet sent a message to the device. */
        void heard(Channel channel, byte[] payload);
    }

    TappedLink(Link link, Tap tap) {
        this.link = link;
        this.tap = tap;
    }

    /** Gives the device a message as if its fleet had sent it. */
    void inject(Channel channel, byte[] payload) {
        if (isUp()) {
            listener.message(channel, payload.clone());
        }
    }

    @Override
    public void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
        if (link instanceof IdentitySwitch switching) {
            switching.switchIdentity(identity, report);
        } else {
            report.switched(Outcome.UNREACHABLE, "the line has no identity");
        }
    }

    @Override
    public void listen(Listener device) {
        listener = device;
        link.listen(new Listener() {
            @Override
            public void up(Capabilities capabilities) {
                device.up(capabilities);
            }

            @Override
            public void down(String reason) {
                device.down(reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                tap.heard(channel, payload.clone());
                device.message(channel, payload);
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
    public void send(Channel channel, byte[] payload, Link.Report report) {
        link.send(channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}
