/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Alarm;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of a device to its link: a channel each, one alarm for all deadlines. Lives on the device's loop.
 */
final class Agent implements Link.Listener {

    private final Loop loop;
    private final Troubles troubles;
    private final Map<Channel, Part> parts = new EnumMap<>(Channel.class);
    private final Alarm alarm;
    private @Nullable Link link;
    private volatile boolean up;
    private boolean stopped;

    Agent(Loop loop, Troubles troubles) {
        this.loop = loop;
        this.troubles = troubles;
        this.alarm = new Alarm(loop, this::tick);
    }

    void add(Channel channel, Part part) {
        if (parts.putIfAbsent(channel, part) != null) {
            throw new IllegalStateException(channel + " has a part already");
        }
        if (up) {
            part.up(capabilities(), loop.nanoTime());
        }
        changed();
    }

    /** Takes a link into use and closes the one before; parts see it go down and come up again. */
    void use(Link next) {
        Link before = link;
        if (before != null) {
            down("replaced by a link with a new identity");
            before.close();
        }
        link = next;
        next.listen(new Guard(next));
        next.start();
    }

    @Nullable
    Link link() {
        return link;
    }

    /** For any thread. */
    boolean isUp() {
        return up;
    }

    Capabilities capabilities() {
        if (link == null) {
            throw new IllegalStateException("a device has capabilities only after it was started");
        }
        return link.capabilities();
    }

    void send(Channel channel, byte[] payload, Link.Report report) {
        if (link == null || !up) {
            report.sent(SendOutcome.NOT_CONNECTED);
        } else {
            link.send(channel, payload, report);
        }
    }

    /** A part's deadline may have changed. */
    void changed() {
        long earliest = Alarm.NEVER;
        for (Part part : parts.values()) {
            earliest = Math.min(earliest, part.deadlineNanos());
        }
        if (!stopped) {
            alarm.at(earliest);
        }
    }

    /** Closes the link; no part is called from then on. */
    void stop() {
        stopped = true;
        alarm.off();
        if (link != null) {
            if (up) {
                down("closed");
            }
            link.close();
        }
    }

    @Override
    public void up(Capabilities capabilities) {
        if (stopped) {
            return;
        }
        up = true;
        troubles.event(DeviceEvent.Kind.LINK_UP, Channel.HEALTH, capabilities.transport());
        long now = loop.nanoTime();
        parts.values().forEach(part -> part.up(capabilities, now));
        changed();
    }

    @Override
    public void down(String reason) {
        if (up) {
            up = false;
            long now = loop.nanoTime();
            parts.values().forEach(part -> part.down(now));
            changed();
        }
        troubles.event(DeviceEvent.Kind.LINK_DOWN, Channel.HEALTH, reason);
    }

    @Override
    public void message(Channel channel, byte[] payload) {
        Part part = parts.get(channel);
        if (part == null || stopped) {
            return;
        }
        try {
            part.message(payload, loop.nanoTime());
        } catch (DecodeException e) {
            // What a peer sends can be wrong; it changes nothing here and the next message is read as usual.
            troubles.malformed(channel, String.valueOf(e.getMessage()));
        }
        changed();
    }

    private void tick() {
        long now = loop.nanoTime();
        for (Part part : parts.values()) {
            if (part.deadlineNanos() - now <= 0) {
                part.tick(now);
            }
        }
        changed();
    }

    /** Lets only the link in use speak: one that was replaced may still have calls under way. */
    private final class Guard implements Link.Listener {
        private final Link source;

        Guard(Link source) {
            this.source = source;
        }

        @Override
        public void up(Capabilities capabilities) {
            if (link == source) {
                Agent.this.up(capabilities);
            }
        }

        @Override
        public void down(String reason) {
            if (link == source) {
                Agent.this.down(reason);
            }
        }

        @Override
        public void message(Channel channel, byte[] payload) {
            if (link == source) {
                Agent.this.message(channel, payload);
            }
        }
    }
}
