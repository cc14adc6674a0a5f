/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.manifest.Cancellation;
import io.dunlin.ota.manifest.Installed;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestCheck;
import io.dunlin.ota.manifest.ManifestRefusal;
import io.dunlin.ota.manifest.ManifestVerifier;
import io.dunlin.ota.update.UpdateHost.Gate;
import io.dunlin.ota.update.UpdateOutput.Work;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of an update. It acts on a state only when the record that says so is durable, so after a crash
 * {@link #start} finds either that state or the one before it, and every act may be repeated.
 *
 * <p>Reports go into an outbox and never come back as inputs. The clock is asked once, when a manifest is judged. One
 * thread at a time; everything blocking is done by the {@link UpdateOutput}. Longer than other classes, so that all
 * transitions can be read in one place.
 */
final class UpdateMachine {

    static final int MAX_RETRIES = 5;
    private static final long GATE_POLL_NANOS = 10_000_000_000L;
    private static final long RETRY_NANOS = 2_000_000_000L;

    private final UpdateConfig config;
    private final ManifestVerifier verifier;
    private final UpdateOutput out;

    private UpdateRecord record;
    private SlotStatus slots;
    private Outbox outbox;
    private @Nullable Download download;
    private int linkBytes;

    /** Whether a record is being written, and whether it is out of date already. */
    private boolean persisting;

    private boolean dirty;
    /** How often in a row the record could not be written. */
    private int persistFailures;

    /** Whether the present state's act was begun. */
    private boolean acting;

    private int retries;
    /** When to act again: a gate to ask, a pause to end. */
    private long actAt = Long.MAX_VALUE;

    private long restartAt;
    /** When to give the self test up; MAX if none runs. */
    private long testUntil = Long.MAX_VALUE;

    /**
     * Starts after a boot; the first act comes with the first {@link #tick}.
     *
     * @param record what the last run left
     * @param slots how the device booted
     * @param now the monotonic time
     */
    UpdateMachine(
            UpdateConfig config,
            ManifestVerifier verifier,
            UpdateOutput out,
            UpdateRecord record,
            SlotStatus slots,
            long now) {
        this.config = config;
        this.verifier = verifier;
        this.out = out;
        this.record = record;
        this.slots = slots;
        this.outbox = new Outbox(record.outbox(), now);
    }

    UpdateRecord record() {
        return record;
    }

    /** The version of the image that runs, on trial or confirmed; empty if no manifest ever named it. */
    String runningVersion() {
        Plan plan = record.plan();
        return slots.trial() && plan != null ? plan.version() : record.version();
    }

    /** Takes up the update that the last run left. */
    void start(long now) {
        switch (Resumption.of(record, slots)) {
            case NONE -> out.discard();
            case ACT -> act(now);
            case FETCH -> enter(UpdateState.FETCHING, now);
            case ARM -> arm(now);
            case RESTART -> enter(UpdateState.RESTART_WAIT, now);
            case TRIAL -> enter(UpdateState.TRIAL, now);
            case CONFIRM -> confirmedRecord(now);
            case NOT_BOOTED -> enter(UpdateState.REVERTED, UpdateReason.NOT_BOOTED, "", now);
            case REVERTED -> enter(UpdateState.REVERTED, UpdateReason.SELF_TEST_FAILED, "", now);
        }
    }

    long deadlineNanos() {
        long next =
                Math.min(Math.min(actAt, testUntil), linkBytes > 0 && isDurable() ? outbox.deadline() : Long.MAX_VALUE);
        return download == null ? next : Math.min(next, download.deadline());
    }

    void tick(long now) {
        sendOutbox(now);
        if (download != null) {
            download.tick(now);
        }
        if (testUntil != Long.MAX_VALUE && now - testUntil >= 0) {
            selfTested(false, now);
        }
        if (actAt != Long.MAX_VALUE && now - actAt >= 0) {
            actAt = Long.MAX_VALUE;
            act(now);
        }
    }

    void linkUp(int maxPayloadBytes, long now) {
        linkBytes = maxPayloadBytes;
        outbox.hurry(now);
        sendOutbox(now);
        if (download != null) {
            download.linkUp(maxPayloadBytes, now);
        }
    }

    void linkDown() {
        linkBytes = 0;
        if (download != null) {
            download.linkDown();
        }
    }

    /** Takes a message of the fleet; what makes no sense now is dropped. */
    void receive(byte[] bytes, long now, long wallMillis) {
        UpdateMessage message = UpdateWire.decode(bytes);
        switch (message.kind()) {
            case OFFER -> offer(((UpdateMessage.Offer) message).manifest(), now, wallMillis);
            case BLOCK -> {
                if (download != null) {
                    download.block((UpdateMessage.Block) message, now);
                }
            }
            case EVENT_ACK -> {
                if (outbox.acknowledged(((UpdateMessage.EventAck) message).id())) {
                    persist();
                }
            }
            case CANCEL -> cancel(verifier.cancellation(((UpdateMessage.Cancel) message).signed()), now);
            case BLOCK_REQUEST, EVENT -> {}
        }
    }

    private void offer(byte[] signed, long now, long wallMillis) {
        Installed installed = new Installed(
                config.model(), config.component(), record.running(), record.securityCounter(), record.lastSequence());
        ManifestCheck check = verifier.check(signed, installed, wallMillis);
        if (check instanceof ManifestCheck.Refused refused) {
            refuse(refused, now);
            return;
        }
        Plan plan = Plan.of((ManifestCheck.Accepted) check);
        if (record.state().isActive() || outbox.isFull() || slots.trial()) {
            reject(
                    plan.campaign(),
                    plan.sequence(),
                    UpdateReason.BUSY,
                    record.state().toString());
        } else if (plan.payload().length() > config.maxPayloadBytes()
                || plan.target().length() > slots.capacityBytes()) {
            reject(plan.campaign(), plan.sequence(), UpdateReason.NO_ROOM, "");
        } else {
            record = record.accepted(plan, slots.other());
            enter(UpdateState.MANIFEST_OK, now);
        }
    }

    private void refuse(ManifestCheck.Refused refused, long now) {
        Manifest manifest = refused.manifest();
        if (refused.reason() == ManifestRefusal.OLD_SEQUENCE) {
            if (manifest != null) {
                answerOld(manifest, now);
            }
            return;
        }
        UpdateReason reason = refused.reason() == ManifestRefusal.ALREADY_INSTALLED
                ? UpdateReason.ALREADY_INSTALLED
                : UpdateReason.MANIFEST_REFUSED;
        String detail = refused.reason() + (refused.signature() == null ? "" : " " + refused.signature());
        if (manifest == null) {
            reject("", 0, reason, detail);
        } else {
            reject(manifest.campaign(), manifest.sequence(), reason, detail);
        }
    }

    private void answerOld(Manifest manifest, long now) {
        Plan plan = record.plan();
        if (plan != null && manifest.sequence() == plan.sequence()) {
            repeatReport(plan, now);
        } else if (outbox.tellsOf(manifest.campaign(), manifest.sequence())) {
            outbox.hurry(now);
            sendOutbox(now);
        } else if (isDurable()) {
            // A later update overtook it: a fleet that is not told waits for this device for ever.
            out.send(new UpdateMessage.Event(new UpdateEvent(
                    0,
                    manifest.campaign(),
                    manifest.sequence(),
                    UpdateState.REJECTED,
                    UpdateReason.MANIFEST_REFUSED,
                    ManifestRefusal.OLD_SEQUENCE.toString())));
        }
    }

    /** A fleet that speaks of what was accepted as if it was not lost, or never heard, how it stands. */
    private void repeatReport(Plan plan, long now) {
        if (outbox.tellsOf(plan.campaign(), plan.sequence())) {
            outbox.hurry(now);
            sendOutbox(now);
        } else if (isDurable()) {
            out.send(new UpdateMessage.Event(new UpdateEvent(
                    0, plan.campaign(), plan.sequence(), record.state(), record.reason(), "reported again")));
        }
    }

    /** Tells the fleet at once and forgets it: a fleet that did not hear it will offer again. */
    private void reject(String campaign, long sequence, UpdateReason reason, String detail) {
        UpdateEvent event = new UpdateEvent(0, campaign, sequence, UpdateState.REJECTED, reason, detail);
        out.send(new UpdateMessage.Event(event));
        out.changed(event);
    }

    private void cancel(@Nullable Cancellation cancellation, long now) {
        Plan plan = record.plan();
        if (cancellation == null) {
            return;
        }
        if (plan == null || plan.sequence() != cancellation.sequence()) {
            passOver(cancellation);
            return;
        }
        switch (record.state()) {
            case MANIFEST_OK, FETCHING, SRC_VERIFIED, APPLYING, DST_VERIFIED ->
                enter(UpdateState.CANCELLED, UpdateReason.CANCELLED_BY_FLEET, "", now);
            default -> repeatReport(plan, now);
        }
    }

    /** What was called off before it began must not begin when its offer comes late. */
    private void passOver(Cancellation cancellation) {
        if (cancellation.sequence() > record.lastSequence() && !outbox.isFull()) {
            outbox.add(new UpdateEvent(
                    record.nextEventId(),
                    cancellation.campaign(),
                    cancellation.sequence(),
                    UpdateState.CANCELLED,
                    UpdateReason.CANCELLED_BY_FLEET,
                    "not begun"));
            record = record.passedOver(cancellation.sequence(), outbox.events());
            persist();
        }
    }

    // What the output reports.

    void persisted(long now) {
        persisting = false;
        persistFailures = 0;
        if (dirty) {
            persist();
            return;
        }
        outbox.hurry(now);
        sendOutbox(now);
        act(now);
    }

    void payloadOpened(long kept, long now) {
        if (record.state() != UpdateState.FETCHING) {
            return;
        }
        download = new Download(plan().payload(), kept, config, out);
        if (linkBytes > 0) {
            download.linkUp(linkBytes, now);
        }
        checkIfComplete();
    }

    void stored(int bytes, long now) {
        if (download != null) {
            download.stored(bytes, now);
            checkIfComplete();
        }
    }

    private void checkIfComplete() {
        if (download != null && download.isComplete()) {
            download = null;
            out.check(plan());
        }
    }

    void checked(long now) {
        if (record.state() == UpdateState.FETCHING) {
            enter(UpdateState.SRC_VERIFIED, now);
        }
    }

    void applied(long now) {
        if (record.state() == UpdateState.APPLYING) {
            enter(UpdateState.DST_VERIFIED, now);
        }
    }

    void armed(long now) {
        if (record.state() == UpdateState.ARMED) {
            slots = new SlotStatus(slots.running(), false, true, slots.capacityBytes());
            enter(UpdateState.RESTART_WAIT, now);
        }
    }

    /** Takes the verdict of the self test; only the first counts. */
    void selfTested(boolean passed, long now) {
        if (testUntil == Long.MAX_VALUE) {
            return;
        }
        testUntil = Long.MAX_VALUE;
        if (passed) {
            out.confirm();
        } else {
            enter(UpdateState.REVERTING, UpdateReason.SELF_TEST_FAILED, "", now);
        }
    }

    /** The boot flag keeps the new image: now, and in one record, the counter moves. */
    void confirmed(long now) {
        if (record.state() == UpdateState.SELF_TEST) {
            confirmedRecord(now);
        }
    }

    void reverted() {
        if (record.state() == UpdateState.REVERTING) {
            out.restart();
        }
    }

    /** A piece of work failed; some are tried again, from where they came to. */
    void failed(Work work, UpdateReason reason, String detail, long now) {
        String shown = detail.length() <= UpdateEvent.MAX_DETAIL ? detail : detail.substring(0, UpdateEvent.MAX_DETAIL);
        switch (work) {
            case PERSIST -> {
                // Nothing was promised yet; the record is written again.
                persisting = false;
                dirty = true;
                retryLater(now);
                if (++persistFailures > MAX_RETRIES && canGiveUp()) {
                    giveUp(reason, shown, now);
                }
            }
            case ARM, CONFIRM, REVERT -> {
                // Never given up: only the boot flag decides what runs next. A repeated confirmation repeats the test.
                acting = false;
                retryLater(now);
            }
            case OPEN_PAYLOAD, STORE, CHECK, APPLY -> {
                UpdateState state = record.state();
                if (state != UpdateState.FETCHING && state != UpdateState.APPLYING) {
                    return;
                }
                download = null;
                acting = false;
                if (reason == UpdateReason.PATCH_REFUSED || ++retries > MAX_RETRIES) {
                    giveUp(reason, shown, now);
                } else {
                    retryLater(now);
                }
            }
        }
    }

    private boolean canGiveUp() {
        return switch (record.state()) {
            case MANIFEST_OK, FETCHING, SRC_VERIFIED, APPLYING, DST_VERIFIED -> true;
            default -> false;
        };
    }

    private void giveUp(UpdateReason reason, String detail, long now) {
        // Before the record of it: on a full disk that finds room only in the place of these.
        out.discard();
        if (record.state() == UpdateState.APPLYING || record.state() == UpdateState.DST_VERIFIED) {
            out.emptySlot();
        }
        persistFailures = 0;
        enter(UpdateState.FAILED, reason, detail, now);
    }

    private void retryLater(long now) {
        actAt = now + RETRY_NANOS;
    }

    // Acts.

    /** Does what the present state is for, once, when the record of it is durable. */
    private void act(long now) {
        if (dirty && !persisting) {
            persist();
        }
        if (persisting || acting) {
            return;
        }
        acting = true;
        switch (record.state()) {
            case IDLE -> {}
            case MANIFEST_OK -> enter(UpdateState.FETCHING, now);
            case FETCHING -> out.openPayload(plan().payload());
            case SRC_VERIFIED -> {
                if (open(Gate.APPLY, now)) {
                    enter(UpdateState.APPLYING, now);
                }
            }
            case APPLYING -> out.apply(plan());
            case DST_VERIFIED -> {
                if (open(Gate.ARM, now)) {
                    arm(now);
                }
            }
            case ARMED -> out.arm(config.bootTries());
            case RESTART_WAIT -> {
                if (now - restartAt < 0) {
                    acting = false;
                    actAt = restartAt;
                } else if (open(Gate.RESTART, now)) {
                    out.restart();
                }
            }
            case TRIAL -> enter(UpdateState.SELF_TEST, now);
            case SELF_TEST -> {
                testUntil = now + config.selfTestNanos();
                out.selfTest();
            }
            case REVERTING -> out.revert();
            case CONFIRMED, REVERTED, FAILED, REJECTED, CANCELLED -> out.discard();
        }
    }

    private boolean open(Gate gate, long now) {
        if (out.permits(gate)) {
            return true;
        }
        acting = false;
        actAt = now + GATE_POLL_NANOS;
        return false;
    }

    private void arm(long now) {
        record = record.arming();
        enter(UpdateState.ARMED, now);
    }

    private void confirmedRecord(long now) {
        slots = new SlotStatus(slots.running(), false, false, slots.capacityBytes());
        record = record.kept(plan());
        enter(UpdateState.CONFIRMED, now);
    }

    private void enter(UpdateState state, long now) {
        enter(state, UpdateReason.NONE, "", now);
    }

    /** Takes a state; its act follows when the record is durable. */
    private void enter(UpdateState state, UpdateReason reason, String detail, long now) {
        Plan plan = plan();
        UpdateEvent event =
                new UpdateEvent(record.nextEventId(), plan.campaign(), plan.sequence(), state, reason, detail);
        outbox.add(event);
        record = record.entered(state, reason, outbox.events());
        acting = false;
        retries = state == UpdateState.APPLYING || state == UpdateState.FETCHING ? 0 : retries;
        testUntil = Long.MAX_VALUE;
        actAt = Long.MAX_VALUE;
        restartAt = now + config.restartDelayNanos(plan.campaign());
        if (state.isTerminal()) {
            download = null;
        }
        out.changed(event);
        persist();
    }

    private void persist() {
        if (persisting) {
            dirty = true;
            return;
        }
        persisting = true;
        dirty = false;
        record = record.reported(outbox.events());
        out.persist(record.encode());
    }

    /** Whether the record is on disk as it is in memory; it is not while it is written, nor after that failed. */
    private boolean isDurable() {
        return !persisting && !dirty;
    }

    private void sendOutbox(long now) {
        // What is not durable is not reported: after a loss of power it would not be true.
        if (linkBytes > 0 && isDurable()) {
            outbox.send(now, out);
        }
    }

    private Plan plan() {
        Plan plan = record.plan();
        if (plan == null) {
            throw new IllegalStateException("no plan in state " + record.state());
        }
        return plan;
    }
}
