/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import org.jspecify.annotations.Nullable;

/** What an entry of a space says about its path. */
sealed interface Content {

    /** Returns whether the entry only says that there is nothing any more; such entries are dropped once known. */
    boolean isRemoved();

    /** Returns the value, if there is one. */
    @Nullable
    Value value();

    void write(CborWriter writer);

    /** Reads the content of one kind of space. */
    interface Form<C extends Content> {
        C read(CborReader reader);
    }

    /**
     * The fleet's side: a value or its removal.
     *
     * @param value null for a removal, or if it was left out
     * @param omitted whether there is a value that this side had no room for
     */
    record Desired(@Nullable Value value, boolean omitted) implements Content {

        static final Form<Desired> FORM = reader -> new Desired(ValueCodec.readNullable(reader), false);

        @Override
        public boolean isRemoved() {
            return value == null && !omitted;
        }

        @Override
        public void write(CborWriter writer) {
            ValueCodec.write(writer, value);
        }
    }

    /**
     * The device's side: the value in force and the answer to the last desired version that was dealt with.
     *
     * @param value null if none is reported
     * @param ack null if nothing was answered
     */
    record Reported(@Nullable Value value, @Nullable Ack ack) implements Content {

        static final Reported NOTHING = new Reported(null, null);

        static final Form<Reported> FORM = reader -> {
            Value value = ValueCodec.readNullable(reader);
            return new Reported(value, reader.tryNil() ? null : AckCodec.read(reader));
        };

        @Override
        public boolean isRemoved() {
            return value == null && (ack == null || (ack.removal() && ack.isSettled()));
        }

        @Override
        public void write(CborWriter writer) {
            ValueCodec.write(writer, value);
            if (ack == null) {
                writer.nil();
            } else {
                AckCodec.write(writer, ack);
            }
        }
    }
}
