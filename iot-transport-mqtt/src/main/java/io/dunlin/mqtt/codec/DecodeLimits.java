/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * What a peer may make a decoder hold.
 *
 * @param maxPacketBytes the largest packet, with its fixed header; 2 to 268 435 460
 * @param maxElements the most user properties, subscription identifiers, filters or reason codes of one packet; at
 *     least 1
 */
public record DecodeLimits(int maxPacketBytes, int maxElements) {

    /** The largest packet that MQTT can express. */
    public static final int MAX_PACKET_BYTES = 268_435_460;

    /** One mebibyte and 1024 elements. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(1 << 20, 1024);

    /** Checks the bounds. */
    public DecodeLimits {
        if (maxPacketBytes < 2 || maxPacketBytes > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    "maxPacketBytes must be 2 to " + MAX_PACKET_BYTES + ", got " + maxPacketBytes);
        }
        if (maxElements < 1) {
            throw new IllegalArgumentException("maxElements must be at least 1, got " + maxElements);
        }
    }
}
