/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.testkit.SimLink;
import java.util.List;

/** A simulated link that notes the generations of the identities that it is given, and takes them as the test wills. */
final class SwitchingLink implements Link, IdentitySwitch {

    private final SimLink link;
    private final TlsIdentitySource source;
    private final List<Long> used;
    private final Outcome verdict;

    SwitchingLink(SimLink link, TlsIdentitySource source, List<Long> used, Outcome verdict) {
        this.link = link;
        this.source = source;
        this.used = used;
        this.verdict = verdict;
    }

    @Override
    public void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
        Outcome outcome = link.isUp() ? verdict : Outcome.UNREACHABLE;
        if (outcome == Outcome.ACCEPTED) {
            used.add(identity.generation());
        }
        report.switched(outcome, outcome == Outcome.ACCEPTED ? "" : "willed");
    }

    @Override
    public void listen(Listener listener) {
        link.listen(listener);
    }

    @Override
    public void start() {
        used.add(source.current().generation());
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
