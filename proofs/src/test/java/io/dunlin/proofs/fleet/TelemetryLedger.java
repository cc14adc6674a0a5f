/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one device offered and was told to be durable. Rows are numbered, and everything in a row follows from its number,
 * its time and the schema of the boot in which it was offered.
 */
final class TelemetryLedger {

    /** Rows per batch, at most. */
    static final int BATCH_ROWS = 8;

    private static final long FRESH = 60_000_000_000L;
    private static final List<Stream> STREAMS = List.of(
            new Stream("n", "", StreamType.LONG, Priority.NORMAL, FRESH),
            new Stream("temperature", "Cel", StreamType.DOUBLE, Priority.NORMAL, FRESH),
            new Stream("note", "", StreamType.STRING, Priority.NORMAL, FRESH),
            new Stream("alarm", "", StreamType.BOOLEAN, Priority.URGENT, FRESH));

    private final DeviceId device;
    private final Map<Long, Offered> offered = new TreeMap<>();
    private final TreeSet<Long> promised = new TreeSet<>();
    private final TreeMap<Long, Long> waiting = new TreeMap<>();
    private long next;

    TelemetryLedger(DeviceId device) {
        this.device = device;
    }

    /** A row as it was offered. */
    private record Offered(long atMillis, int streams) {}

    /** A stored row: where it is, and its values in the order of the streams, null where there is none. */
    record Stored(long epoch, long seq, long atMillis, Object[] values) {
        long number() {
            return (Long) values[0];
        }
    }

    /** Names the streams, in their order. */
    static List<String> streams() {
        return STREAMS.stream().map(Stream::name).toList();
    }

    /** Returns the schema of one version of the firmware: later ones have more streams. */
    static Schema schema(int version) {
        return new Schema(1, STREAMS.subList(0, Math.min(2 + version, STREAMS.size())));
    }

    /** Fills in the next row. */
    Row next(Schema schema, long atMillis) {
        long n = next++;
        int streams = schema.streams().size();
        offered.put(n, new Offered(atMillis, streams));
        Row row = new Row(schema).at(atMillis);
        Object[] values = values(n, streams);
        row.setLong(0, n).set(1, (Double) values[1]);
        if (values[2] != null) {
            row.set(2, (String) values[2]);
        }
        if (values[3] != null) {
            row.set(3, (Long) values[3] == 1);
        }
        return row;
    }

    private static Object[] values(long n, int streams) {
        Object[] values = new Object[STREAMS.size()];
        values[0] = n;
        values[1] = n * 0.25 - 20;
        values[2] = streams > 2 && n % 5 == 0 ? "note " + n : null;
        values[3] = streams > 3 && n % 16 == 0 ? Long.valueOf(n % 32 / 16) : null;
        return values;
    }

    /** The row offered last was accepted, and is durable once so many rows are. */
    void accepted(long offeredRows) {
        waiting.put(next - 1, offeredRows);
    }

    /** So many rows of this boot are durable. */
    void durable(long durableRows) {
        waiting.entrySet().removeIf(entry -> entry.getValue() <= durableRows && promised.add(entry.getKey()));
    }

    /** What was not durable by now never will be. */
    void rebooted() {
        waiting.clear();
    }

    int promises() {
        return promised.size();
    }

    /**
     * Checks what the fleet stored of this device.
     *
     * @param stored in the order of the messages that they came in
     * @param gaps what the device declared as lost
     * @param mayLose whether this device has a reason to lose what it promised
     * @return how many promised rows are in gaps
     */
    int verify(List<Stored> stored, List<SeqRange> gaps, boolean mayLose) {
        TreeMap<Long, Stored> byNumber = new TreeMap<>();
        for (Stored row : stored) {
            Offered was = offered.get(row.number());
            assertThat(was)
                    .as("stored row %s of %s was offered", row.number(), device)
                    .isNotNull();
            assertThat(row.atMillis()).as("time of row %s", row.number()).isEqualTo(was.atMillis());
            assertThat(Arrays.asList(row.values()))
                    .as("values of row %s", row.number())
                    .isEqualTo(Arrays.asList(values(row.number(), was.streams())));
            Stored other = byNumber.put(row.number(), row);
            assertThat(other)
                    .as("row %s of %s is stored once", row.number(), device)
                    .isNull();
        }
        TreeSet<Long> missing = new TreeSet<>(promised);
        missing.removeAll(byNumber.keySet());
        if (!mayLose) {
            assertThat(missing)
                    .as("promised rows of %s that are not stored", device)
                    .isEmpty();
        }
        for (List<Long> run : runs(missing, byNumber)) {
            // Messages are numbered in the order of their rows, so the missing ones were between the neighbours'.
            Map.Entry<Long, Stored> before = byNumber.lowerEntry(run.get(0));
            Map.Entry<Long, Stored> after = byNumber.higherEntry(run.get(0));
            long from = before == null ? 1 : before.getValue().seq() + 1;
            long to = after == null ? Long.MAX_VALUE : after.getValue().seq() - 1;
            assertThat(run.size())
                    .as(
                            "promised rows %s of %s, missing between messages %s and %s, in gaps %s",
                            run, device, from, to, gaps)
                    .isLessThanOrEqualTo((int) Math.min(Integer.MAX_VALUE, covered(gaps, from, to) * BATCH_ROWS));
        }
        return missing.size();
    }

    /** Splits missing rows where a stored one is between them. */
    private static List<List<Long>> runs(TreeSet<Long> missing, TreeMap<Long, Stored> stored) {
        List<List<Long>> runs = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (long n : missing) {
            Long between = last == Long.MIN_VALUE ? null : stored.higherKey(last);
            if (last == Long.MIN_VALUE || (between != null && between < n)) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(n);
            last = n;
        }
        return runs;
    }

    private static long covered(List<SeqRange> gaps, long from, long to) {
        long covered = 0;
        long counted = from - 1;
        for (SeqRange gap :
                gaps.stream().sorted(Comparator.comparingLong(SeqRange::from)).toList()) {
            long first = Math.max(gap.from(), counted + 1);
            long last = Math.min(gap.to(), to);
            if (first <= last) {
                covered += last - first + 1;
                counted = last;
            }
        }
        return covered;
    }
}
