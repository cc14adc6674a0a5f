/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Checksum;
import java.util.zip.CRC32C;

/** CRC-32C by the processor's instruction where it has one. Stateless; safe for use by several threads. */
public final class JdkCrc32c implements Checksum {

    private static final int REVERSED_POLYNOMIAL = 0x82F63B78;

    /** Creates the function. */
    public JdkCrc32c() {}

    @Override
    public int update(int previous, byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        if (previous != 0) {
            lead(crc, previous);
        }
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /**
     * Brings a fresh computation to a given value. The JDK's class cannot be given one, but four bytes can lead to any
     * state, and running the register backwards over 32 bits finds them.
     */
    private static void lead(CRC32C crc, int value) {
        int register = ~value;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            register = register < 0 ? ((register ^ REVERSED_POLYNOMIAL) << 1) | 1 : register << 1;
        }
        int fourBytes = ~register;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(fourBytes >>> shift);
        }
    }
}
