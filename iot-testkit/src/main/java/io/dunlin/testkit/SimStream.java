/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a byte stream between two machines, as TCP offers it: ordered and complete while it lasts, in pieces of any
 * size; it stalls in a partition, times out, is reset, or is half-open when the other machine lost its power. Used on the
 * machine's loop.
 */
public final class SimStream {

    private static final int SEGMENT_BYTES = 1460;
    private static final double SPLIT = 0.2;
    private static final double JOIN = 0.5;
    private static final long FIRST_RETRY_NANOS = 200_000_000L;
    private static final long LONGEST_RETRY_NANOS = 30_000_000_000L;
    private static final long GIVE_UP_NANOS = 120_000_000_000L;

    private final SimNetwork network;
    private final SimNode node;
    private final SimNode peerNode;
    private final SimLoop loop;
    private final String name;
    private final Deque<Segment> onTheWay = new ArrayDeque<>();
    private @Nullable StreamHandler handler;
    private @Nullable SimStream peer;
    private State state = State.CONNECTING;
    private boolean silent;
    private boolean pumping;
    private long unarrived;
    private long lastArrival;
    private long stalledSince = -1;
    private long retryNanos = FIRST_RETRY_NANOS;

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    /** Bytes on the way, or, with none, the end of the stream. */
    private static final class Segment {
        final byte[] bytes;
        final long arrival;
        final @Nullable String end;

        Segment(byte[] bytes, long arrival, @Nullable String end) {
            this.bytes = bytes;
            this.arrival = arrival;
            this.end = end;
        }
    }

    SimStream(SimNetwork network, SimNode node, SimNode peerNode, String name) {
        this.network = network;
        this.node = node;
        this.peerNode = peerNode;
        this.loop = node.loop();
        this.name = name;
    }

    /**
     * Writes bytes; does nothing if the stream is not open.
     *
     * @param bytes the bytes; copied
     */
    public void write(byte[] bytes) {
        if (state != State.OPEN) {
            return;
        }
        Path path = network.path(node, peerNode);
        network.log("written", name, peerNode.name(), bytes.length, Arrays.hashCode(bytes));
        for (int from = 0; from < bytes.length; ) {
            int size = Math.min(SEGMENT_BYTES, bytes.length - from);
            if (size > 1 && path.chance(SPLIT)) {
                size = 1 + (int) path.draw(size - 1L);
            }
            enqueue(Arrays.copyOfRange(bytes, from, from + size), null);
            from += size;
        }
        unarrived += bytes.length;
    }

    /** Closes the stream when all bytes written have arrived; nothing more is received. */
    public void close() {
        if (state == State.OPEN) {
            enqueue(new byte[0], "closed by peer");
        }
        finish();
    }

    /** Resets the stream: bytes on the way are lost. */
    public void abort() {
        if (state == State.OPEN) {
            onTheWay.clear();
            enqueue(new byte[0], "reset by peer");
        }
        finish();
    }

    /**
     * Tells whether bytes may be written, as far as this end knows.
     *
     * @return whether it is open
     */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * Returns how many bytes were written and did not arrive yet.
     *
     * @return bytes that fill the sender's buffer
     */
    public long unarrivedBytes() {
        return unarrived;
    }

    /**
     * Returns the machine at the other end.
     *
     * @return its name
     */
    public String peerHost() {
        return peerNode.name();
    }

    @Override
    public String toString() {
        return name;
    }

    SimNode node() {
        return node;
    }

    SimNode peerNode() {
        return peerNode;
    }

    boolean isConnecting() {
        return state == State.CONNECTING && loop.isAlive();
    }

    void handle(StreamHandler newHandler) {
        this.handler = newHandler;
    }

    /** Returns the other end, which is made when the first request to open it arrives there. */
    SimStream peerOrNew() {
        if (peer == null || !peer.loop.isAlive()) {
            SimStream other = new SimStream(network, peerNode, node, name + '\'');
            other.peer = this;
            peer = other;
            network.add(other);
        }
        return peer;
    }

    void open() {
        state = State.OPEN;
        network.log("open", name, peerNode.name(), 0, 0);
        tell(h -> h.opened(this));
    }

    /** Ends this end and tells its handler. */
    void end(String reason) {
        if (state != State.CLOSED) {
            onTheWay.clear();
            network.log(reason, name, peerNode.name(), 0, 0);
            finish();
            tell(h -> h.closed(this, reason));
        }
    }

    void breakOff(StreamBreak how) {
        SimStream other = peer;
        switch (how) {
            case RESET -> {
                end("reset");
                if (other != null) {
                    other.end("reset");
                }
            }
            case HALF_OPEN -> end("reset");
            case SILENT -> {
                silent = true;
                if (other != null) {
                    other.silent = true;
                }
            }
        }
    }

    /** The power went, or, if the process was killed, the operating system resets the stream. */
    void machineWentDown(boolean killed) {
        if (killed) {
            abort();
        } else {
            onTheWay.clear();
            finish();
        }
    }

    private void finish() {
        state = State.CLOSED;
        network.remove(this);
    }

    private void enqueue(byte[] bytes, @Nullable String end) {
        long now = network.simulation().nanoTime();
        long delay = network.path(node, peerNode).segmentDelay(now, bytes.length, network.conditions(node, peerNode));
        lastArrival = Math.max(lastArrival, now + delay);
        onTheWay.add(new Segment(bytes, lastArrival, end));
        if (!pumping) {
            pumpAfter(lastArrival - now);
        }
    }

    private void pumpAfter(long delay) {
        pumping = true;
        network.simulation().schedule(delay, peerNode.index(), this::pump);
    }

    /** Lets arrive what is due; or waits, while nothing passes, until this end gives up. */
    private void pump() {
        pumping = false;
        long now = network.simulation().nanoTime();
        if (onTheWay.isEmpty()) {
            return;
        }
        if (silent || network.path(node, peerNode).isCut() || !peerNode.isUp()) {
            if (stalledSince < 0) {
                stalledSince = now;
            }
            if (now - stalledSince > GIVE_UP_NANOS) {
                end("timed out");
            } else {
                pumpAfter(retryNanos);
                retryNanos = Math.min(LONGEST_RETRY_NANOS, 2 * retryNanos);
            }
            return;
        }
        stalledSince = -1;
        retryNanos = FIRST_RETRY_NANOS;
        arrive(now);
        if (!onTheWay.isEmpty()) {
            pumpAfter(Math.max(0, onTheWay.peek().arrival - now));
        }
    }

    private void arrive(long now) {
        SimStream other = peer;
        if (other != null && other.isConnecting()) {
            // Bytes may overtake the answer that opens the stream.
            other.open();
        }
        if (other == null || other.state != State.OPEN || !other.loop.isAlive()) {
            // The other machine knows of no such stream and says so.
            onTheWay.clear();
            Path back = network.path(peerNode, node);
            long delay = back.segmentDelay(now, 0, network.conditions(peerNode, node));
            network.simulation().schedule(delay, node.index(), () -> end("reset by peer"));
            return;
        }
        Segment first = onTheWay.remove();
        if (first.end != null) {
            other.end(first.end);
            return;
        }
        byte[] bytes = first.bytes;
        for (Segment next = onTheWay.peek();
                next != null
                        && next.end == null
                        && next.arrival <= now
                        && network.path(node, peerNode).chance(JOIN);
                next = onTheWay.peek()) {
            bytes = Arrays.copyOf(bytes, bytes.length + next.bytes.length);
            System.arraycopy(next.bytes, 0, bytes, bytes.length - next.bytes.length, next.bytes.length);
            onTheWay.remove();
        }
        deliver(other, bytes);
    }

    private void deliver(SimStream other, byte[] bytes) {
        unarrived -= bytes.length;
        network.streamDelivered(bytes.length);
        other.tell(h -> h.received(other, bytes));
        if (unarrived == 0 && state == State.OPEN) {
            tell(h -> h.drained(this));
        }
    }

    private void tell(Consumer<StreamHandler> event) {
        StreamHandler told = handler;
        if (told != null) {
            loop.run(() -> event.accept(told));
        }
    }
}
