/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;

/**
 * How a link behaves.
 *
 * @param keepAliveSeconds the longest silence, unless the server wants another; 0 means none
 * @param sessionExpirySeconds how long the server keeps the session, and messages for it, while the link is down
 * @param maxPayloadBytes the largest payload either way, at least 256; the server's limit may be smaller
 * @param maxInFlight how many messages may wait for acknowledgement, each way; the server's limit may be smaller
 * @param reconnect the pauses between attempts
 */
public record LinkConfig(
        int keepAliveSeconds,
        long sessionExpirySeconds,
        int maxPayloadBytes,
        int maxInFlight,
        ReconnectConfig reconnect) {

    /** Room for topic, packet id and properties around a payload. */
    static final int OVERHEAD_BYTES = 1024;

    /** Keep-alive 30 s, session expiry one day, payloads to 256 KiB, 32 in flight. */
    public static final LinkConfig DEFAULT = new LinkConfig(30, 86_400, 256 * 1024, 32, ReconnectConfig.DEFAULT);

    /** Checks the bounds. */
    public LinkConfig {
        if (maxPayloadBytes < 256 || maxPayloadBytes > DecodeLimits.MAX_PACKET_BYTES - OVERHEAD_BYTES) {
            throw new IllegalArgumentException("maxPayloadBytes must be 256 to "
                    + (DecodeLimits.MAX_PACKET_BYTES - OVERHEAD_BYTES) + ", got " + maxPayloadBytes);
        }
        if (maxInFlight < 1 || maxInFlight > 65_535) {
            throw new IllegalArgumentException("maxInFlight must be 1 to 65535, got " + maxInFlight);
        }
    }

    /**
     * Returns a copy with another keep-alive.
     *
     * @param seconds 0 to 65 535
     * @return the copy
     */
    public LinkConfig withKeepAliveSeconds(int seconds) {
        return new LinkConfig(seconds, sessionExpirySeconds, maxPayloadBytes, maxInFlight, reconnect);
    }

    /**
     * Returns a copy with another number of messages in flight.
     *
     * @param messages 1 to 65 535
     * @return the copy
     */
    public LinkConfig withMaxInFlight(int messages) {
        return new LinkConfig(keepAliveSeconds, sessionExpirySeconds, maxPayloadBytes, messages, reconnect);
    }

    /**
     * Returns a copy with other pauses.
     *
     * @param pauses between attempts
     * @return the copy
     */
    public LinkConfig withReconnect(ReconnectConfig pauses) {
        return new LinkConfig(keepAliveSeconds, sessionExpirySeconds, maxPayloadBytes, maxInFlight, pauses);
    }

    SessionConfig session(String clientId) {
        return SessionConfig.builder(clientId)
                .keepAliveSeconds(keepAliveSeconds)
                .sessionExpirySeconds(sessionExpirySeconds)
                // Messages that wait at the server outlive this process; everything above is idempotent.
                .adoptSession(true)
                .receiveMaximum(maxInFlight)
                .limits(new DecodeLimits(maxPayloadBytes + OVERHEAD_BYTES, DecodeLimits.DEFAULT.maxElements()))
                // A link queues nothing: it refuses first.
                .queue(maxInFlight, Long.MAX_VALUE)
                // The sender was told UNKNOWN when the link went down, and sends again what still matters.
                .lostSession(SessionConfig.LostSession.REPORT)
                .build();
    }

    SessionDriver driver(
            MqttServer server,
            Transport transport,
            Loop loop,
            RandomSource random,
            String clientId,
            SessionDriver.Events events) {
        return new SessionDriver(
                server,
                transport,
                loop,
                session(clientId),
                reconnect,
                random,
                new PacketBuffer(),
                RedirectPolicy.NEVER,
                events);
    }
}
