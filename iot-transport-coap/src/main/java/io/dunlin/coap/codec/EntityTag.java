/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/** Makes tags that tell versions of a representation apart (RFC 7252 section 5.10.6). Stateless. */
public final class EntityTag {

    private EntityTag() {}

    /**
     * Makes a tag from the bytes themselves: FNV-1a of 64 bits. Enough to see a change, no protection against one who
     * wants two bodies to look alike.
     *
     * @param body the representation
     * @return eight bytes
     */
    public static byte[] of(byte[] body) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (byte b : body) {
            hash = (hash ^ (b & 0xFF)) * 0x100_0000_01b3L;
        }
        byte[] tag = new byte[Long.BYTES];
        for (int i = 0; i < tag.length; i++) {
            tag[i] = (byte) (hash >> (8 * i));
        }
        return tag;
    }
}
