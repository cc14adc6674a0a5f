/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Block;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.OptionsBuilder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One request of ours with its body and the body of its response: one exchange per block, one after the other. */
final class BlockTransfer implements ClientExchange {

    private static final byte[] NO_BYTES = {};

    private final BlockwiseClient home;
    private final PeerKey to;
    private final boolean confirmable;
    private final Code code;
    private final byte[] body;
    private final long endAt;
    private final BlockwiseClient.Handler handler;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(0);
    private Options options;
    private boolean inBlocks;
    private int sizeExponent;
    private int sentBytes;
    /** The number of the block that was asked for, or -1 while the request's own body is under way. */
    private int asked = -1;

    private byte @Nullable [] etag;
    private @Nullable ClientExchange current;
    private boolean echoed;
    private boolean cancelled;

    BlockTransfer(
            BlockwiseClient home,
            PeerKey to,
            boolean confirmable,
            Code code,
            Options options,
            byte[] body,
            long endAt,
            BlockwiseClient.Handler handler) {
        this.home = home;
        this.to = to;
        this.confirmable = confirmable;
        this.code = code;
        this.options = options;
        this.body = body;
        this.endAt = endAt;
        this.handler = handler;
        this.sizeExponent = Block.sizeExponentFor(home.limits.blockBytes());
    }

    void start(long now) {
        if (body.length > home.limits.blockBytes()) {
            beginBlocks();
            sendBlock(now);
        } else {
            send(options, body, now);
        }
    }

    /** Goes on from a response that came otherwise, a notification for instance. */
    void startFrom(Outcome.Response first, long now) {
        ended(first, now);
    }

    private void beginBlocks() {
        inBlocks = true;
        sentBytes = 0;
        options = options.toBuilder().opaque(Option.REQUEST_TAG, home.newTag()).build();
    }

    private void sendBlock(long now) {
        int size = 16 << sizeExponent;
        boolean more = sentBytes + size < body.length;
        OptionsBuilder builder =
                options.toBuilder().block(Option.BLOCK1, new Block(sentBytes / size, more, sizeExponent));
        if (sentBytes == 0) {
            builder.uint(Option.SIZE1, body.length);
        }
        byte[] block = Arrays.copyOfRange(body, sentBytes, Math.min(body.length, sentBytes + size));
        send(builder.build(), block, now);
    }

    private void send(Options withBlock, byte[] payload, long now) {
        current = home.exchanges.request(
                to, confirmable, code, withBlock, payload, Math.max(0, endAt - now), this::ended, now);
        if (cancelled) {
            current.cancel(now);
        }
    }

    private void ended(Outcome outcome, long now) {
        if (!(outcome instanceof Outcome.Response response)) {
            handler.ended(outcome, NO_BYTES, now);
            return;
        }
        Message message = response.message();
        if (mustEcho(message)) {
            echoed = true;
            options = options.toBuilder()
                    .without(Option.ECHO)
                    .opaque(Option.ECHO, message.options().opaques(Option.ECHO).get(0))
                    .build();
            inBlocks = false;
            start(now);
            return;
        }
        if (asked < 0 && mustGoOn(message, now)) {
            return;
        }
        Block block = Block.of(message.options(), Option.BLOCK2);
        boolean success = message.code().isSuccess();
        if (block == null || !success) {
            // Nothing is left to go on with, and a later block must be one.
            boolean bad = message.code() == Code.CONTINUE || (success && asked >= 0);
            handler.ended(bad ? bad() : outcome, bad ? NO_BYTES : message.payload(), now);
            return;
        }
        collect(message, block, outcome, now);
    }

    /** A server that wants to know that we are here gets its value back, once (RFC 9175 section 2.3). */
    private boolean mustEcho(Message message) {
        return message.code() == Code.UNAUTHORIZED
                && !echoed
                && asked < 0
                && !message.options().opaques(Option.ECHO).isEmpty();
    }

    /** Returns whether the request's body has to be continued, or begun again in blocks. */
    private boolean mustGoOn(Message message, long now) {
        Block block = Block.of(message.options(), Option.BLOCK1);
        if (!inBlocks) {
            boolean tooLarge = message.code() == Code.REQUEST_ENTITY_TOO_LARGE;
            if (!tooLarge || block == null || 16 << block.sizeExponent() >= body.length) {
                return false;
            }
            sizeExponent = Math.min(sizeExponent, block.sizeExponent());
            beginBlocks();
            sendBlock(now);
            return true;
        }
        int next = sentBytes + (16 << sizeExponent);
        if (next >= body.length || !message.code().isSuccess()) {
            return false;
        }
        if (message.code() != Code.CONTINUE || block == null) {
            // The server took a part for the whole.
            handler.ended(bad(), NO_BYTES, now);
            return true;
        }
        // The server may ask for smaller blocks from here on; what it has taken so far counts (section 2.5).
        sentBytes = next;
        sizeExponent = Math.min(sizeExponent, block.sizeExponent());
        sendBlock(now);
        return true;
    }

    private void collect(Message message, Block block, Outcome outcome, long now) {
        byte[] payload = message.payload();
        byte[] tag = message.options().opaque(Option.ETAG);
        boolean whole = !block.more() || payload.length == block.size();
        boolean fits = received.size() + payload.length <= home.limits.maxBodyBytes();
        boolean same = asked < 0 || Arrays.equals(tag, etag);
        if (!same || block.offset() != received.size() || !whole || !fits) {
            handler.ended(bad(), NO_BYTES, now);
            return;
        }
        etag = tag;
        received.write(payload, 0, payload.length);
        if (!block.more()) {
            handler.ended(outcome, received.toByteArray(), now);
            return;
        }
        int exponent = Math.min(block.sizeExponent(), Block.sizeExponentFor(home.limits.blockBytes()));
        asked = received.size() >> (exponent + 4);
        Options next = options.toBuilder()
                .without(Option.OBSERVE)
                .without(Option.REQUEST_TAG)
                .block(Option.BLOCK2, new Block(asked, false, exponent))
                .build();
        // FETCH asks with its body each time, the others only with their options (RFC 8132 section 2.3, RFC 7959
        // section 2.7).
        send(next, code == Code.FETCH && !inBlocks ? body : NO_BYTES, now);
    }

    private static Outcome bad() {
        return new Outcome.Ended(Outcome.Kind.BAD_RESPONSE);
    }

    @Override
    public void cancel(long now) {
        cancelled = true;
        if (current != null) {
            current.cancel(now);
        }
    }
}
