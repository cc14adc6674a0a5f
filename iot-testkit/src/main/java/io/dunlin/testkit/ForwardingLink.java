/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;

/**
 * A link that does what another one does, to be put around any: override what shall be otherwise, to count, to drop, to
 * listen in. Used on the link's loop.
 */
public class ForwardingLink implements Link {

    private final Link link;

    /**
     * Puts itself around a link.
     *
     * @param link does the work
     */
    public ForwardingLink(Link link) {
        this.link = link;
    }

    /**
     * Returns what this is around.
     *
     * @return as given
     */
    protected final Link inner() {
        return link;
    }

    @Override
    public void listen(Listener listener) {
        link.listen(listener);
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
