/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One end's messages that wait for their acknowledgement: sent again after a while, given up after some attempts. */
final class LinkOutbox {

    private final SimLoop loop;
    private final LinkOptions options;
    private final Transmitter transmitter;
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private long lastId;

    /** The way to the other end. */
    interface Transmitter {
        /** Sends a message once; it may be lost. */
        void transmit(long id, Channel channel, byte[] payload);

        /** A message was not acknowledged in spite of all attempts. */
        void noAnswer();
    }

    /** A message that was sent. */
    private static final class Pending {
        final Channel channel;
        final byte[] payload;
        final Link.Report report;
        Loop.Timer timer = () -> {};
        int attempts;

        Pending(Channel channel, byte[] payload, Link.Report report) {
            this.channel = channel;
            this.payload = payload;
            this.report = report;
        }
    }

    LinkOutbox(SimLoop loop, LinkOptions options, Transmitter transmitter) {
        this.loop = loop;
        this.options = options;
        this.transmitter = transmitter;
    }

    void send(Channel channel, byte[] payload, Link.Report report) {
        if (payload.length > options.maxPayloadBytes()) {
            report.sent(SendOutcome.TOO_LARGE);
        } else if (pending.size() >= options.maxInFlight()) {
            report.sent(SendOutcome.BUSY);
        } else {
            long id = ++lastId;
            Pending message = new Pending(channel, payload.clone(), report);
            pending.put(id, message);
            transmit(id, message);
        }
    }

    void acknowledged(long id) {
        Pending message = pending.remove(id);
        if (message != null) {
            message.timer.cancel();
            message.report.sent(SendOutcome.ACCEPTED);
        }
    }

    /** Reports all outstanding messages as unknown. */
    void abandon() {
        List<Pending> abandoned = new ArrayList<>(pending.values());
        pending.clear();
        for (Pending message : abandoned) {
            message.timer.cancel();
            message.report.sent(SendOutcome.UNKNOWN);
        }
    }

    private void transmit(long id, Pending message) {
        if (message.attempts == options.attempts()) {
            transmitter.noAnswer();
            return;
        }
        long timeout = options.answerTimeout().toNanos() << message.attempts++;
        message.timer = loop.schedule(timeout, () -> transmit(id, message));
        transmitter.transmit(id, message.channel, message.payload);
    }
}
