/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.core.DecodeException;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.mqtt.codec.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of an MQTT session: what outlives a connection. It is given one connection after another; a new one
 * may be opened while the old one is up and takes over when the server accepts it, so that credentials are changed
 * without a gap. One thread at a time; time comes with every call; it does no I/O.
 */
public final class Session {

    private final SessionConfig config;
    private final SessionListener listener;
    private final PacketBuffer buffer;
    private final PacketEncoder encoder;
    private final PacketIds ids = new PacketIds();
    private final Ledger ledger = new Ledger();
    private final Outbound outbound;
    private final Inbound inbound;
    private final Requests requests;

    /** All connections that have not ended: usually one, two during a takeover. */
    private final List<Connection> open = new ArrayList<>(2);

    private @Nullable Connection active;
    private boolean hasState;

    /** The store does not know yet that the server's present session is a new one. */
    private boolean newSessionIsDue;

    /**
     * Creates a session that has not connected yet.
     *
     * @param config what it asks for
     * @param listener who is told
     * @param buffer where packets are written; sessions on one thread may share it
     */
    public Session(SessionConfig config, SessionListener listener, PacketBuffer buffer) {
        this.config = config;
        this.listener = listener;
        this.buffer = buffer;
        this.encoder = new PacketEncoder(Role.CLIENT, config.version());
        this.outbound = new Outbound(config, ids, ledger);
        this.inbound = new Inbound(config.mostUnacknowledged(), ledger);
        this.requests = new Requests(ids);
        this.hasState = config.adoptSession();
    }

    /**
     * Goes on where the store ends. Call it once, before anything else.
     *
     * @param store where to write from now on
     * @param snapshot the store's last snapshot, if there is one
     * @param changes the records after it
     * @param nowNanos the monotonic time
     * @throws DecodeException if the records are not this client's, or of a version that this library does not read;
     *     nothing was written
     */
    public void restore(SessionStore store, byte @Nullable [] snapshot, List<byte[]> changes, long nowNanos) {
        StoredState state = StoredState.read(config.clientId(), snapshot, changes);
        ledger.attach(store);
        if (!state.hasHeader) {
            ledger.write(StoreRecords.header(config.clientId()));
        }
        hasState |= state.hasSession;
        inbound.restore(state.taken);
        outbound.restore(state, message -> result -> listener.published(message, result), nowNanos);
    }

    /**
     * The oldest record that was appended to the store and not yet answered for is durable, or is not and will not be.
     *
     * @param durable which
     * @param nowNanos the monotonic time
     */
    public void persisted(boolean durable, long nowNanos) {
        ledger.answered(durable, nowNanos);
    }

    /**
     * Returns what takes the place of all records appended so far.
     *
     * @param nowNanos the monotonic time
     * @return the state of the store
     */
    public byte[] snapshot(long nowNanos) {
        List<byte[]> records = new ArrayList<>();
        records.add(StoreRecords.header(config.clientId()));
        if (hasState) {
            records.add(StoreRecords.newSession());
        }
        inbound.snapshot(records);
        outbound.snapshot(records, nowNanos);
        return StoredState.join(records);
    }

    /**
     * Returns how much of the store messages take.
     *
     * @return bytes, about
     */
    public long storedBytes() {
        return ledger.messageBytes();
    }

    /**
     * Begins on an open transport connection: sends CONNECT. If another connection is up, it stays so until the server
     * accepts this one.
     *
     * @param wire where this connection's bytes go
     * @param nowNanos the monotonic time
     * @return the connection, which is to be told what comes
     */
    public Connection open(Wire wire, long nowNanos) {
        Connection connection = new Connection(this, wire, !hasState, nowNanos);
        open.add(connection);
        return connection;
    }

    /**
     * Publishes a message, now or as soon as window and connection allow; QoS 0 only now.
     *
     * @param message what; see {@link Message#requireFromClient}
     * @param report told once, possibly before this method returns
     * @param nowNanos the monotonic time
     */
    public void publish(Message message, PublishReport report, long nowNanos) {
        message.requireFromClient();
        outbound.publish(message, report, nowNanos);
    }

    /**
     * Subscribes. The subscriptions live as long as the server's session; whether it is a new one,
     * {@link Negotiated#sessionPresent} says.
     *
     * @param subscriptions at least one
     * @param properties subscription identifier and user properties
     * @param report told once, possibly before this method returns
     * @param nowNanos the monotonic time
     */
    public void subscribe(
            List<Subscription> subscriptions, PropertySet properties, FilterReport report, long nowNanos) {
        requests.subscribe(subscriptions, properties, report, active, nowNanos);
    }

    /**
     * Unsubscribes.
     *
     * @param filters at least one, as subscribed
     * @param report told once, possibly before this method returns
     * @param nowNanos the monotonic time
     */
    public void unsubscribe(List<String> filters, FilterReport report, long nowNanos) {
        requests.unsubscribe(filters, report, active, nowNanos);
    }

    /**
     * Acknowledges a message, in any order and once; the packets leave in the order of the messages. After the message's
     * connection has ended this does nothing for QoS 1, since the server sends the message again.
     *
     * @param delivery what {@link SessionListener#message} gave
     * @param reason success, or why the message is refused
     * @param nowNanos the monotonic time
     */
    public void acknowledge(Delivery delivery, ReasonCode reason, long nowNanos) {
        inbound.settle(delivery, reason, nowNanos);
    }

    /**
     * Proves the client's identity once more on the connection that is up. If the server is not content, it ends the
     * connection.
     *
     * @param nowNanos the monotonic time
     * @return whether that was begun: not without a connection, without an {@link Authenticator}, or while it is under way
     */
    public boolean authenticateAgain(long nowNanos) {
        return active != null && active.authenticateAgain(nowNanos);
    }

    /**
     * Disconnects all connections and ends what waits. The session is not used afterwards.
     *
     * @param nowNanos the monotonic time
     */
    public void close(long nowNanos) {
        for (Connection connection : new ArrayList<>(open)) {
            connection.disconnect(ReasonCode.SUCCESS, nowNanos);
        }
        outbound.abandon("the client was closed");
    }

    /**
     * Does what is due.
     *
     * @param nowNanos the monotonic time
     */
    public void tick(long nowNanos) {
        for (int i = open.size() - 1; i >= 0; i--) {
            // A connection that ends takes itself, and on its listener's word perhaps others, out of the list.
            if (i < open.size()) {
                open.get(i).tick(nowNanos);
            }
        }
    }

    /**
     * Tells when {@link #tick} is to be called.
     *
     * @return the monotonic time, or {@link Long#MAX_VALUE} for never; may change with every other call
     */
    public long deadlineNanos() {
        long deadline = Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            deadline = Math.min(deadline, open.get(i).deadlineNanos());
        }
        return deadline;
    }

    /**
     * Returns what the server of the present connection said.
     *
     * @return null if there is no connection
     */
    public @Nullable Negotiated negotiated() {
        return active == null ? null : active.negotiated();
    }

    /**
     * Tells whether there is a connection that the server accepted.
     *
     * @return whether messages can leave
     */
    public boolean isUp() {
        return active != null;
    }

    /**
     * Counts messages of QoS 1 and 2 that were sent and not yet acknowledged by the server.
     *
     * @return how many
     */
    public int inFlight() {
        return outbound.inFlight().size();
    }

    /**
     * Counts messages that wait for the window or the connection.
     *
     * @return how many
     */
    public int queued() {
        return outbound.queued();
    }

    /**
     * Counts messages of QoS 1 and 2 that came on the present connection and are not yet acknowledged.
     *
     * @return how many
     */
    public int unacknowledged() {
        return inbound.unacknowledged();
    }

    /** One line with the whole state in numbers. */
    @Override
    public String toString() {
        return "Session[" + (active == null ? "down" : "up") + ", connections " + open.size() + ", in flight "
                + inFlight() + ", queued " + outbound.queued() + ", requests " + requests.waiting()
                + ", packet ids " + ids.inUse() + ", unacknowledged " + inbound.unacknowledged() + ", remembered "
                + inbound.remembered() + ']';
    }

    SessionConfig config() {
        return config;
    }

    SessionListener listener() {
        return listener;
    }

    PacketBuffer buffer() {
        return buffer;
    }

    PacketEncoder encoder() {
        return encoder;
    }

    Outbound outbound() {
        return outbound;
    }

    Inbound inbound() {
        return inbound;
    }

    Requests requests() {
        return requests;
    }

    void pump(long nowNanos) {
        outbound.pump(nowNanos);
    }

    /** The server has accepted a connection: {@link #established} follows, once what has to be durable is. */
    void accepted(Connection connection, Negotiated negotiated, long nowNanos) {
        hasState = true;
        if (!negotiated.sessionPresent()) {
            inbound.startAgain();
            outbound.startAgain();
            newSessionIsDue = true;
        }
        if (newSessionIsDue && ledger.isAttached()) {
            ledger.write(StoreRecords.newSession(), (durable, now) -> {
                newSessionIsDue &= !durable;
                connection.recorded(durable, now);
            });
        } else {
            connection.recorded(true, nowNanos);
        }
    }

    void established(Connection connection, Negotiated negotiated, long nowNanos) {
        Connection old = active;
        active = connection;
        if (old != null) {
            old.supersede();
            requests.end("another connection took the session over");
        }
        inbound.resume(connection);
        outbound.resume(connection);
        // Before anything is sent: what the listener subscribes to now also gets the messages that waited.
        listener.up(connection, negotiated);
        outbound.pump(nowNanos);
    }

    void closed(Connection connection, Closed closed) {
        open.remove(connection);
        if (connection == active) {
            active = null;
            outbound.suspend();
            inbound.suspend();
            requests.end(closed.toString());
        }
        listener.closed(connection, closed);
    }
}
