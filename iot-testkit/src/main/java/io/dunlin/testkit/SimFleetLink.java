/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's end of all {@link SimLink}s. It acknowledges a message when its effect is {@code settled}, not before, and
 * withholds nothing else from the faults of the network. It belongs to one boot of its machine; when that goes down, all
 * sessions are forgotten and the devices learn of it when they next send.
 */
public final class SimFleetLink implements FleetLink {

    private static final int HEADER_BYTES = 48;
    private static final int REMEMBERED_IDS = 256;

    private final SimNetwork network;
    private final SimNode node;
    private final SimLoop loop;
    private final LinkOptions options;
    private final Map<DeviceId, Session> sessions = new HashMap<>();
    private @Nullable Listener listener;
    private boolean started;
    private boolean up;

    /** One device's connection. */
    private final class Session {
        final SimLink link;
        final SimNode deviceNode;
        final long number;
        final LinkOutbox outbox;
        final Set<Long> unsettled = new HashSet<>();
        final Set<Long> settled = new HashSet<>();

        Session(SimLink link, DeviceId device, SimNode deviceNode, long number) {
            this.link = link;
            this.deviceNode = deviceNode;
            this.number = number;
            this.outbox = new LinkOutbox(loop, options, new LinkOutbox.Transmitter() {
                @Override
                public void transmit(long id, Channel channel, byte[] payload) {
                    long content = Arrays.hashCode(payload) + id;
                    toDevice(
                            deviceNode,
                            channel.segment(),
                            payload.length,
                            content,
                            () -> link.received(number, id, channel, payload));
                }

                @Override
                public void noAnswer() {
                    node.log("no acknowledgement from " + device);
                    end(device);
                }
            });
        }

        void settle(long id) {
            unsettled.remove(id);
            settled.add(id);
            // A device that numbers its messages has at most maxInFlight of them outstanding.
            settled.remove(id - REMEMBERED_IDS);
            acknowledge(id);
        }

        void acknowledge(long id) {
            toDevice(deviceNode, "ack", 0, id, () -> link.acknowledged(number, id));
        }
    }

    /**
     * Creates a link that is down.
     *
     * @param node the fleet's machine, which is up
     * @param options how the link behaves
     */
    public SimFleetLink(SimNode node, LinkOptions options) {
        this.network = node.network();
        this.node = node;
        this.loop = node.loop();
        this.options = options;
    }

    /** A fleet that only takes what devices send; each message is settled when this returns. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * A message came from a device.
         *
         * @param device from whom
         * @param channel what it is about
         * @param payload the message
         */
        void received(DeviceId device, Channel channel, byte[] payload);
    }

    /**
     * Creates and starts the link of a fleet that only receives.
     *
     * @param node the fleet's machine, which is up
     * @param options how the link behaves
     * @param receiver takes each message, perhaps more than once
     * @return the started link
     */
    public static SimFleetLink receiving(SimNode node, LinkOptions options, Receiver receiver) {
        SimFleetLink link = new SimFleetLink(node, options);
        link.listen(new Listener() {
            @Override
            public void up() {}

            @Override
            public void down(String reason) {}

            @Override
            public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
                receiver.received(device, channel, payload);
                settled.run();
            }
        });
        link.start();
        return link;
    }

    @Override
    public void listen(Listener newListener) {
        this.listener = newListener;
    }

    @Override
    public void start() {
        if (!started) {
            started = true;
            network.register(node, this);
            comeUp();
        }
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        Session session = sessions.get(device);
        if (!up || session == null) {
            report.sent(SendOutcome.NOT_CONNECTED);
        } else if (payload.length <= options.maxPayloadBytes() && node.random().chance(options.acceptedButLost())) {
            node.log("accepted and lost: message to " + device + " on " + channel.segment());
            report.sent(SendOutcome.ACCEPTED);
        } else {
            session.outbox.send(channel, payload, report);
        }
    }

    @Override
    public void close() {
        started = false;
        up = false;
        network.unregister(node, this);
        endAll();
    }

    /**
     * Takes the link down, as the loss of a broker does: all sessions end, and it comes up again by itself.
     *
     * @param span how long it stays down
     */
    public void outage(Duration span) {
        if (up) {
            up = false;
            network.unregister(node, this);
            endAll();
            told().down("outage");
            loop.schedule(span.toNanos(), () -> {
                if (started) {
                    network.register(node, this);
                    comeUp();
                }
            });
        }
    }

    void connect(SimLink link, DeviceId device, long number, SimNode deviceNode) {
        Session present = sessions.get(device);
        if (present == null || present.number != number) {
            end(device);
            sessions.put(device, new Session(link, device, deviceNode, number));
        }
        toDevice(deviceNode, "accepted", 0, number, () -> link.accepted(number));
    }

    void bye(DeviceId device, long number) {
        if (find(device, number) != null) {
            end(device);
        }
    }

    void probe(SimLink link, DeviceId device, long number) {
        Session session = find(device, number);
        toDevice(link.node(), session == null ? "unknown" : "alive", 0, number, () -> {
            if (session == null) {
                link.unknownSession(number);
            } else {
                link.alive(number);
            }
        });
    }

    void acknowledged(DeviceId device, long number, long id) {
        Session session = find(device, number);
        if (session != null) {
            session.outbox.acknowledged(id);
        }
    }

    void received(SimLink link, DeviceId device, long number, long id, Channel channel, byte[] payload) {
        Session session = find(device, number);
        if (session == null) {
            toDevice(link.node(), "unknown", 0, number, () -> link.unknownSession(number));
        } else if (session.settled.contains(id)) {
            session.acknowledge(id);
        } else if (session.unsettled.add(id)) {
            told().message(device, channel, payload.clone(), () -> session.settle(id));
            if (node.random().chance(options.duplication())) {
                node.log("duplicate of message " + id + " of " + device + " on " + channel.segment());
                told().message(device, channel, payload.clone(), () -> {});
            }
        }
    }

    private void comeUp() {
        up = true;
        told().up();
    }

    private @Nullable Session find(DeviceId device, long number) {
        Session session = sessions.get(device);
        return session != null && session.number == number ? session : null;
    }

    private void end(DeviceId device) {
        Session session = sessions.remove(device);
        if (session != null) {
            session.outbox.abandon();
        }
    }

    private void endAll() {
        sessions.keySet().stream().sorted().toList().forEach(this::end);
    }

    private void toDevice(SimNode to, String what, int payloadBytes, long content, Runnable step) {
        network.transmit(node.name() + ' ' + what, to.name(), node, to, HEADER_BYTES + payloadBytes, content, () -> {
            to.loop().run(step);
            return true;
        });
    }

    private Listener told() {
        if (listener == null) {
            throw new IllegalStateException("the fleet link of " + node + " was started without a listener");
        }
        return listener;
    }
}
