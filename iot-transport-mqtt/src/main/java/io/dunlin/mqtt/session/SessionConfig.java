/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Connect;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.Will;
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
 * @param receiveMaximum how many QoS 1 and 2 messages may wait for acknowledgement
 * @param topicAliasMaximum how many topic aliases the server may use
 * @param limits the largest packet that is taken
 * @param maxQueuedMessages how many messages may wait for the window or the connection
 * @param maxQueuedBytes how many bytes of payload those may have
 * @param lostSession what happens to unacknowledged messages if the server has lost the session
 * @param credentials user name and password, if any
 * @param will the Will, if any
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
        int maxQueuedMessages,
        long maxQueuedBytes,
        LostSession lostSession,
        @Nullable Credentials credentials,
        @Nullable Will will) {

    private static final long SECOND = 1_000_000_000L;

    /** What happens to unacknowledged messages if the server has lost the session. */
    public enum LostSession {
        /** They are published again, as new messages: at least once. */
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

    /** Checks the bounds. */
    public SessionConfig {
        require("keepAliveSeconds", keepAliveSeconds, 0, 65_535);
        require("pingTimeoutNanos", pingTimeoutNanos, 0, Long.MAX_VALUE);
        require("connectTimeoutNanos", connectTimeoutNanos, 1, Long.MAX_VALUE);
        require("sessionExpirySeconds", sessionExpirySeconds, 0, 0xFFFF_FFFFL);
        require("receiveMaximum", receiveMaximum, 1, 65_535);
        require("topicAliasMaximum", topicAliasMaximum, 0, 65_535);
        require("maxQueuedMessages", maxQueuedMessages, 0, Integer.MAX_VALUE);
        require("maxQueuedBytes", maxQueuedBytes, 0, Long.MAX_VALUE);
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
     * 1 MiB, 1000 messages and 4 MiB queued, lost sessions made good by publishing again.
     *
     * @param clientId empty to have the server choose one
     * @return a builder
     */
    public static Builder builder(String clientId) {
        return new Builder(clientId);
    }

    /** Returns the CONNECT of this configuration. */
    Connect connect(boolean cleanStart) {
        PropertySet.Builder properties = PropertySet.builder()
                .set(Property.MAXIMUM_PACKET_SIZE, limits.maxPacketBytes())
                .set(Property.RECEIVE_MAXIMUM, receiveMaximum);
        if (sessionExpirySeconds > 0) {
            properties.set(Property.SESSION_EXPIRY_INTERVAL, sessionExpirySeconds);
        }
        if (topicAliasMaximum > 0) {
            properties.set(Property.TOPIC_ALIAS_MAXIMUM, topicAliasMaximum);
        }
        return new Connect(
                clientId,
                cleanStart,
                keepAliveSeconds,
                will,
                credentials == null ? null : credentials.userName(),
                credentials == null ? null : credentials.password(),
                properties.build());
    }

    /** Returns how long to wait for PINGRESP at a keep-alive. */
    long pingTimeoutNanos(int keepAlive) {
        return pingTimeoutNanos > 0 ? pingTimeoutNanos : Math.min(keepAlive * SECOND / 2, 10 * SECOND);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final String clientId;
        private int keepAliveSeconds = 60;
        private long pingTimeoutNanos;
        private long connectTimeoutNanos = 10 * SECOND;
        private long sessionExpirySeconds = 3600;
        private boolean adoptSession;
        private int receiveMaximum = 64;
        private int topicAliasMaximum = 16;
        private DecodeLimits limits = DecodeLimits.DEFAULT;
        private int maxQueuedMessages = 1000;
        private long maxQueuedBytes = 4L << 20;
        private LostSession lostSession = LostSession.REPUBLISH;
        private @Nullable Credentials credentials;
        private @Nullable Will will;

        private Builder(String clientId) {
            this.clientId = clientId;
        }

        /**
         * Sets the keep-alive.
         *
         * @param seconds 0 to 65 535
         * @return this
         */
        public Builder keepAliveSeconds(int seconds) {
            keepAliveSeconds = seconds;
            return this;
        }

        /**
         * Sets the time to wait for an answer to PINGREQ.
         *
         * @param nanos 0 means half the keep-alive, at most 10 seconds
         * @return this
         */
        public Builder pingTimeoutNanos(long nanos) {
            pingTimeoutNanos = nanos;
            return this;
        }

        /**
         * Sets the time to wait for CONNACK.
         *
         * @param nanos at least 1
         * @return this
         */
        public Builder connectTimeoutNanos(long nanos) {
            connectTimeoutNanos = nanos;
            return this;
        }

        /**
         * Sets the session's life after the connection.
         *
         * @param seconds 0 to 0xFFFFFFFF
         * @return this
         */
        public Builder sessionExpirySeconds(long seconds) {
            sessionExpirySeconds = seconds;
            return this;
        }

        /**
         * Sets whether to go on with the session of an earlier process.
         *
         * @param adopt whether
         * @return this
         */
        public Builder adoptSession(boolean adopt) {
            adoptSession = adopt;
            return this;
        }

        /**
         * Sets how many messages may wait for acknowledgement by the application.
         *
         * @param messages 1 to 65 535
         * @return this
         */
        public Builder receiveMaximum(int messages) {
            receiveMaximum = messages;
            return this;
        }

        /**
         * Sets how many topic aliases the server may use.
         *
         * @param aliases 0 to 65 535
         * @return this
         */
        public Builder topicAliasMaximum(int aliases) {
            topicAliasMaximum = aliases;
            return this;
        }

        /**
         * Sets what a packet may hold.
         *
         * @param decodeLimits the limits
         * @return this
         */
        public Builder limits(DecodeLimits decodeLimits) {
            limits = decodeLimits;
            return this;
        }

        /**
         * Sets how much may wait for the window or the connection.
         *
         * @param messages how many messages
         * @param bytes how many bytes of payload
         * @return this
         */
        public Builder queue(int messages, long bytes) {
            maxQueuedMessages = messages;
            maxQueuedBytes = bytes;
            return this;
        }

        /**
         * Sets what happens if the server has lost the session.
         *
         * @param policy what
         * @return this
         */
        public Builder lostSession(LostSession policy) {
            lostSession = policy;
            return this;
        }

        /**
         * Sets user name and password.
         *
         * @param nameAndPassword both, or null for none
         * @return this
         */
        public Builder credentials(@Nullable Credentials nameAndPassword) {
            credentials = nameAndPassword;
            return this;
        }

        /**
         * Sets the Will.
         *
         * @param lastWill the Will, or null for none
         * @return this
         */
        public Builder will(@Nullable Will lastWill) {
            will = lastWill;
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return a valid configuration
         */
        public SessionConfig build() {
            return new SessionConfig(
                    clientId,
                    keepAliveSeconds,
                    pingTimeoutNanos,
                    connectTimeoutNanos,
                    sessionExpirySeconds,
                    adoptSession,
                    receiveMaximum,
                    topicAliasMaximum,
                    limits,
                    maxQueuedMessages,
                    maxQueuedBytes,
                    lostSession,
                    credentials,
                    will);
        }
    }
}
