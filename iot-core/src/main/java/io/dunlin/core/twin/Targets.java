/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives targets to their handlers, each version once, and turns what these make of them into answers. */
final class Targets {

    private final TwinSchema schema;
    private final TwinLimits limits;
    private final DeviceState state;
    private final DeviceTwin.Output output;

    /** The version that the handler of a path was given and has not answered. */
    private final Map<String, Long> offered = new HashMap<>();

    /** The last unanswered call of a former incarnation: until it is answered, its version means two things. */
    private final Map<String, Long> orphans = new HashMap<>();

    Targets(TwinSchema schema, TwinLimits limits, DeviceState state, DeviceTwin.Output output) {
        this.schema = schema;
        this.limits = limits;
        this.state = state;
        this.output = output;
    }

    /** All that was desired is void. */
    void restart() {
        for (Map.Entry<String, Long> each : offered.entrySet()) {
            long before = orphans.getOrDefault(each.getKey(), 0L);
            orphans.put(each.getKey(), Math.max(before, each.getValue()));
        }
        offered.clear();
    }

    /** Asks again for what a firmware before could not take, if this one may. */
    void reconsider(String path) {
        Entry<Content.Desired> entry = state.mirror.space.at(path);
        Content.Reported reported = state.reported(path);
        Ack ack = reported.ack();
        if (ack != null && ack.state() == Ack.State.UNKNOWN && ack.dv() == entry.version()) {
            Refusal refusal = schema.checkDesired(path, entry.content().value());
            if (refusal != ack.reason()) {
                state.stage(path, new Content.Reported(reported.value(), null));
            }
        }
    }

    /** Gives a durable target to its handler, or answers it if there is none; returns whether it answered. */
    boolean offer(String path) {
        Entry<Content.Desired> entry = state.mirror.space.get(path);
        if (entry == null || !state.isPending(path) || state.dirty.contains(path) || state.allDirty) {
            return false;
        }
        long dv = entry.version();
        Long given = offered.get(path);
        if ((given != null && given >= dv) || dv <= orphans.getOrDefault(path, 0L)) {
            return false;
        }
        Content.Desired target = entry.content();
        Value inForce = state.reported(path).value();
        if (target.omitted()) {
            answer(path, inForce, new Ack(dv, Ack.State.REJECTED, Refusal.LIMIT, "", false));
            return true;
        }
        Refusal refusal = schema.checkDesired(path, target.value());
        if (refusal == Refusal.NONE) {
            offered.put(path, dv);
            output.apply(path, target.value(), dv);
            return false;
        }
        if (target.isRemoved()) {
            answer(path, null, new Ack(dv, Ack.State.APPLIED, Refusal.NONE, "", true));
        } else {
            boolean bounds = refusal == Refusal.OUT_OF_RANGE || refusal == Refusal.TOO_LONG;
            Ack.State verdict = bounds ? Ack.State.REJECTED : Ack.State.UNKNOWN;
            answer(path, inForce, new Ack(dv, verdict, refusal, "", false));
        }
        return true;
    }

    /** Takes what a handler made of a target; returns whether that gave an answer. */
    boolean applied(String path, long dv, Outcome outcome) {
        long orphan = orphans.getOrDefault(path, 0L);
        if (dv == orphan) {
            orphans.remove(path);
            return offer(path);
        }
        if (dv < orphan) {
            return false;
        }
        Entry<Content.Desired> entry = state.mirror.space.get(path);
        Long given = offered.get(path);
        if (entry == null || entry.version() != dv || given == null || given != dv) {
            return false;
        }
        Value inForce = inForce(entry.content(), state.reported(path).value(), outcome);
        Refusal reason = outcome.state() == Ack.State.REJECTED ? Refusal.APPLICATION : Refusal.NONE;
        boolean removal = entry.content().isRemoved();
        answer(path, inForce, new Ack(dv, outcome.state(), reason, outcome.text(), removal));
        return true;
    }

    private @Nullable Value inForce(Content.Desired target, @Nullable Value before, Outcome outcome) {
        if (outcome.state() == Ack.State.APPLIED) {
            return target.value();
        }
        Value adapted = outcome.inForce();
        if (adapted == null) {
            return before;
        }
        if (ValueCodec.size(adapted) > limits.maxValueBytes()) {
            throw new IllegalArgumentException("the value in force is larger than maxValueBytes: " + adapted);
        }
        return adapted;
    }

    private void answer(String path, @Nullable Value inForce, Ack ack) {
        offered.remove(path);
        state.stage(path, new Content.Reported(inForce, ack));
    }
}
