/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A device's link over the {@link SimNetwork} to the {@link SimFleetLink} of another machine, message by message without
 * a protocol in between. It does what a real one may do: it notices a loss late, connects again with back-off, repeats
 * what was not acknowledged, delivers twice and out of order, and does not know what became of messages that were
 * outstanding when it went down. It belongs to one boot of its machine.
 */
public final class SimLink implements Link {

    private static final int HEADER_BYTES = 48;
    private static final int MAX_DOUBLINGS = 20;

    private final SimNetwork network;
    private final SimNode node;
    private final SimLoop loop;
    private final DeviceId device;
    private final SimNode fleet;
    private final LinkOptions options;
    private final Capabilities capabilities;
    private final LinkOutbox outbox;
    private @Nullable Listener listener;
    private Loop.Timer timer = () -> {};
    private boolean started;
    private boolean up;
    private long session;
    private long lastHeard;
    private int failures;

    /**
     * Creates a link that is down.
     *
     * @param node the device's machine, which is up
     * @param device the device's name
     * @param fleetHost the name of the machine with the {@link SimFleetLink}
     * @param options how the link behaves
     */
    public SimLink(SimNode node, DeviceId device, String fleetHost, LinkOptions options) {
        this.network = node.network();
        this.node = node;
        this.loop = node.loop();
        this.device = device;
        this.fleet = network.simulation().existingNode(fleetHost);
        this.options = options;
        this.capabilities = new Capabilities("sim", options.maxPayloadBytes(), options.maxInFlight(), false, true);
        this.outbox = new LinkOutbox(loop, options, new LinkOutbox.Transmitter() {
            @Override
            public void transmit(long id, Channel channel, byte[] payload) {
                message(id, channel, payload);
            }

            @Override
            public void noAnswer() {
                goDown("no acknowledgement");
            }
        });
    }

    @Override
    public void listen(Listener newListener) {
        this.listener = newListener;
    }

    @Override
    public void start() {
        if (!started) {
            started = true;
            connect();
        }
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void send(Channel channel, byte[] payload, Report report) {
        if (up) {
            outbox.send(channel, payload, report);
        } else {
            report.sent(SendOutcome.NOT_CONNECTED);
        }
    }

    @Override
    public void close() {
        if (up) {
            toFleet("bye", 0, 0, peer -> peer.bye(device, session));
        }
        started = false;
        up = false;
        timer.cancel();
        outbox.abandon();
    }

    /**
     * Breaks the link as if its connection had failed; it connects again with back-off.
     *
     * @param reason what the listener is told
     */
    public void drop(String reason) {
        if (started) {
            goDown(reason);
        }
    }

    SimNode node() {
        return node;
    }

    /** The fleet's end accepted the session. */
    void accepted(long acceptedSession) {
        if (heard(acceptedSession) && !up) {
            up = true;
            failures = 0;
            timer.cancel();
            timer = loop.schedule(options.keepAlive().toNanos(), this::probe);
            told().up(capabilities);
        }
    }

    /** The fleet's end knows of no such session. */
    void unknownSession(long unknown) {
        if (heard(unknown)) {
            goDown("the fleet forgot the session");
        }
    }

    void acknowledged(long ofSession, long id) {
        if (heard(ofSession)) {
            outbox.acknowledged(id);
        }
    }

    void alive(long ofSession) {
        heard(ofSession);
    }

    void received(long ofSession, long id, Channel channel, byte[] payload) {
        if (!heard(ofSession) || !up) {
            return;
        }
        toFleet("ack", 0, id, peer -> peer.acknowledged(device, ofSession, id));
        told().message(channel, payload.clone());
        if (up && node.random().chance(options.duplication())) {
            node.log("duplicate of message " + id + " on " + channel.segment());
            told().message(channel, payload.clone());
        }
    }

    private void connect() {
        session = node.random().nextLong();
        long connecting = session;
        timer = loop.schedule(options.answerTimeout().toNanos(), () -> goDown("no answer"));
        toFleet("connect", 0, connecting, peer -> peer.connect(this, device, connecting, node));
    }

    private void probe() {
        long idle = loop.nanoTime() - lastHeard;
        long keepAlive = options.keepAlive().toNanos();
        if (idle < keepAlive) {
            timer = loop.schedule(keepAlive - idle, this::probe);
        } else if (idle < keepAlive + options.answerTimeout().toNanos() * options.attempts()) {
            long probed = session;
            toFleet("probe", 0, probed, peer -> peer.probe(this, device, probed));
            timer = loop.schedule(options.answerTimeout().toNanos(), this::probe);
        } else {
            goDown("no answer to probes");
        }
    }

    private void goDown(String reason) {
        up = false;
        timer.cancel();
        long pause = Math.min(
                options.maxBackOff().toNanos(), options.minBackOff().toNanos() << Math.min(failures++, MAX_DOUBLINGS));
        timer = loop.schedule(node.random().between(pause / 2, pause), this::connect);
        session = 0;
        outbox.abandon();
        node.log("link down: " + reason);
        told().down(reason);
    }

    private boolean heard(long fromSession) {
        boolean current = started && loop.isAlive() && fromSession == session;
        if (current) {
            lastHeard = loop.nanoTime();
        }
        return current;
    }

    private void message(long id, Channel channel, byte[] payload) {
        long ofSession = session;
        toFleet(
                channel.segment(),
                payload.length,
                Arrays.hashCode(payload) + id,
                peer -> peer.received(this, device, ofSession, id, channel, payload));
    }

    private void toFleet(String what, int payloadBytes, long content, FleetStep step) {
        network.transmit(
                node.name() + ' ' + what, fleet.name(), node, fleet, HEADER_BYTES + payloadBytes, content, () -> {
                    SimFleetLink peer = network.fleetLink(fleet);
                    if (peer != null) {
                        fleet.loop().run(() -> step.run(peer));
                    }
                    return peer != null;
                });
    }

    private Listener told() {
        if (listener == null) {
            throw new IllegalStateException("the link of " + device + " was started without a listener");
        }
        return listener;
    }

    /** Something that arrives at the fleet's end. */
    @FunctionalInterface
    private interface FleetStep {
        void run(SimFleetLink peer);
    }
}
