/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborReader;

/** What commands and receipts read alike. */
final class CommandWire {

    private CommandWire() {}

    static CommandId id(CborReader reader) {
        byte[] bytes = reader.bytes();
        if (bytes.length != CommandId.BYTES) {
            throw reader.unexpected("a command id of " + bytes.length + " bytes");
        }
        return CommandId.of(bytes);
    }

    /** Reads bytes that would have been left out if there were none. */
    static byte[] present(CborReader reader, int maxBytes) {
        byte[] bytes = reader.bytes();
        if (bytes.length == 0) {
            throw reader.unexpected("an empty byte string, which is left out");
        }
        if (bytes.length > maxBytes) {
            throw new LimitExceeded("maxBytes", maxBytes, bytes.length, reader.offset());
        }
        return bytes;
    }
}
