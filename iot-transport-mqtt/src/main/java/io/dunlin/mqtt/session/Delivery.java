/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import org.jspecify.annotations.Nullable;

/** A message that came, and the state of its acknowledgement. */
public final class Delivery {

    private final String topic;
    private final Publish publish;
    private final int packetId;
    private final QoS qos;

    /** The connection that waits for the acknowledgement; changes when the server sends the message again. */
    @Nullable
    Connection connection;

    /** What the application said, once {@link #settled}. */
    ReasonCode reason = ReasonCode.SUCCESS;

    boolean settled;

    /** QoS 2: PUBREC has been sent, PUBREL has not come. */
    boolean received;

    /** QoS 2: the connection that waits for PUBCOMP. */
    @Nullable
    Connection releasedOn;

    /** QoS 2: what the store knows. */
    Written written = Written.NONE;

    /** What the store knows of a QoS 2 message. */
    enum Written {
        /** Nothing. */
        NONE,
        /** That it was taken, soon. */
        UNDER_WAY,
        /** That it was taken. */
        DURABLE,
        /** That it is forgotten, soon. */
        ENDING
    }

    Delivery(String topic, Publish publish, @Nullable Connection connection) {
        this.topic = topic;
        this.publish = publish;
        this.packetId = publish.packetId();
        this.qos = publish.qos();
        this.connection = connection;
    }

    /** Stands for a message that an earlier process took. */
    static Delivery restored(int packetId) {
        Publish publish = Publish.of("taken", QoS.EXACTLY_ONCE, true, false, packetId, PropertySet.NONE, new byte[0]);
        Delivery delivery = new Delivery(publish.topic(), publish, null);
        delivery.settled = true;
        delivery.received = true;
        delivery.written = Written.DURABLE;
        return delivery;
    }

    /**
     * Returns where the message was published.
     *
     * @return the topic, also if the server sent an alias
     */
    public String topic() {
        return topic;
    }

    /**
     * Returns how it was delivered.
     *
     * @return the QoS
     */
    public QoS qos() {
        return qos;
    }

    /**
     * Tells whether it may have come before.
     *
     * @return the DUP flag
     */
    public boolean dup() {
        return publish.dup();
    }

    /**
     * Returns the message itself. Call it before {@link SessionListener#message} returns.
     *
     * @return the message with a copy of the payload
     */
    public Message message() {
        return new Message(
                topic, payload(), qos, publish.retain(), publish.properties().without(Property.TOPIC_ALIAS));
    }

    /**
     * Returns by which subscriptions it came, as far as they have identifiers.
     *
     * @return the identifiers
     */
    public int[] subscriptionIdentifiers() {
        return publish.properties().subscriptionIdentifiers();
    }

    /**
     * Returns the payload. Call it before {@link SessionListener#message} returns.
     *
     * @return a copy
     */
    public byte[] payload() {
        return publish.payload();
    }

    int packetId() {
        return packetId;
    }
}
