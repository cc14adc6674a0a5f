/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateMessage.BlockRequest;
import io.dunlin.ota.update.UpdateWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers requests for blocks. An answer is bounded; who may have which payload is the source's business. Stateless. */
public final class BlockServer {

    /** The most that one request is answered with, in bytes. */
    public static final int MAX_REQUEST_BYTES = 256 << 10;

    /** The most blocks that one request is answered with. */
    public static final int MAX_REQUEST_BLOCKS = 256;

    private BlockServer() {}

    /** The payloads that devices may fetch. */
    public interface Source {

        /**
         * Returns the length of a payload that a device may have.
         *
         * @param device who asks
         * @param payload the payload's digest
         * @return the length in bytes, -1 if there is no such payload for this device
         * @throws IOException if that cannot be known now
         */
        long length(DeviceId device, Digest payload) throws IOException;

        /**
         * Reads a part of a payload.
         *
         * @param payload its digest
         * @param offset where the part begins
         * @param length how many bytes, all of them inside the payload
         * @return the bytes
         * @throws IOException if it cannot be read now
         */
        byte[] read(Digest payload, long offset, int length) throws IOException;
    }

    /**
     * Tells whether a request is of a size that is answered.
     *
     * @param request what a device asks for
     * @return whether {@link #answer} may be asked
     */
    public static boolean isBounded(BlockRequest request) {
        return request.length() <= MAX_REQUEST_BYTES
                && (request.length() - 1) / request.blockBytes() + 1 <= MAX_REQUEST_BLOCKS;
    }

    /**
     * Answers a request.
     *
     * @param device who asks
     * @param request what for
     * @param source the payloads
     * @return the messages with the blocks in ascending order; none if the request is not bounded, the payload is not for
     *     this device, or the part is not in it
     * @throws IOException if a payload cannot be read now
     */
    public static List<byte[]> answer(DeviceId device, BlockRequest request, Source source) throws IOException {
        if (!isBounded(request) || request.length() > source.length(device, request.payload()) - request.offset()) {
            return List.of();
        }
        List<byte[]> messages = new ArrayList<>();
        long end = request.offset() + request.length();
        for (long at = request.offset(); at < end; at += request.blockBytes()) {
            byte[] part = source.read(request.payload(), at, (int) Math.min(request.blockBytes(), end - at));
            messages.add(UpdateWire.encode(new UpdateMessage.Block(request.payload(), at, part)));
        }
        return messages;
    }
}
