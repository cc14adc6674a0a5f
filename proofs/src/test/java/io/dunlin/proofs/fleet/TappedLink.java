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
import io.dunlin.testkit.ForwardingLink;

/** A link on whose line somebody listens and speaks. */
final class TappedLink extends ForwardingLink implements IdentitySwitch {

    private final Tap tap;
    private Listener listener;

    /** Who listens. */
    interface Tap {
        /** The fleet sent a message to the device. */
        void heard(Channel channel, byte[] payload);
    }

    TappedLink(Link link, Tap tap) {
        super(link);
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
        if (inner() instanceof IdentitySwitch switching) {
            switching.switchIdentity(identity, report);
        } else {
            report.switched(Outcome.UNREACHABLE, "the line has no identity");
        }
    }

    @Override
    public void listen(Listener device) {
        listener = device;
        super.listen(new Listener() {
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
}
