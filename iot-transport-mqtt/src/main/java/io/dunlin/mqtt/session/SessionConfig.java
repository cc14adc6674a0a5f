/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Connect;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.UserProperty;
import io.dunlin.mqtt.codec.Will;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session asks of the server and of itself.
 *
 * @param clientId empty to have the server choose one
 * @param keepAliveSeconds the longest silence, unless the server wants another; 0 means none
 * @param pingTimeoutNanos how long to wait for an answer to PINGREQ; 0 means half the keep-alive, at most 10 seconds
 * @param connectTimeoutNanos how long to wait for CONNACK
 * @param sessionExpirySeconds the session's life after the connection; 0xFFFFFFFF means for ever
 * @param adoptSession whether to go on with a session that the server has from a life of this client before the process
 *     started. What that life had not acknowledged comes again; that it came before is forgotten, so QoS 2 then means at
 *     least once
 * @param receiveMaximum how many QoS 1 and 2 messages the server is asked to have under way at most; MQTT 3.1.1 cannot
 *     ask. A server that has 16 times as many under way is left
 * @param topicAliasMaximum how many topic aliases the server may use
 * @param limits the largest packet that is taken
 * @param queueRules how messages to some topics wait; the first that fits counts
 * @param queueRule how all others wait
 * @param lostSession what happens to unacknowledged messages if the server has lost the session
 * @param credentials asked for user name and password at every connect, if any
 * @param will the Will, if any
 * @param version of the protocol
 * @param maxInFlight how many messages of QoS 1 and 2 this client sends at once, if the server takes so many
 * @param sendTopicAliases how many topic aliases this client uses, if the server takes so many
 * @param problemInformation whether the server may explain itself beyond CONNACK and DISCONNECT
 * @param responseInformation whether to ask the server where answers may be sent to
 * @param userProperties for the server
 * @param authenticator proves who the client is beyond user name and password, if that is wanted
 */
public record SessionConfig(
        String clientId,
        int keepAliveSeconds,
        long pingTimeoutNanos,
        long connectTimeoutNanos,
        long sessionExpirySeconds,
        boolean adoptSession,
        int receiveMaximum,
        int topicAliasMaximum,
        DecodeLimits limits,
        List<QueueRule> queueRules,
        QueueRule queueRule,
        LostSession lostSession,
        @Nullable CredentialSource credentials,
        @Nullable Will will,
        ProtocolVersion version,
        int maxInFlight,
        int sendTopicAliases,
        boolean problemInformation,
        boolean responseInformation,
        List<UserProperty> userProperties,
        @Nullable Authenticator authenticator) {

    static final long SECOND = 1_000_000_000L;

    /**
     * How many times over a server may exceed Receive Maximum before it is left. mosquitto 2.0 sends all that waits, 1000
     * messages by default, when the first of a full window is acknowledged: to leave it then would only have it begin
     * again.
     */
    static final int OVERRUN = 16;

    /** What happens to unacknowledged messages if the server has lost the session. */
    public enum LostSession {
        /**
         * They are published again, as new messages: at least once. That holds for QoS 2, too, since nobody knows how far
         * the server had come.
         */
        REPUBLISH,
        /** They end as {@link PublishResult.Unknown}. */
        REPORT
    }

    /**
     * User name and password.
     *
     * @param userName the name
     * @param password the password, if any; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity only
    public record Credentials(String userName, byte @Nullable [] password) {
        /** Leaves both out. */
        @Override
        public String toString() {
            return "Credentials[...]";
        }
    }

    /** Who knows user name and password: of several, those that are valid now. */
    @FunctionalInterface
    public interface CredentialSource {
        /**
         * Returns what to connect with. Called on the loop for every connection; must not block.
         *
         * @return user name and password
         */
        Credentials current();
    }

    /** Checks the bounds. */
    public SessionConfig {
        queueRules = List.copyOf(queueRules);
        userProperties = List.copyOf(userProperties);
        require("keepAliveSeconds", keepAliveSeconds, 0, 65_535);
        require("pingTimeoutNanos", pingTimeoutNanos, 0, Long.MAX_VALUE);
        require("connectTimeoutNanos", connectTimeoutNanos, 1, Long.MAX_VALUE);
        require("sessionExpirySeconds", sessionExpirySeconds, 0, 0xFFFF_FFFFL);
        require("receiveMaximum", receiveMaximum, 1, 65_535);
        require("topicAliasMaximum", topicAliasMaximum, 0, 65_535);
        require("maxInFlight", maxInFlight, 1, 65_535);
        require("sendTopicAliases", sendTopicAliases, 0, 65_535);
        if (version == ProtocolVersion.V3_1_1 && authenticator != null) {
            throw new IllegalArgumentException("MQTT 3.1.1 has no enhanced authentication");
        }
        if (version == ProtocolVersion.V3_1_1 && clientId.isEmpty() && sessionExpirySeconds > 0) {
            throw new IllegalArgumentException("MQTT 3.1.1 has no session without a client id (MQTT-3.1.3-7)");
        }
        // Checks the client id, now rather than at every connect.
        new Connect(clientId, true, keepAliveSeconds, will, null, null, PropertySet.NONE);
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }

    /**
     * Starts from the defaults: keep-alive 60 s, CONNACK within 10 s, session expiry 1 h, 64 messages inbound, packets to
     * 1 MiB, 1000 messages and 4 MiB queued, 16 topic aliases each way, lost sessions made good by publishing again.
     *
     * @param clientId empty to have the server choose one
     * @return a builder
     */
    public static SessionConfigBuilder builder(String clientId) {
        return new SessionConfigBuilder(clientId);
    }

    /** Returns how many messages a server may have under way before it is left; MQTT 3.1.1 has no means to tell it less. */
    int mostUnacknowledged() {
        return version == ProtocolVersion.V3_1_1
                ? Packet.MAX_PACKET_ID
                : Math.min(Packet.MAX_PACKET_ID, OVERRUN * receiveMaximum);
    }

    /**
     * Returns the CONNECT of this configuration. In MQTT 3.1.1 Clean Session also ends the session with the connection,
     * so it is sent if and only if the session is not to outlive that.
     */
    Connect connect(boolean cleanStart, byte @Nullable [] authenticationData) {
        PropertySet.Builder properties = PropertySet.builder()
                .set(Property.MAXIMUM_PACKET_SIZE, limits.maxPacketBytes())
                .set(Property.RECEIVE_MAXIMUM, receiveMaximum);
        if (sessionExpirySeconds > 0) {
            properties.set(Property.SESSION_EXPIRY_INTERVAL, sessionExpirySeconds);
        }
        if (topicAliasMaximum > 0) {
            properties.set(Property.TOPIC_ALIAS_MAXIMUM, topicAliasMaximum);
        }
        if (!problemInformation) {
            properties.set(Property.REQUEST_PROBLEM_INFORMATION, 0);
        }
        if (responseInformation) {
            properties.set(Property.REQUEST_RESPONSE_INFORMATION, 1);
        }
        for (UserProperty user : userProperties) {
            properties.add(user);
        }
        if (authenticator != null && authenticationData != null) {
            properties.set(Property.AUTHENTICATION_METHOD, authenticator.method());
            if (authenticationData.length > 0) {
                properties.set(Property.AUTHENTICATION_DATA, authenticationData);
            }
        }
        Credentials now = credentials == null ? null : credentials.current();
        return new Connect(
                clientId,
                version == ProtocolVersion.V3_1_1 ? sessionExpirySeconds == 0 : cleanStart,
                keepAliveSeconds,
                will,
                now == null ? null : now.userName(),
                now == null ? null : now.password(),
                properties.build());
    }

    /** Returns how long to wait for PINGRESP at a keep-alive. */
    long pingTimeoutNanos(int keepAlive) {
        return pingTimeoutNanos > 0 ? pingTimeoutNanos : Math.min(keepAlive * SECOND / 2, 10 * SECOND);
    }
}
