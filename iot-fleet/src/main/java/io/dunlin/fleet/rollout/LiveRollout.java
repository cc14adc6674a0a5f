/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestCodec;
import io.dunlin.ota.rollout.Rollout;
import io.dunlin.ota.rollout.RolloutEvent;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An open rollout in memory: what was decided, what devices told, and when they were last spoken to. */
final class LiveRollout {

    /** How long to wait for an answer to an offer or a cancellation before it is sent again. */
    private static final long REPEAT_NANOS = 15_000_000_000L;

    /** The same for a device that has the offer: only one that lost it needs another. */
    private static final long REMIND_NANOS = 600_000_000_000L;

    /** What a device is to be sent. */
    enum Due {
        NOTHING,
        OFFER,
        CANCEL
    }

    private final RolloutTable.Stored stored;
    private final Rollout rollout;
    private final Map<Digest, Long> payloads = new HashMap<>();
    private final Map<DeviceId, Told> told = new HashMap<>();
    private final Map<DeviceId, Long> sentAt = new HashMap<>();
    private long events;

    /** What a device told last. */
    private record Told(UpdateState state, UpdateReason reason, long eventId) {}

    LiveRollout(RolloutTable.Stored stored, Rollout rollout, long events, Map<DeviceId, RolloutTable.Row> rows) {
        this.stored = stored;
        this.rollout = rollout;
        this.events = events;
        rows.forEach((device, row) -> {
            if (row.state() != null) {
                told.put(device, new Told(row.state(), row.reason(), row.eventId()));
            }
        });
        Manifest manifest = ManifestCodec.decode(stored.manifest());
        for (Component component : manifest.components()) {
            for (Encoding encoding : component.encodings()) {
                payloads.put(encoding.payload().sha256(), encoding.payload().length());
            }
        }
    }

    String campaign() {
        return stored.campaign();
    }

    long sequence() {
        return stored.sequence();
    }

    byte[] offer() {
        return stored.signed();
    }

    Rollout rollout() {
        return rollout;
    }

    /** Takes note of events that are being stored, and returns the number of the first. */
    long append(List<RolloutEvent> added) {
        long first = events;
        events += added.size();
        for (RolloutEvent event : added) {
            if (event.kind() == RolloutEvent.Kind.HALTED || event.kind() == RolloutEvent.Kind.ABORTED) {
                // That a device was sent an offer just now is no reason to wait with its cancellation.
                sentAt.clear();
            }
        }
        return first;
    }

    /** The length of a payload that the device may have, -1 if it may not. */
    long payloadLength(DeviceId device, Digest payload) {
        Long length = payloads.get(payload);
        return length == null || !rollout.serves(device) ? -1 : length;
    }

    /** Whether the event is of this rollout: it says so, or it is about an offer that nobody but this fleet made. */
    boolean isAddressed(DeviceId device, UpdateEvent event) {
        if (event.campaign().isEmpty()) {
            return rollout.offers(device) && sentAt.containsKey(device) && !hasAccepted(device);
        }
        return event.campaign().equals(campaign())
                && event.sequence() == sequence()
                && rollout.progress(device) != null;
    }

    /**
     * Whether the event says more than what was known. A device that accepted the manifest rejects it no more; an end is
     * always news, so that one of a device that lost its memory and began again is not missed.
     */
    boolean isNews(DeviceId device, UpdateEvent event) {
        Told known = told.get(device);
        if (known == null || known.state() == UpdateState.REJECTED) {
            return true;
        }
        return event.state() != UpdateState.REJECTED
                && (event.state().isTerminal() || (!known.state().isTerminal() && event.id() > known.eventId()));
    }

    void note(DeviceId device, UpdateEvent event) {
        told.put(device, new Told(event.state(), event.reason(), event.id()));
    }

    /** Lets the rollout count an end. */
    List<RolloutEvent> count(DeviceId device, UpdateEvent event, long nowMillis) {
        if (!event.state().isTerminal() || event.reason() == UpdateReason.BUSY) {
            return List.of();
        }
        boolean success = event.state() == UpdateState.CONFIRMED || event.reason() == UpdateReason.ALREADY_INSTALLED;
        return rollout.report(device, success, nowMillis);
    }

    private boolean hasAccepted(DeviceId device) {
        Told known = told.get(device);
        return known != null && known.state() != UpdateState.REJECTED;
    }

    private boolean hasEnded(DeviceId device) {
        Told known = told.get(device);
        return known != null && known.state().isTerminal() && known.reason() != UpdateReason.BUSY;
    }

    /** What to send to a device that is there, if that was not done a short while ago. Counts as sent. */
    Due due(DeviceId device, long nowNanos) {
        Due due = Due.NOTHING;
        if (rollout.offers(device)) {
            due = Due.OFFER;
        } else if (rollout.cancels(device) && !hasEnded(device)) {
            due = Due.CANCEL;
        }
        long pause = due == Due.OFFER && hasAccepted(device) ? REMIND_NANOS : REPEAT_NANOS;
        Long before = sentAt.get(device);
        if (due == Due.NOTHING || (before != null && nowNanos - before < pause)) {
            return Due.NOTHING;
        }
        sentAt.put(device, nowNanos);
        return due;
    }

    /** Whether nothing can happen any more: it is over, and every device that had the offer ended, or none can begin. */
    boolean isClosed(long nowMillis) {
        Phase phase = rollout.status().phase();
        if (phase != Phase.HALTED && phase != Phase.ABORTED && phase != Phase.COMPLETED) {
            return false;
        }
        if (nowMillis >= stored.expiresMillis()) {
            return true;
        }
        for (DeviceId device : rollout.devices()) {
            if (rollout.progress(device) != Rollout.Progress.WAITING && !hasEnded(device)) {
                return false;
            }
        }
        return true;
    }
}
