/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** A position in the bytes of one packet, which reads the data types of MQTT 5.0, 1.5 and never leaves the packet. */
final class PacketReader {

    private byte[] bytes = new byte[0];
    private int start;
    private int at;
    private int end;

    /** What {@link Texts#scan} said of the last text. */
    private int lastScan;

    void reset(byte[] packet, int offset, int length) {
        bytes = packet;
        start = offset;
        at = offset;
        end = offset + length;
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    /** Narrows the end of what may be read; returns the old end for {@link #restoreEnd}. */
    int limit(int length) {
        need(length, "properties");
        int old = end;
        end = at + length;
        return old;
    }

    void restoreEnd(int old) {
        end = old;
    }

    int readByte(String what) {
        need(1, what);
        return bytes[at++] & 0xFF;
    }

    int readShort(String what) {
        need(2, what);
        int value = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
        at += 2;
        return value;
    }

    long readInt(String what) {
        long high = readShort(what);
        return high << 16 | readShort(what);
    }

    int readVarInt(String what) {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int b = readByte(what);
            value |= (b & 0x7F) << shift;
            if (b < 0x80) {
                if (b == 0 && shift > 0) {
                    throw malformed(what + " is not in its shortest form");
                }
                return value;
            }
        }
        throw malformed(what + " has more than four bytes");
    }

    int readPacketId() {
        int id = readShort("packet id");
        if (id == 0) {
            throw malformed("packet id is 0");
        }
        return id;
    }

    String readText(String what) {
        int length = readShort(what);
        need(length, what);
        lastScan = Texts.scan(bytes, at, length);
        if (lastScan == Texts.ILL_FORMED) {
            throw malformed(what + " is not well-formed UTF-8 or holds U+0000");
        }
        String text = length == 0 ? "" : Texts.decode(bytes, at, length);
        at += length;
        return text;
    }

    /** Tells whether the text that was read last holds a plus or number sign. */
    boolean lastTextHasWildcard() {
        return lastScan == Texts.WILDCARD;
    }

    byte[] readBinary(String what) {
        int length = readShort(what);
        need(length, what);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, at, copy, 0, length);
        at += length;
        return copy;
    }

    private void need(int count, String what) {
        if (count > end - at) {
            throw malformed(what + " ends before its time");
        }
    }

    MqttDecodeException malformed(String what) {
        return new MqttDecodeException(ReasonCode.MALFORMED_PACKET, what, at - start);
    }

    MqttDecodeException protocolError(String what) {
        return new MqttDecodeException(ReasonCode.PROTOCOL_ERROR, what, at - start);
    }

    MqttDecodeException refused(ReasonCode reason, String what) {
        return new MqttDecodeException(reason, what, at - start);
    }
}
