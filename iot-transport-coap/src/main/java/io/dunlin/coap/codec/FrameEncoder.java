/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/** Writes messages for a stream of bytes (RFC 8323 section 3.2). Stateless. */
public final class FrameEncoder {

    private FrameEncoder() {}

    /**
     * Writes a message.
     *
     * @param code its code, of class 7 for a signal
     * @param token its token
     * @param options its options
     * @param payload its payload, empty for none
     * @return the frame
     */
    public static byte[] encode(Code code, byte[] token, Options options, byte[] payload) {
        int body = options.encodedBytes() + (payload.length == 0 ? 0 : payload.length + 1);
        int extra = body < 13 ? 0 : body < 269 ? 1 : body < 65_805 ? 2 : 4;
        byte[] frame = new byte[2 + extra + OptionsBuilder.extraBytes(token.length) + token.length + body];
        int nibble = extra == 0 ? body : 12 + (extra == 4 ? 3 : extra);
        frame[0] = (byte) (nibble << 4 | OptionsBuilder.nibble(token.length));
        int rest = body - (extra == 1 ? 13 : extra == 2 ? 269 : 65_805);
        int at = 1;
        for (int i = extra - 1; i >= 0; i--) {
            frame[at++] = (byte) (rest >> (8 * i));
        }
        frame[at++] = (byte) code.value();
        at = OptionsBuilder.writeExtra(frame, at, token.length);
        System.arraycopy(token, 0, frame, at, token.length);
        at = options.writeTo(frame, at + token.length);
        if (payload.length > 0) {
            frame[at++] = (byte) 0xFF;
            System.arraycopy(payload, 0, frame, at, payload.length);
        }
        return frame;
    }
}
