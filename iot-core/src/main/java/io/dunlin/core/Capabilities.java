/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * What a link can do now; it may differ at every connection.
 *
 * @param transport the transport's name for people, such as {@code mqtt5} or {@code coap+udp}
 * @param maxPayloadBytes the largest payload of one {@link Link#send}, at least 256
 * @param maxInFlight how many sends may be outstanding at once, at least 1
 * @param ordered whether messages of one channel arrive in the order sent while the link stays up
 * @param secure whether the peer is authenticated and the bytes are confidential
 */
public record Capabilities(String transport, int maxPayloadBytes, int maxInFlight, boolean ordered, boolean secure) {

    /** Checks the bounds. */
    public Capabilities {
        if (maxPayloadBytes < 256) {
            throw new IllegalArgumentException("maxPayloadBytes must be at least 256, got " + maxPayloadBytes);
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, got " + maxInFlight);
        }
    }
}
