/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.LimitExceeded;
import io.dunlin.core.Utf8;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/** An answer on the wire: {@code [dv, state + 8 if a removal was desired, reason, text]}. */
final class AckCodec {

    private static final int REMOVAL = 8;
    private static final Ack.State[] STATES = Ack.State.values();

    private AckCodec() {}

    static void write(CborWriter writer, Ack ack) {
        writer.array(4).integer(ack.dv());
        writer.integer(ack.state().code() + (ack.removal() ? REMOVAL : 0));
        writer.integer(ack.reason().code()).text(ack.text());
    }

    static Ack read(CborReader reader) {
        reader.array(4);
        long dv = reader.integer(0, Space.MAX_VERSION);
        int code = (int) reader.integer(1, REMOVAL + STATES.length - 1L);
        if (code % REMOVAL == 0 || code % REMOVAL >= STATES.length) {
            throw reader.unexpected("no state of an answer: " + code);
        }
        Ack.State state = STATES[code % REMOVAL];
        Refusal reason = Refusal.ofCode(reader.integer(0, 255));
        String text = reader.text();
        int length = Utf8.length(text);
        if (length > Ack.MAX_TEXT_BYTES) {
            throw new LimitExceeded("MAX_TEXT_BYTES", Ack.MAX_TEXT_BYTES, length, reader.offset());
        }
        boolean refused = state == Ack.State.REJECTED || state == Ack.State.UNKNOWN;
        if (refused == (reason == Refusal.NONE)) {
            throw reader.unexpected("the state " + state + " does not go with the reason " + reason);
        }
        return new Ack(dv, state, reason, text, code >= REMOVAL);
    }
}
