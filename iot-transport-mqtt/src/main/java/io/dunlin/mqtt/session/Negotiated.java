/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.ConnAck;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;

/**
 * What the server said in CONNACK, with the specification's defaults for what it left out. Holds for one connection.
 *
 * @param sessionPresent whether the server goes on with a session
 * @param clientId the client's id, which the server may have chosen
 * @param keepAliveSeconds the keep-alive in use; 0 means none
 * @param sessionExpirySeconds the session's life after the connection
 * @param receiveMaximum how many QoS 1 and 2 messages the server takes at once, and this client sends
 * @param maxPacketBytes the largest packet that the server takes
 * @param maximumQos the highest QoS that the server takes
 * @param retainAvailable whether the server retains messages
 * @param wildcardsAvailable whether filters may hold wildcards
 * @param sharedAvailable whether subscriptions may be shared
 * @param identifiersAvailable whether subscriptions may have identifiers
 * @param topicAliasMaximum how many topic aliases the server takes
 * @param responseInformation where answers may be sent to, or empty
 */
public record Negotiated(
        boolean sessionPresent,
        String clientId,
        int keepAliveSeconds,
        long sessionExpirySeconds,
        int receiveMaximum,
        int maxPacketBytes,
        QoS maximumQos,
        boolean retainAvailable,
        boolean wildcardsAvailable,
        boolean sharedAvailable,
        boolean identifiersAvailable,
        int topicAliasMaximum,
        String responseInformation) {

    static Negotiated of(ConnAck connAck, SessionConfig asked) {
        PropertySet set = connAck.properties();
        String response = set.text(Property.RESPONSE_INFORMATION);
        String assigned = set.text(Property.ASSIGNED_CLIENT_IDENTIFIER);
        return new Negotiated(
                connAck.sessionPresent(),
                assigned == null ? asked.clientId() : assigned,
                (int) set.number(Property.SERVER_KEEP_ALIVE, asked.keepAliveSeconds()),
                set.number(Property.SESSION_EXPIRY_INTERVAL, asked.sessionExpirySeconds()),
                (int) Math.min(asked.maxInFlight(), set.number(Property.RECEIVE_MAXIMUM, 65_535)),
                (int) Math.min(
                        set.number(Property.MAXIMUM_PACKET_SIZE, DecodeLimits.MAX_PACKET_BYTES),
                        DecodeLimits.MAX_PACKET_BYTES),
                QoS.of((int) set.number(Property.MAXIMUM_QOS, 2)),
                set.number(Property.RETAIN_AVAILABLE, 1) == 1,
                set.number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1) == 1,
                set.number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 1) == 1,
                set.number(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1) == 1,
                (int) set.number(Property.TOPIC_ALIAS_MAXIMUM, 0),
                response == null ? "" : response);
    }
}
