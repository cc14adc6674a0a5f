/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.manifest.ManifestVerifier;

/** The messages as deterministic CBOR: an array of the kind's number and the kind's fields. Stateless. */
public final class UpdateWire {

    /** What a block's message takes beside its bytes, at most. */
    public static final int BLOCK_OVERHEAD_BYTES = 64;

    private static final CborLimits LIMITS = new CborLimits(1 << 20, 3, 32, 4 * UpdateEvent.MAX_DETAIL, 1 << 20);

    private UpdateWire() {}

    /**
     * Writes a message.
     *
     * @param message the message
     * @return its encoding
     */
    public static byte[] encode(UpdateMessage message) {
        CborWriter out = new CborWriter();
        int code = message.kind().code();
        switch (message.kind()) {
            case OFFER -> out.array(2).integer(code).bytes(((UpdateMessage.Offer) message).manifest());
            case BLOCK_REQUEST -> {
                UpdateMessage.BlockRequest request = (UpdateMessage.BlockRequest) message;
                out.array(5).integer(code).bytes(request.payload().bytes());
                out.integer(request.offset()).integer(request.length()).integer(request.blockBytes());
            }
            case BLOCK -> {
                UpdateMessage.Block block = (UpdateMessage.Block) message;
                out.array(4).integer(code).bytes(block.payload().bytes());
                out.integer(block.offset()).bytes(block.bytes());
            }
            case EVENT -> {
                out.array(2).integer(code);
                put(out, ((UpdateMessage.Event) message).event());
            }
            case EVENT_ACK -> out.array(2).integer(code).integer(((UpdateMessage.EventAck) message).id());
            case CANCEL -> out.array(2).integer(code).bytes(((UpdateMessage.Cancel) message).signed());
        }
        return out.toByteArray();
    }

    /**
     * Reads a message.
     *
     * @param bytes what a peer sent
     * @return the message
     * @throws DecodeException if it is none
     */
    public static UpdateMessage decode(byte[] bytes) {
        CborReader in = new CborReader(bytes, 0, bytes.length, LIMITS);
        int fields = in.array();
        long code = in.integer();
        UpdateMessage message;
        try {
            message = read(in, code, fields);
        } catch (IllegalArgumentException e) {
            throw in.unexpected(String.valueOf(e.getMessage()));
        }
        in.end();
        return message;
    }

    private static UpdateMessage read(CborReader in, long code, int fields) {
        for (UpdateMessage.Kind kind : UpdateMessage.Kind.values()) {
            if (kind.code() == code) {
                int wanted = switch (kind) {
                    case BLOCK_REQUEST -> 5;
                    case BLOCK -> 4;
                    case OFFER, EVENT, EVENT_ACK, CANCEL -> 2;
                };
                if (fields != wanted) {
                    throw in.unexpected(kind + " has " + wanted + " items, not " + fields);
                }
                return read(in, kind);
            }
        }
        throw in.unexpected("no message has the number " + code);
    }

    private static UpdateMessage read(CborReader in, UpdateMessage.Kind kind) {
        return switch (kind) {
            case OFFER -> new UpdateMessage.Offer(signed(in));
            case BLOCK_REQUEST ->
                new UpdateMessage.BlockRequest(
                        Digest.of(in.bytes()),
                        in.integer(0, Long.MAX_VALUE),
                        (int) in.integer(1, Integer.MAX_VALUE),
                        (int) in.integer(1, Integer.MAX_VALUE));
            case BLOCK -> new UpdateMessage.Block(Digest.of(in.bytes()), in.integer(0, Long.MAX_VALUE), in.bytes());
            case EVENT -> new UpdateMessage.Event(event(in));
            case EVENT_ACK -> new UpdateMessage.EventAck(in.integer(0, Long.MAX_VALUE));
            case CANCEL -> new UpdateMessage.Cancel(signed(in));
        };
    }

    private static byte[] signed(CborReader in) {
        byte[] signed = in.bytes();
        if (signed.length > ManifestVerifier.MAX_BYTES) {
            throw in.unexpected("a signed message of " + signed.length + " B");
        }
        return signed;
    }

    static void put(CborWriter out, UpdateEvent event) {
        out.array(6).integer(event.id()).text(event.campaign()).integer(event.sequence());
        out.integer(event.state().code()).integer(event.reason().code()).text(event.detail());
    }

    static UpdateEvent event(CborReader in) {
        in.array(6);
        return new UpdateEvent(
                in.integer(0, Long.MAX_VALUE),
                in.text(),
                in.integer(0, Long.MAX_VALUE),
                UpdateState.ofCode(in.integer()),
                UpdateReason.ofCode(in.integer()),
                in.text());
    }
}
