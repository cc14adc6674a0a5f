/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import org.jspecify.annotations.Nullable;

/**
 * Bounds what a device may report: an answer to every path that the fleet may desire, and as many paths of its own.
 *
 * @param limits the declared limits
 * @param state whose entries are bounded
 */
record ReportedGate(TwinLimits limits, FleetState state) implements Mirror.Gate<Content.Reported> {

    private static final int ANSWER_BYTES = 32 + Ack.MAX_TEXT_BYTES;

    @Override
    public @Nullable Entry<Content.Reported> admit(Update.Change<Content.Reported> change) {
        Space<Content.Reported> space = state.mirror.space;
        Entry<Content.Reported> old = space.get(change.path());
        Entry<Content.Reported> entry = Entry.of(change.path(), change.version(), change.content());
        long total = space.bytes() + entry.bytes() - (old == null ? 0 : old.bytes());
        long maxTotal = 2L * limits.maxTotalBytes() + 2L * limits.maxPaths() * ANSWER_BYTES;
        boolean room = old != null || space.size() < 2 * limits.maxPaths();
        boolean fits = entry.bytes() <= limits.maxValueBytes() + ANSWER_BYTES && total <= maxTotal;
        return room && fits ? entry : null;
    }

    @Override
    public Content.Reported removed() {
        return Content.Reported.NOTHING;
    }
}
