/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import org.jspecify.annotations.Nullable;

/**
 * The rotation of one device's identity, as a transaction over two slots: a new key in the spare slot, its certificate, a
 * trial at the server while the old identity stays in use, the server's acknowledgement, and only then the end of the
 * old one. Until the acknowledgement is durable every failure leads back to the old identity, with a reason and a wait.
 *
 * <p>Each output is answered by the verb that it names, once, possibly much later; one output at a time is unanswered.
 * After a restart {@link #restore} takes up the journal and what is in the spare slot. One thread at a time; outputs must
 * not call back from within. The transitions of the one state machine stand together on purpose.
 */
public final class Rotation {

    /** Stands for the wall time of a device that does not know it: nothing is decided by time then. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    private static final long MILLI = 1_000_000L;
    private static final long LOOK_AGAIN_MILLIS = 3_600_000L;

    private final String device;
    private final RotationPolicy policy;
    private final RotationOutput output;
    private @Nullable RotationRecord record;
    private long notBeforeMillis;
    private long notAfterMillis;
    private Awaited awaited = Awaited.NOTHING;
    private long deadlineNanos = Long.MAX_VALUE;
    private boolean asked;
    private boolean broken;
    private @Nullable String givenUp;
    private boolean reportedExpired;

    /**
     * Creates a rotation that knows nothing yet.
     *
     * @param device the device's name
     * @param policy when and how often
     * @param output where effects go
     */
    public Rotation(String device, RotationPolicy policy, RotationOutput output) {
        this.device = device;
        this.policy = policy;
        this.output = output;
    }

    /** What is in the spare slot. */
    public enum Spare {
        /** Nothing that can be used. */
        EMPTY,
        /** A key. */
        KEY,
        /** A key and its certificate. */
        IDENTITY
    }

    /** What came of asking for a certificate. */
    public enum Enrolled {
        /** It is good and durable beside its key. */
        STORED,
        /** The server wants to be asked again later. */
        PENDING,
        /** The server said no, or gave what cannot be used. */
        REFUSED,
        /** The server was not reached, or its answer was lost. */
        UNREACHABLE
    }

    /** What came of a trial. */
    public enum Tried {
        /** The server let the new identity in. */
        ACCEPTED,
        /** The server does not let it in. */
        REFUSED,
        /** The server does not let it in yet: its time has not come. */
        NOT_YET,
        /** The server was not reached. */
        UNREACHABLE
    }

    private enum Awaited {
        NOTHING,
        KEY,
        PERSISTED,
        ENROLLED,
        TRIED,
        CONFIRMED,
        DESTROYED,
        RELOADED
    }

    /**
     * Takes up what an earlier life left.
     *
     * @param journal the journal
     * @param spare what is in the slot that the journal does not call active
     * @param activeNotBeforeMillis when the active certificate begins
     * @param activeNotAfterMillis when it ends
     * @param nowNanos the monotonic time
     */
    public void restore(
            RotationRecord journal, Spare spare, long activeNotBeforeMillis, long activeNotAfterMillis, long nowNanos) {
        record = journal;
        notBeforeMillis = activeNotBeforeMillis;
        notAfterMillis = activeNotAfterMillis;
        awaited = Awaited.NOTHING;
        broken = false;
        givenUp = null;
        switch (journal.phase()) {
            case STABLE, CONFIRMED, RETIRED -> {
                if (spare == Spare.EMPTY && journal.phase() == RotationPhase.STABLE) {
                    waitFor(journal.waitMillis(), nowNanos);
                } else {
                    destroy();
                }
            }
            case KEY_READY, REQUESTED -> {
                if (spare == Spare.EMPTY) {
                    rollBack("the new key is lost");
                } else if (spare == Spare.IDENTITY) {
                    persist(journal.with(RotationPhase.ISSUED, 0, 0, 0));
                } else {
                    waitFor(journal.waitMillis(), nowNanos);
                }
            }
            case ISSUED, TRIAL, ACCEPTED -> {
                if (spare == Spare.EMPTY) {
                    rollBack("the new key is lost");
                } else if (spare == Spare.KEY) {
                    persist(journal.with(RotationPhase.REQUESTED, 0, journal.failures(), 0));
                } else {
                    waitFor(journal.waitMillis(), nowNanos);
                }
            }
        }
    }

    /**
     * Rotates as soon as possible, whatever the time; does nothing if the identity in use is being replaced already.
     *
     * @param nowNanos the monotonic time
     */
    public void rotateNow(long nowNanos) {
        RotationRecord now = record;
        // In the last two the identity in use is the new one, and only what is left of the old one remains to be done.
        asked |= now == null
                || now.phase() == RotationPhase.STABLE
                || now.phase() == RotationPhase.CONFIRMED
                || now.phase() == RotationPhase.RETIRED;
        if (asked && !broken) {
            deadlineNanos = nowNanos;
        }
    }

    /**
     * Does what the time asks for.
     *
     * @param nowNanos the monotonic time
     * @param wallMillis the time, or {@link #NO_CLOCK} if the device does not know it
     */
    public void tick(long nowNanos, long wallMillis) {
        RotationRecord now = record;
        if (awaited != Awaited.NOTHING || nowNanos < deadlineNanos) {
            return;
        }
        if (broken || now == null) {
            awaited = Awaited.RELOADED;
            output.reload();
            return;
        }
        if (wallMillis != NO_CLOCK && wallMillis > notAfterMillis && !reportedExpired) {
            reportedExpired = true;
            output.expired();
        }
        switch (now.phase()) {
            case STABLE -> tickStable(now, nowNanos, wallMillis);
            case KEY_READY -> persist(now.with(RotationPhase.REQUESTED, 0, now.failures(), 0));
            case REQUESTED -> {
                awaited = Awaited.ENROLLED;
                output.enrol();
            }
            case ISSUED, TRIAL -> {
                if (now.attempts() >= policy.maxAttempts()) {
                    rollBack("the new identity was tried " + now.attempts() + " times in vain");
                } else {
                    // Durable before the attempt: a device that dies of it must not try for ever.
                    persist(now.with(RotationPhase.TRIAL, now.attempts() + 1, now.failures(), 0));
                }
            }
            case ACCEPTED -> {
                awaited = Awaited.CONFIRMED;
                output.confirm();
            }
            default -> destroy();
        }
    }

    /**
     * Returns when {@link #tick} wants to be called.
     *
     * @return monotonic nanoseconds; {@link Long#MAX_VALUE} while an answer is awaited
     */
    public long deadlineNanos() {
        return awaited == Awaited.NOTHING ? deadlineNanos : Long.MAX_VALUE;
    }

    /**
     * Returns how far the rotation is.
     *
     * @return the phase of the journal last given to {@link RotationOutput#persist}
     */
    public RotationPhase phase() {
        return known().phase();
    }

    /**
     * The journal is durable.
     *
     * @param nowNanos the monotonic time
     */
    public void persisted(long nowNanos) {
        answer(Awaited.PERSISTED);
        RotationRecord now = known();
        switch (now.phase()) {
            case TRIAL -> {
                if (now.waitMillis() > 0) {
                    waitFor(now.waitMillis(), nowNanos);
                } else {
                    awaited = Awaited.TRIED;
                    output.trial();
                }
            }
            case CONFIRMED -> {
                output.activated(now.activeGeneration());
                destroy();
            }
            case STABLE -> {
                if (givenUp != null) {
                    output.rolledBack(now.lastGeneration(), givenUp);
                    destroy();
                } else {
                    reload();
                }
            }
            default -> {
                // Only now is it certain that what was asked for was begun.
                asked &= now.phase() != RotationPhase.KEY_READY;
                waitFor(now.waitMillis(), nowNanos);
            }
        }
    }

    /** The spare slot has a new key. */
    public void keyCreated() {
        answer(Awaited.KEY);
        persist(known().begun(known().lastGeneration() + 1));
    }

    /**
     * Asking for the certificate came to an end.
     *
     * @param result how
     * @param retryAfterMillis how long the server wants to be left alone, of {@code PENDING}
     * @param reason more for people
     */
    public void enrolled(Enrolled result, long retryAfterMillis, String reason) {
        answer(Awaited.ENROLLED);
        RotationRecord now = known();
        int failures = now.failures() + 1;
        long backOff = policy.backOffMillis(device, now.lastGeneration(), failures);
        switch (result) {
            case STORED -> persist(now.with(RotationPhase.ISSUED, 0, 0, 0));
            case PENDING ->
                persist(now.with(RotationPhase.REQUESTED, now.attempts(), now.failures(), retryAfterMillis));
            case UNREACHABLE -> persist(now.with(RotationPhase.REQUESTED, now.attempts(), failures, backOff));
            case REFUSED -> {
                // Attempts count refusals in this phase; want of a network is none.
                if (now.attempts() + 1 >= policy.maxRefusals()) {
                    rollBack(reason);
                } else {
                    persist(now.with(RotationPhase.REQUESTED, now.attempts() + 1, failures, backOff));
                }
            }
        }
    }

    /**
     * A trial came to an end.
     *
     * @param result how
     * @param reason more for people
     */
    public void tried(Tried result, String reason) {
        answer(Awaited.TRIED);
        RotationRecord now = known();
        int failures = now.failures() + 1;
        long backOff = policy.backOffMillis(device, now.lastGeneration(), failures);
        switch (result) {
            // Durable before the server is told, since it may then end the old identity at once.
            case ACCEPTED -> persist(now.with(RotationPhase.ACCEPTED, 0, 0, 0));
            case REFUSED -> {
                if (now.attempts() >= policy.maxAttempts()) {
                    rollBack(reason);
                } else {
                    persist(now.with(RotationPhase.TRIAL, now.attempts(), failures, backOff));
                }
            }
            case NOT_YET, UNREACHABLE ->
                // Not the new identity's fault, so it costs no attempt.
                persist(now.with(RotationPhase.TRIAL, now.attempts() - 1, failures, backOff));
        }
    }

    /**
     * The confirmation came to an end.
     *
     * @param acknowledged whether the server acknowledged it; if not, or if that was lost, it is confirmed again
     */
    public void confirmed(boolean acknowledged) {
        answer(Awaited.CONFIRMED);
        RotationRecord now = known();
        if (acknowledged) {
            persist(now.switched());
        } else {
            int failures = now.failures() + 1;
            long backOff = policy.backOffMillis(device, now.lastGeneration(), failures);
            persist(now.with(RotationPhase.ACCEPTED, 0, failures, backOff));
        }
    }

    /** The spare slot is empty. */
    public void spareDestroyed() {
        answer(Awaited.DESTROYED);
        RotationRecord now = known();
        if (now.phase() == RotationPhase.STABLE) {
            reload();
        } else {
            record = now.with(RotationPhase.RETIRED, 0, 0, 0);
            persist(now.with(RotationPhase.STABLE, 0, 0, 0));
        }
    }

    /**
     * The storage failed, so that it is not known what it holds: after a wait everything is read again.
     *
     * @param nowNanos the monotonic time
     */
    public void storageFailed(long nowNanos) {
        awaited = Awaited.NOTHING;
        broken = true;
        RotationRecord now = record;
        long generation = now == null ? 0 : now.lastGeneration();
        waitFor(policy.backOffMillis(device, generation, 1), nowNanos);
    }

    private void tickStable(RotationRecord now, long nowNanos, long wallMillis) {
        boolean clock = wallMillis != NO_CLOCK;
        long renewAt = policy.renewAtMillis(device, now.activeGeneration(), notBeforeMillis, notAfterMillis);
        if (asked || (clock && wallMillis >= renewAt)) {
            awaited = Awaited.KEY;
            output.createKey(now.lastGeneration() + 1);
        } else {
            waitFor(clock ? Math.min(renewAt - wallMillis, LOOK_AGAIN_MILLIS) : LOOK_AGAIN_MILLIS, nowNanos);
        }
    }

    private void rollBack(String reason) {
        RotationRecord now = known();
        int failures = now.failures() + 1;
        givenUp = reason;
        persist(now.with(
                RotationPhase.STABLE, 0, failures, policy.backOffMillis(device, now.lastGeneration(), failures)));
    }

    private void persist(RotationRecord next) {
        record = next;
        awaited = Awaited.PERSISTED;
        output.persist(next);
    }

    private void destroy() {
        awaited = Awaited.DESTROYED;
        output.destroySpare();
    }

    private void reload() {
        awaited = Awaited.RELOADED;
        output.reload();
    }

    private void waitFor(long millis, long nowNanos) {
        deadlineNanos = nowNanos + millis * MILLI;
    }

    private void answer(Awaited expected) {
        if (awaited != expected) {
            throw new IllegalStateException("an answer of " + expected + " while " + awaited + " is awaited");
        }
        awaited = Awaited.NOTHING;
    }

    private RotationRecord known() {
        RotationRecord now = record;
        if (now == null) {
            throw new IllegalStateException("restore comes first");
        }
        return now;
    }
}
