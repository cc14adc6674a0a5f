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
import org.jspecify.annotations.Nullable;

/**
 * An observation whose states may come in blocks. Only the first block travels in the notification; the others are fetched
 * with requests of their own, and a newer notification ends the fetching of an older state.
 */
final class BlockObservation implements ClientExchange, ClientObservation.Handler {

    private static final byte[] NO_BYTES = {};

    private final BlockwiseClient home;
    private final PeerKey to;
    private final Code code;
    private final Options options;
    private final byte[] body;
    private final long timeoutNanos;
    private final BlockwiseClient.Observer observer;
    private @Nullable ClientObservation observation;
    private @Nullable BlockTransfer transfer;
    private boolean cancelled;

    BlockObservation(
            BlockwiseClient home,
            PeerKey to,
            Code code,
            Options options,
            byte[] body,
            long timeoutNanos,
            BlockwiseClient.Observer observer) {
        this.home = home;
        this.to = to;
        this.code = code;
        this.options = options;
        this.body = body;
        this.timeoutNanos = timeoutNanos;
        this.observer = observer;
    }

    void start(long now) {
        observation = home.exchanges.observe(to, code, options, body, timeoutNanos, this, now);
        if (cancelled) {
            cancel(now);
        }
    }

    @Override
    public void notified(Message notification, long now) {
        stopTransfer(now);
        if (hasMore(notification)) {
            collect(new Outcome.Response(notification), now, (outcome, state, at) -> {
                if (isSuccess(outcome)) {
                    observer.notified(notification, state, at);
                } else if (outcome.kind() != Outcome.Kind.CANCELLED) {
                    fetchAgain(at);
                }
            });
        } else {
            observer.notified(notification, notification.payload(), now);
        }
    }

    /** The state changed while it was fetched, or a block was lost: registering again gives the present one. */
    private void fetchAgain(long now) {
        if (observation != null) {
            observation.registerSoon(now);
        }
    }

    @Override
    public void ended(Outcome outcome, long now) {
        stopTransfer(now);
        if (outcome instanceof Outcome.Response response && hasMore(response.message())) {
            collect(response, now, (last, state, at) -> {
                if (!cancelled) {
                    observer.ended(last, state, at);
                }
            });
        } else {
            byte[] payload = outcome instanceof Outcome.Response response
                    ? response.message().payload()
                    : NO_BYTES;
            observer.ended(outcome, payload, now);
        }
    }

    private void collect(Outcome.Response first, long now, BlockwiseClient.Handler handler) {
        BlockTransfer rest = new BlockTransfer(home, to, true, code, options, body, now + timeoutNanos, handler);
        transfer = rest;
        rest.startFrom(first, now);
    }

    private void stopTransfer(long now) {
        if (transfer != null) {
            transfer.cancel(now);
            transfer = null;
        }
    }

    private static boolean hasMore(Message message) {
        Block block = Block.of(message.options(), Option.BLOCK2);
        return block != null && block.more() && message.code().isSuccess();
    }

    private static boolean isSuccess(Outcome outcome) {
        return outcome instanceof Outcome.Response response
                && response.message().code().isSuccess();
    }

    @Override
    public void cancel(long now) {
        cancelled = true;
        stopTransfer(now);
        if (observation != null) {
            observation.cancel(now);
        }
    }
}
