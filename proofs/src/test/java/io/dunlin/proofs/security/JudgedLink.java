/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.testkit.SimLink;
import java.util.function.LongPredicate;

/** A simulated link whose server judges the identity of each connection, and of each switch. */
public final class JudgedLink implements Link, IdentitySwitch {

    private final SimLink link;
    private final TlsIdentitySource source;
    private final LongPredicate admitted;
    private boolean admittedNow;

    /** Takes who judges generations. */
    public JudgedLink(SimLink link, TlsIdentitySource source, LongPredicate admitted) {
        this.link = link;
        this.source = source;
        this.admitted = admitted;
    }

    @Override
    public void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
        if (!isUp()) {
            report.switched(Outcome.UNREACHABLE, "the link is down");
        } else if (admitted.test(identity.generation())) {
            report.switched(Outcome.ACCEPTED, "");
        } else {
            report.switched(Outcome.REFUSED, "not admitted");
        }
    }

    @Override
    public void listen(Listener listener) {
        link.listen(new Listener() {
            @Override
            public void up(Capabilities capabilities) {
                admittedNow = admitted.test(source.current().generation());
                if (admittedNow) {
                    listener.up(capabilities);
                } else {
                    link.drop("not admitted");
                }
            }

            @Override
            public void down(String reason) {
                admittedNow = false;
                listener.down(reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
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
        return admittedNow && link.isUp();
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
