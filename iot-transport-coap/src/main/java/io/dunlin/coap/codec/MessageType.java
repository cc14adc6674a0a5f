/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/** The four types of message (RFC 7252 section 3). */
public enum MessageType {
    /** Confirmable: sent again until acknowledged or reset. */
    CON(0),
    /** Non-confirmable: sent once. */
    NON(1),
    /** Acknowledgement, alone or with a response on its back. */
    ACK(2),
    /** Reset: the receiver could not make sense of the message. */
    RST(3);

    private final int bits;

    MessageType(int bits) {
        this.bits = bits;
    }

    static MessageType ofBits(int bits) {
        return switch (bits & 3) {
            case 0 -> CON;
            case 1 -> NON;
            case 2 -> ACK;
            default -> RST;
        };
    }

    int bits() {
        return bits;
    }
}
