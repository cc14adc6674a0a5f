/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * What a device says of its identity on the identity channel, whenever the link comes up and whenever it changes. The
 * newest replaces all before.
 *
 * @param generation the generation of the identity in use, at least 1
 * @param serial the serial number of its certificate in lower-case hexadecimal without leading zeros
 * @param givenUpGeneration the generation that was last tried in vain since the device's start, 0 for none
 * @param reason why it was given up, for people; empty if none was
 */
public record IdentityState(long generation, String serial, long givenUpGeneration, String reason) {

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 128;

    /** The longest serial number, in digits: 20 octets (RFC 5280 section 4.1.2.2). */
    static final int MAX_SERIAL = 40;

    private static final int MESSAGE = 1;
    private static final CborLimits LIMITS = new CborLimits(1024, 1, 5, 4 * MAX_REASON, 0);

    /** Checks the bounds. */
    public IdentityState {
        if (generation < 1 || givenUpGeneration < 0) {
            throw new IllegalArgumentException("generation " + generation + ", givenUpGeneration " + givenUpGeneration);
        }
        requireSerial(serial);
        if (reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("at most " + MAX_REASON + " characters, got \"" + reason + '"');
        }
    }

    /**
     * Writes the message.
     *
     * @return deterministic CBOR
     */
    public byte[] encode() {
        return CborWriter.withLimit(LIMITS.maxMessageBytes())
                .array(5)
                .integer(MESSAGE)
                .integer(generation)
                .text(serial)
                .integer(givenUpGeneration)
                .text(reason)
                .toByteArray();
    }

    /**
     * Reads a message.
     *
     * @param message what arrived
     * @return the state
     * @throws DecodeException if it is not one
     */
    public static IdentityState decode(byte[] message) {
        CborReader in = new CborReader(message, 0, message.length, LIMITS);
        in.array(5);
        in.integer(MESSAGE, MESSAGE);
        long generation = in.integer(1, Long.MAX_VALUE);
        String serial = serial(in);
        long givenUp = in.integer(0, Long.MAX_VALUE);
        String reason = in.text();
        if (reason.length() > MAX_REASON) {
            throw in.unexpected("a reason of more than " + MAX_REASON + " characters");
        }
        in.end();
        return new IdentityState(generation, serial, givenUp, reason);
    }

    static String serial(CborReader in) {
        String serial = in.text();
        if (!isSerial(serial)) {
            throw in.unexpected("a serial number that is not in lower-case hexadecimal");
        }
        return serial;
    }

    static void requireSerial(String serial) {
        if (!isSerial(serial)) {
            throw new IllegalArgumentException("a serial number is 1 to " + MAX_SERIAL
                    + " lower-case hexadecimal digits without leading zeros, got \"" + serial + '"');
        }
    }

    private static boolean isSerial(String text) {
        if (text.isEmpty() || text.length() > MAX_SERIAL || text.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
