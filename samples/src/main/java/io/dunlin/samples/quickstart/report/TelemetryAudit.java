/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.ReplayProgress;
import io.dunlin.samples.quickstart.report.StoredRows.StoredRow;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the fleet stored of one device with the recording that the device replayed, row by row.
 *
 * <p>A device numbers its messages in the order of its rows. So if rows are missing, the stored rows before and after them
 * tell between which numbers they were: there, and only there, must be what the device declared as lost.
 */
final class TelemetryAudit {

    private final Recording recording;
    private final List<ReplayProgress.Boot> boots;
    private final List<StoredRow> rows;
    private final StoredWindows windows;
    private final BitSet lost = new BitSet();
    private final BitSet seen = new BitSet();
    private long storedValues;
    private long duplicates;
    private long altered;
    private long unsaved;
    private long evicted;
    private long undeclared;
    private long overdeclared;

    private TelemetryAudit(
            Recording recording, List<ReplayProgress.Boot> boots, List<StoredRow> rows, StoredWindows windows) {
        this.recording = recording;
        this.boots = boots;
        this.rows = rows;
        this.windows = windows;
    }

    /**
     * Audits a device.
     *
     * @param database the fleet's
     * @param device which
     * @param recording what it replayed
     * @param boots at which row each of its boots began, from its disk
     */
    static TelemetryFinding of(Database database, DeviceId device, Recording recording, List<ReplayProgress.Boot> boots)
            throws StoreException {
        return new TelemetryAudit(
                        recording,
                        boots,
                        StoredRows.of(database, Tenant.DEFAULT, device, recording.channels()),
                        StoredWindows.of(database, Tenant.DEFAULT, device))
                .find();
    }

    private TelemetryFinding find() {
        BitSet storedNumbers = new BitSet();
        rows.forEach(row -> storedNumbers.set((int) row.seq()));
        lost.or(windows.declared());
        // What was stored while its acknowledgement was lost may be declared too; it is not missing.
        lost.andNot(storedNumbers);
        walk();
        BitSet withoutRows = new BitSet();
        withoutRows.or(windows.settled());
        withoutRows.andNot(storedNumbers);
        withoutRows.andNot(lost);
        // Each boot announces its schema in a message of its own.
        long unexplained = Math.max(0, withoutRows.cardinality() - windows.epochs());
        return new TelemetryFinding(
                recording.rows().size(),
                recording.points(),
                seen.cardinality(),
                storedValues,
                duplicates,
                altered,
                unsaved,
                evicted,
                undeclared,
                overdeclared,
                windows.unaccounted() + unexplained + Math.abs(windows.rows() - rows.size()),
                windows.repeated());
    }

    private void walk() {
        int next = 0;
        StoredRow before = null;
        for (StoredRow row : rows) {
            duplicates += row.twice();
            altered += row.foreign();
            int index = indexOf(row, next);
            if (index < 0) {
                if (indexOf(row, 0) >= 0) {
                    duplicates++;
                } else {
                    altered++;
                }
                continue;
            }
            seen.set(index);
            storedValues +=
                    Arrays.stream(row.values()).filter(v -> !Double.isNaN(v)).count();
            between(before, row, next, index);
            next = index + 1;
            before = row;
        }
        between(before, null, next, recording.rows().size());
    }

    private int indexOf(StoredRow row, int from) {
        for (int i = from; i < recording.rows().size(); i++) {
            Recording.Row recorded = recording.rows().get(i);
            if (recorded.atMillis() == row.atMillis() && Arrays.equals(recorded.values(), row.values())) {
                return i;
            }
        }
        return -1;
    }

    /** Judges what lies between two stored rows that follow each other: rows of the recording, and message numbers. */
    private void between(@Nullable StoredRow before, @Nullable StoredRow after, int from, int to) {
        int low = before == null ? 1 : (int) before.seq() + 1;
        int high = after == null ? windows.settled().length() : (int) after.seq();
        long declared = low < high ? lost.get(low, high).cardinality() : 0;
        boolean newBoot = before == null || after == null || before.epoch() != after.epoch();
        if (to <= from) {
            // A boot that ended in a kill declares all numbers that it may have given out, used or not.
            overdeclared += newBoot ? 0 : declared;
        } else if (declared == 0) {
            undeclared += to - from;
        } else {
            long inMemory = newBoot ? unsaved(from, to) : 0;
            unsaved += inMemory;
            evicted += to - from - inMemory;
        }
    }

    private long unsaved(int from, int to) {
        long count = 0;
        for (int row = from; row < to; row++) {
            int at = row;
            count += boots.stream().anyMatch(boot -> boot.savedRows() <= at && at < boot.firstRow()) ? 1 : 0;
        }
        return count;
    }
}
