/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.Digest;

/** What goes over the channel {@code update}; the layouts are in {@code docs/wire.md}. */
public sealed interface UpdateMessage {

    /**
     * Tells which message it is.
     *
     * @return the kind
     */
    Kind kind();

    /** The kinds, with their numbers on the wire. */
    enum Kind {
        /** {@link Offer}. */
        OFFER(1),
        /** {@link BlockRequest}. */
        BLOCK_REQUEST(2),
        /** {@link Block}. */
        BLOCK(3),
        /** {@link Event}. */
        EVENT(4),
        /** {@link EventAck}. */
        EVENT_ACK(5),
        /** {@link Cancel}. */
        CANCEL(6);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * Down: a manifest to follow. May come any number of times.
     *
     * @param manifest the signed manifest
     */
    @SuppressWarnings("ArrayRecordComponent") // A message is looked at, not compared.
    record Offer(byte[] manifest) implements UpdateMessage {
        @Override
        public Kind kind() {
            return Kind.OFFER;
        }
    }

    /**
     * Up: asks for a part of a payload, in blocks.
     *
     * @param payload the payload's digest
     * @param offset where the part begins
     * @param length the part's length in bytes
     * @param blockBytes the length of each block but the last
     */
    record BlockRequest(Digest payload, long offset, int length, int blockBytes) implements UpdateMessage {
        /** Checks the bounds. */
        public BlockRequest {
            if (offset < 0 || length < 1 || blockBytes < 1) {
                throw new IllegalArgumentException(
                        "no part of " + length + " B at " + offset + " in blocks of " + blockBytes + " B");
            }
        }

        @Override
        public Kind kind() {
            return Kind.BLOCK_REQUEST;
        }
    }

    /**
     * Down: a part of a payload.
     *
     * @param payload the payload's digest
     * @param offset where the part begins
     * @param bytes the part
     */
    @SuppressWarnings("ArrayRecordComponent") // A message is looked at, not compared.
    record Block(Digest payload, long offset, byte[] bytes) implements UpdateMessage {
        @Override
        public Kind kind() {
            return Kind.BLOCK;
        }
    }

    /**
     * Up: what became of an update. Sent again until acknowledged.
     *
     * @param event the event
     */
    record Event(UpdateEvent event) implements UpdateMessage {
        @Override
        public Kind kind() {
            return Kind.EVENT;
        }
    }

    /**
     * Down: an event has been recorded.
     *
     * @param id the event's id
     */
    record EventAck(long id) implements UpdateMessage {
        @Override
        public Kind kind() {
            return Kind.EVENT_ACK;
        }
    }

    /**
     * Down: calls an update off.
     *
     * @param signed the signed {@link io.dunlin.ota.manifest.Cancellation}
     */
    @SuppressWarnings("ArrayRecordComponent") // A message is looked at, not compared.
    record Cancel(byte[] signed) implements UpdateMessage {
        @Override
        public Kind kind() {
            return Kind.CANCEL;
        }
    }
}
