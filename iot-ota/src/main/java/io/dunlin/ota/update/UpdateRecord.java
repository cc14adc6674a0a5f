/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that an updater keeps through a restart, in one record that is written as a whole: so the security counter moves
 * in the same instant as the state.
 *
 * @param state the state
 * @param reason why it was reached
 * @param plan the present or last update, null before the first
 * @param running the image that is confirmed
 * @param version the version of the confirmed image, empty if no manifest ever named it
 * @param securityCounter the highest security version that was confirmed
 * @param lastSequence the highest sequence number that was accepted
 * @param targetSlot where the new image is, once armed
 * @param armings how many times the boot flag was set for this update
 * @param nextEventId the id of the next event
 * @param outbox the events that are not acknowledged
 */
record UpdateRecord(
        UpdateState state,
        UpdateReason reason,
        @Nullable Plan plan,
        ImageDigest running,
        String version,
        long securityCounter,
        long lastSequence,
        int targetSlot,
        int armings,
        long nextEventId,
        List<UpdateEvent> outbox) {

    private static final int VERSION = 1;

    UpdateRecord {
        outbox = List.copyOf(outbox);
    }

    static UpdateRecord initial(ImageDigest running) {
        return new UpdateRecord(UpdateState.IDLE, UpdateReason.NONE, null, running, "", 0, 0, 0, 0, 1, List.of());
    }

    UpdateRecord accepted(Plan next, int slot) {
        return new UpdateRecord(
                state, reason, next, running, version, securityCounter, next.sequence(), slot, 0, nextEventId, outbox);
    }

    UpdateRecord arming() {
        return new UpdateRecord(
                state,
                reason,
                plan,
                running,
                version,
                securityCounter,
                lastSequence,
                targetSlot,
                armings + 1,
                nextEventId,
                outbox);
    }

    UpdateRecord kept(Plan done) {
        long counter = Math.max(securityCounter, done.securityVersion());
        return new UpdateRecord(
                state,
                reason,
                plan,
                done.target(),
                done.version(),
                counter,
                lastSequence,
                targetSlot,
                armings,
                nextEventId,
                outbox);
    }

    UpdateRecord entered(UpdateState next, UpdateReason why, List<UpdateEvent> events) {
        return new UpdateRecord(
                next,
                why,
                plan,
                running,
                version,
                securityCounter,
                lastSequence,
                targetSlot,
                armings,
                nextEventId + 1,
                events);
    }

    UpdateRecord passedOver(long sequence, List<UpdateEvent> events) {
        return new UpdateRecord(
                state,
                reason,
                plan,
                running,
                version,
                securityCounter,
                sequence,
                targetSlot,
                armings,
                nextEventId + 1,
                events);
    }

    UpdateRecord reported(List<UpdateEvent> events) {
        return new UpdateRecord(
                state,
                reason,
                plan,
                running,
                version,
                securityCounter,
                lastSequence,
                targetSlot,
                armings,
                nextEventId,
                events);
    }

    byte[] encode() {
        CborWriter out = new CborWriter();
        out.array(12).integer(VERSION).integer(state.code()).integer(reason.code());
        if (plan == null) {
            out.nil();
        } else {
            out.array(7).text(plan.campaign()).integer(plan.sequence()).text(plan.version());
            out.integer(plan.securityVersion());
            put(out, plan.target());
            put(out, plan.payload());
            ImageDigest source = plan.source();
            if (source == null) {
                out.nil();
            } else {
                put(out, source);
            }
        }
        put(out, running);
        out.text(version).integer(securityCounter).integer(lastSequence);
        out.integer(targetSlot).integer(armings).integer(nextEventId);
        out.array(outbox.size());
        for (UpdateEvent event : outbox) {
            UpdateWire.put(out, event);
        }
        return out.toByteArray();
    }

    /** Reads a record that this or an older version of the library wrote. */
    static UpdateRecord decode(byte[] bytes) throws DecodeException {
        CborReader in = new CborReader(bytes);
        try {
            in.array(12);
            in.integer(VERSION, VERSION);
            UpdateState state = UpdateState.ofCode(in.integer());
            UpdateReason reason = UpdateReason.ofCode(in.integer());
            Plan plan = in.tryNil() ? null : plan(in);
            ImageDigest running = image(in);
            String version = in.text();
            long counter = in.integer(0, Long.MAX_VALUE);
            long sequence = in.integer(0, Long.MAX_VALUE);
            int slot = (int) in.integer(0, 1);
            int armings = (int) in.integer(0, Integer.MAX_VALUE);
            long nextEvent = in.integer(1, Long.MAX_VALUE);
            List<UpdateEvent> outbox = new ArrayList<>();
            for (int left = in.array(); left > 0; left--) {
                outbox.add(UpdateWire.event(in));
            }
            in.end();
            return new UpdateRecord(
                    state, reason, plan, running, version, counter, sequence, slot, armings, nextEvent, outbox);
        } catch (IllegalArgumentException e) {
            throw in.unexpected(String.valueOf(e.getMessage()));
        }
    }

    private static Plan plan(CborReader in) {
        in.array(7);
        return new Plan(
                in.text(),
                in.integer(1, Long.MAX_VALUE),
                in.text(),
                in.integer(0, Long.MAX_VALUE),
                image(in),
                image(in),
                in.tryNil() ? null : image(in));
    }

    private static void put(CborWriter out, ImageDigest image) {
        out.array(2).integer(image.length()).bytes(image.sha256().bytes());
    }

    private static ImageDigest image(CborReader in) {
        in.array(2);
        return new ImageDigest(in.integer(0, Long.MAX_VALUE), Digest.of(in.bytes()));
    }
}
