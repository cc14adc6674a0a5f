/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.RandomSource;

/** What a device asks the fleet, and what it knows to be missing: a hello until it has an incarnation, then syncs. */
final class Questions {

    private final DeviceState state;
    private final RandomSource random;
    private final Retry retry;
    private int serial;
    private boolean asking;
    private boolean greeting;
    private long nonce;
    private long latest;
    private long askedGreatest;
    private long foreign;

    Questions(DeviceState state, RandomSource random, Retry retry) {
        this.state = state;
        this.random = random;
        this.retry = retry;
        this.serial = (int) random.nextLong(MessageCodec.MAX_SERIAL);
    }

    /** Asks what the twin's state calls for. */
    Message next(boolean atRest, long now) {
        Incarnation incarnation = state.incarnation;
        if (incarnation == null) {
            return hello(now);
        }
        greeting = false;
        asking = true;
        serial = serial % MessageCodec.MAX_SERIAL + 1;
        askedGreatest = state.mirror.space.greatest();
        retry.asked(now);
        return new Message.Sync(
                incarnation,
                serial,
                Math.max(state.mirror.have(), foreign),
                state.mirror.space.digest(),
                atRest ? state.author.version() : Message.Sync.NOT_AT_REST,
                atRest ? state.author.space.digest() : 0,
                state.mirror.cursor());
    }

    Message hello(long now) {
        greeting = true;
        asking = false;
        nonce = random.nextLong();
        retry.asked(now);
        return new Message.Hello(state.store(), nonce);
    }

    /** Returns whether a welcome answers the last hello. */
    boolean isAnswer(Message.Welcome welcome) {
        boolean answer = greeting && welcome.nonce() == nonce;
        greeting &= !answer;
        return answer;
    }

    /** Returns whether a delta answers the last sync. */
    boolean isAnswer(Message.Delta delta) {
        return asking && delta.serial() == serial;
    }

    /** Takes what an answer says of the fleet's version. */
    void answered(long fleetLatest) {
        asking = false;
        latest = fleetLatest;
        // Versions that were here before the question and that the fleet does not have: it has lost that history.
        foreign = askedGreatest > latest ? askedGreatest : 0;
        if (state.mirror.takeContradiction()) {
            foreign = latest + 1;
        }
    }

    /** The answer is of no use; the question is repeated when its time comes. */
    void postpone() {
        asking = false;
    }

    /** Takes what any other message says of the fleet's version. */
    void learn(long fleetLatest) {
        latest = Math.max(latest, fleetLatest);
    }

    boolean isMissing() {
        return state.mirror.cursor() != null || state.mirror.have() < latest || isForeign();
    }

    /** Returns whether something is here that the fleet does not know of. */
    boolean isForeign() {
        return foreign > 0;
    }

    boolean isIdle() {
        return !asking && !greeting;
    }

    boolean isDue(long now) {
        return retry.isDue(now);
    }

    long deadline() {
        return retry.deadline();
    }

    /** The next question is not a repetition. */
    void progress() {
        retry.answered();
    }

    void rest(long now) {
        retry.rest(now);
    }

    void stop() {
        asking = false;
        greeting = false;
        retry.answered();
    }

    /** The twin lives in another incarnation. */
    void restart() {
        latest = 0;
        foreign = 0;
    }
}
