/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** A 32-bit checksum over a range of bytes. Stateless; safe for use by several threads. */
@FunctionalInterface
public interface Checksum {

    /**
     * Continues a checksum.
     *
     * @param previous the checksum of the bytes before, 0 at the start
     * @param bytes where the bytes are
     * @param offset the first byte
     * @param length how many
     * @return the checksum of all bytes so far
     */
    int update(int previous, byte[] bytes, int offset, int length);

    /**
     * Returns CRC-32C (Castagnoli, RFC 3720 appendix B.4) in plain Java, for machines that have none built in.
     *
     * @return the function
     */
    static Checksum crc32c() {
        return Crc32c::update;
    }
}
