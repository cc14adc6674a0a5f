/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network between the machines of a {@link Simulation}: datagrams and byte streams under {@link NetworkConditions},
 * with partitions and broken streams on demand. A machine's address is its name. The machines' callbacks run on their
 * loops.
 */
public final class SimNetwork {

    private final Simulation simulation;
    private final SeededRandom random;
    private final Map<Long, Path> paths = new HashMap<>();
    private final Map<Endpoint, SimDatagrams> ports = new HashMap<>();
    private final Map<Endpoint, StreamAcceptor> listeners = new HashMap<>();
    private final List<SimStream> streams = new ArrayList<>();
    private final Map<SimNode, SimFleetLink> fleetLinks = new HashMap<>();
    private NetworkConditions conditions = NetworkConditions.LAN;
    private long sent;
    private long delivered;
    private long lost;
    private long duplicated;
    private long corrupted;
    private long streamBytes;
    private long streamsOpened;

    /** A port of a machine. */
    private record Endpoint(SimNode node, int port) {
        @Override
        public String toString() {
            return node.name() + ':' + port;
        }
    }

    SimNetwork(Simulation simulation, SeededRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    /**
     * Sets the conditions of all paths that have none of their own; {@link NetworkConditions#LAN} at first.
     *
     * @param everywhere the conditions
     */
    public void conditions(NetworkConditions everywhere) {
        this.conditions = everywhere;
    }

    /**
     * Sets the conditions between two machines, both ways.
     *
     * @param a one machine
     * @param b the other
     * @param between the conditions
     */
    public void conditions(SimNode a, SimNode b, NetworkConditions between) {
        path(a, b).conditions(between);
        path(b, a).conditions(between);
    }

    /**
     * Cuts the path from one machine to another. What is on the way is lost; streams stall.
     *
     * @param from the machine that is no longer heard
     * @param to the machine that no longer hears it
     */
    public void cut(SimNode from, SimNode to) {
        path(from, to).cut(true);
        log("path cut", from.name(), to.name(), 0, 0);
    }

    /**
     * Cuts the paths between two machines, both ways.
     *
     * @param a one machine
     * @param b the other
     */
    public void partition(SimNode a, SimNode b) {
        cut(a, b);
        cut(b, a);
    }

    /**
     * Mends the paths between two machines, both ways.
     *
     * @param a one machine
     * @param b the other
     */
    public void heal(SimNode a, SimNode b) {
        path(a, b).cut(false);
        path(b, a).cut(false);
        log("paths mended", a.name(), b.name(), 0, 0);
    }

    /**
     * Opens a datagram port.
     *
     * @param node the machine, which is up
     * @param port any number
     * @param receiver who gets what arrives
     * @return the port
     */
    public SimDatagrams bind(SimNode node, int port, SimDatagrams.Receiver receiver) {
        Endpoint endpoint = new Endpoint(node, port);
        SimDatagrams datagrams = new SimDatagrams(this, node, port, receiver);
        if (ports.putIfAbsent(endpoint, datagrams) != null) {
            throw new IllegalStateException(endpoint + " is bound already");
        }
        return datagrams;
    }

    /**
     * Accepts streams until the machine goes down.
     *
     * @param node the machine, which is up
     * @param port any number
     * @param acceptor who is asked for a handler for each stream that arrives
     */
    public void listen(SimNode node, int port, StreamAcceptor acceptor) {
        Endpoint endpoint = new Endpoint(node, port);
        if (listeners.putIfAbsent(endpoint, acceptor) != null) {
            throw new IllegalStateException(endpoint + " is listened at already");
        }
    }

    /**
     * Opens a stream. The handler is told of its opening or its end.
     *
     * @param node the machine, which is up
     * @param host the name of a machine of the simulation
     * @param port its port
     * @param handler who is told what happens
     * @return the stream, to be written to when it is open
     */
    public SimStream connect(SimNode node, String host, int port, StreamHandler handler) {
        SimStream stream =
                new SimStream(this, node, simulation.existingNode(host), node.name() + '#' + streamsOpened++);
        stream.handle(handler);
        add(stream);
        new StreamOpening(this, stream, port).attempt();
        return stream;
    }

    /**
     * Breaks all streams between two machines.
     *
     * @param a one machine
     * @param b the other
     * @param how who is told of it
     */
    public void breakStreams(SimNode a, SimNode b, StreamBreak how) {
        for (SimStream stream : List.copyOf(streams)) {
            if (stream.node() == a && stream.peerNode() == b) {
                stream.breakOff(how);
            }
        }
    }

    /**
     * Returns what the network did so far.
     *
     * @return the counts
     */
    public NetworkStatistics statistics() {
        return new NetworkStatistics(sent, delivered, lost, duplicated, corrupted, streamBytes, streamsOpened);
    }

    void sendDatagram(SimNode from, int fromPort, String host, int port, byte[] bytes) {
        SimNode to = simulation.existingNode(host);
        Endpoint target = new Endpoint(to, port);
        boolean corrupt =
                bytes.length > 0 && path(from, to).chance(conditions(from, to).corruption());
        if (corrupt) {
            corrupted++;
            long bit = path(from, to).draw(bytes.length * 8L);
            bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        }
        String name = from.name() + ':' + fromPort;
        transmit(name, target.toString(), from, to, bytes.length, Arrays.hashCode(bytes), () -> {
            SimDatagrams open = ports.get(target);
            if (open != null) {
                to.loop().run(() -> open.deliver(from.name(), fromPort, bytes.clone()));
            }
            return open != null;
        });
    }

    /** Takes something to another machine, or loses it. The arrival is no task of the machine's loop yet. */
    void transmit(String name, String target, SimNode from, SimNode to, int bytes, long content, Arrival arrival) {
        Path path = path(from, to);
        NetworkConditions now = conditions(from, to);
        sent++;
        boolean twice = path.chance(now.duplication());
        if (twice) {
            duplicated++;
        }
        for (int copy = twice ? 2 : 1; copy > 0; copy--) {
            long delay = path.datagramDelay(simulation.nanoTime(), bytes, now);
            if (path.isCut() || delay < 0 || path.chance(now.loss())) {
                lost++;
                log(path.isCut() ? "cut off" : delay < 0 ? "queue full" : "lost", name, target, bytes, content);
            } else {
                log("sent", name, target, bytes, content);
                simulation.schedule(delay, to.index(), () -> {
                    if (!path.isCut() && to.isUp() && arrival.arrived()) {
                        delivered++;
                    } else {
                        lost++;
                        log("not received", name, target, bytes, content);
                    }
                });
            }
        }
    }

    void release(SimNode node, int port) {
        ports.remove(new Endpoint(node, port));
    }

    @Nullable
    StreamAcceptor acceptor(SimNode node, int port) {
        return listeners.get(new Endpoint(node, port));
    }

    /** Makes a stream part of the network until it ends. */
    void add(SimStream stream) {
        streams.add(stream);
    }

    void remove(SimStream stream) {
        streams.remove(stream);
    }

    void streamDelivered(int bytes) {
        streamBytes += bytes;
    }

    void machineWentDown(SimNode node, boolean killed) {
        ports.forEach((endpoint, datagrams) -> {
            if (endpoint.node() == node) {
                datagrams.vanish();
            }
        });
        ports.keySet().removeIf(endpoint -> endpoint.node() == node);
        listeners.keySet().removeIf(endpoint -> endpoint.node() == node);
        fleetLinks.remove(node);
        for (SimStream stream : List.copyOf(streams)) {
            if (stream.node() == node) {
                stream.machineWentDown(killed);
            }
        }
    }

    @Nullable
    SimFleetLink fleetLink(SimNode node) {
        return fleetLinks.get(node);
    }

    void register(SimNode node, SimFleetLink link) {
        fleetLinks.put(node, link);
    }

    void unregister(SimNode node, SimFleetLink link) {
        fleetLinks.remove(node, link);
    }

    Simulation simulation() {
        return simulation;
    }

    NetworkConditions conditions(SimNode from, SimNode to) {
        return path(from, to).conditionsOr(conditions);
    }

    Path path(SimNode from, SimNode to) {
        return paths.computeIfAbsent(
                ((long) from.index() << 32) | to.index(), key -> new Path(random.fork(from.name() + '>' + to.name())));
    }

    void log(String what, String from, String to, int bytes, long content) {
        simulation.log("net", new Traffic(what, from, to, bytes, content));
    }

    /** What happens when something arrives. */
    @FunctionalInterface
    interface Arrival {
        /** Returns whether someone took it. */
        boolean arrived();
    }
}
