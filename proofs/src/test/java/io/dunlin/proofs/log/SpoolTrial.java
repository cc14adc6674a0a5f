/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.core.log.Gap;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.LogRecord;
import io.dunlin.core.log.Spool;
import io.dunlin.core.log.SyncPolicy;
import io.dunlin.testkit.FaultSweep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Appends groups over several segments, acknowledges some, closes, goes on in a second boot, and notes all promises. What
 * must hold afterwards: every record that was promised durable and not acknowledged is read, once and unchanged, or was
 * evicted; every number is read, a gap or acknowledged; numbers and epochs go on.
 */
final class SpoolTrial implements FaultSweep.Trial {

    static final LogOptions OPTIONS =
            new LogOptions(1024, 6 * 1024 + 8192, 512, 16, SyncPolicy.ON_REQUEST, LogOptions.WhenFull.REFUSE);

    private final LogOptions options;
    private final boolean goesOnAfterErrors;
    private final Map<Long, String> durable = new TreeMap<>();
    private final Map<Long, String> appended = new TreeMap<>();
    private long acknowledged;
    private long acknowledging;
    private long lastEpoch;
    private long lastSeq;

    SpoolTrial(LogOptions options, boolean goesOnAfterErrors) {
        this.options = options;
        this.goesOnAfterErrors = goesOnAfterErrors;
    }

    @Override
    public void run(Storage storage) throws IOException {
        for (int boot = 0; boot < 2; boot++) {
            runBoot(storage, boot);
        }
    }

    private void runBoot(Storage storage, int boot) throws IOException {
        Spool spool;
        try {
            spool = Spool.open(storage, options);
        } catch (IOException e) {
            failed(e);
            return;
        }
        noteEpoch(spool);
        for (int group = 0; group < 4; group++) {
            List<Long> unforced = new ArrayList<>();
            try {
                for (int i = 0; i < 5; i++) {
                    String payload = "boot " + boot + " group " + group + " record " + i + " " + "x".repeat(20 * i);
                    long seq = spool.append(i, payload.getBytes(StandardCharsets.UTF_8));
                    assertThat(seq).isGreaterThan(lastSeq);
                    lastSeq = seq;
                    appended.put(seq, payload);
                    unforced.add(seq);
                }
                spool.force();
                unforced.forEach(seq -> durable.put(seq, appended.get(seq)));
                if (group % 2 == 1) {
                    acknowledging = Math.max(acknowledging, lastSeq - 3);
                    spool.acknowledge(lastSeq - 3);
                    acknowledged = Math.max(acknowledged, lastSeq - 3);
                }
            } catch (IOException e) {
                failed(e);
                noteForcedBefore(spool, unforced);
            }
        }
        try {
            spool.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** After a failure in the middle of a group, what is neither a gap nor beyond the watermark is promised. */
    private void noteForcedBefore(Spool spool, List<Long> group) {
        for (long seq : group) {
            boolean lost = spool.gaps().stream().anyMatch(gap -> gap.fromSeq() <= seq && seq <= gap.toSeq());
            if (seq <= spool.durableSeq() && !lost) {
                durable.put(seq, appended.get(seq));
            }
        }
    }

    private void failed(IOException failure) throws IOException {
        if (!goesOnAfterErrors) {
            throw failure;
        }
    }

    @Override
    public void verify(Storage storage) throws IOException {
        Spool spool = Spool.open(storage, options);
        noteEpoch(spool);
        assertThat(spool.acknowledgedSeq()).isBetween(acknowledged, Math.max(acknowledged, acknowledging));
        Set<Long> seen = new HashSet<>();
        long from = 1;
        for (List<LogRecord> read = spool.read(from, 300); !read.isEmpty(); read = spool.read(from, 300)) {
            for (LogRecord entry : read) {
                assertThat(entry.seq()).isGreaterThanOrEqualTo(from);
                from = entry.seq() + 1;
                assertThat(new String(entry.payload(), StandardCharsets.UTF_8)).isEqualTo(appended.get(entry.seq()));
                seen.add(entry.seq());
            }
        }
        for (Gap gap : spool.gaps()) {
            for (long seq = gap.fromSeq(); seq <= gap.toSeq(); seq++) {
                assertThat(seen.add(seq))
                        .as("%d is read or a gap, not both", seq)
                        .isTrue();
                assertThat(durable.containsKey(seq) && !mayBeEvicted(gap))
                        .as("%d was promised durable but is in %s", seq, gap)
                        .isFalse();
            }
        }
        for (long seq = spool.acknowledgedSeq() + 1; seq <= spool.lastSeq(); seq++) {
            assertThat(seen).as("every number is read or a gap").contains(seq);
        }
        assertThat(spool.lastSeq()).isGreaterThanOrEqualTo(lastSeq);
        long next = spool.append(0, new byte[0]);
        assertThat(next).isGreaterThan(lastSeq);
        lastSeq = next;
        appended.put(next, "");
    }

    private boolean mayBeEvicted(Gap gap) {
        return options.whenFull() == LogOptions.WhenFull.EVICT_OLDEST
                && (gap.reason() == Gap.Reason.EVICTED || gap.reason() == Gap.Reason.MISSING);
    }

    private void noteEpoch(Spool spool) {
        assertThat(spool.epoch().value()).isGreaterThan(lastEpoch);
        lastEpoch = spool.epoch().value();
    }
}
