/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dunlin.core.telemetry.BatchPolicy.Overflow;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatcherTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Schema SCHEMA = new Schema(
            1,
            List.of(
                    new Stream("slow", "", StreamType.LONG, Priority.NORMAL, 30 * SECOND),
                    new Stream("fresh", "", StreamType.LONG, Priority.NORMAL, 5 * SECOND),
                    new Stream("alarm", "", StreamType.BOOLEAN, Priority.URGENT, Long.MAX_VALUE),
                    new Stream("text", "", StreamType.STRING, Priority.NORMAL, Long.MAX_VALUE)));

    private final Row row = new Row(SCHEMA);

    private static BatchPolicy policy(int rows, Overflow overflow) {
        return new BatchPolicy(rows, 1024, 256, 60 * SECOND, overflow);
    }

    private Row slow(long value) {
        return row.at(value).setLong(0, value);
    }

    @Test
    void deadline_isThatOfTheTightestBound_andEverythingGoesAlong() {
        Batcher batcher = new Batcher(SCHEMA, policy(100, Overflow.REFUSE));
        assertThat(batcher.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        batcher.offer(row.at(0).set(3, "only the age counts"), 0);
        assertThat(batcher.deadlineNanos()).isEqualTo(60 * SECOND);
        batcher.offer(slow(1), SECOND);
        assertThat(batcher.deadlineNanos()).isEqualTo(31 * SECOND);
        batcher.offer(row.at(2).setLong(1, 2), 2 * SECOND);
        assertThat(batcher.deadlineNanos()).isEqualTo(7 * SECOND);
        batcher.offer(slow(3), 3 * SECOND);
        assertThat(batcher.deadlineNanos()).isEqualTo(7 * SECOND);
        assertThat(batcher.take().rows()).isEqualTo(4);
        assertThat(batcher.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void urgentStream_isDueAtOnce() {
        Batcher batcher = new Batcher(SCHEMA, policy(100, Overflow.REFUSE));
        batcher.offer(row.at(0).set(2, true).setLong(0, 1), 5);
        assertThat(batcher.deadlineNanos()).isEqualTo(5);
    }

    @Test
    void count_makesABatchDue() {
        Batcher batcher = new Batcher(SCHEMA, policy(2, Overflow.REFUSE));
        batcher.offer(slow(1), 5);
        assertThat(batcher.deadlineNanos()).isEqualTo(5 + 30 * SECOND);
        batcher.offer(slow(2), 6);
        assertThat(batcher.deadlineNanos()).isEqualTo(6);
    }

    @Test
    void fullMemory_refusesTheNewRow_whenToldSo() {
        Batcher batcher = new Batcher(SCHEMA, policy(1000, Overflow.REFUSE));
        int accepted = 0;
        while (batcher.offer(slow(accepted), 0) == Offer.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(1024 / (8 + 4 * 9));
        assertThat(batcher.lost()).isEqualTo(1);
        assertThat(batcher.offered()).isEqualTo(accepted + 1);
        assertThat(batcher.rows()).isEqualTo(accepted);
    }

    @Test
    void fullMemory_replacesTheOldestRows_whenToldSo() {
        Batcher batcher = new Batcher(SCHEMA, policy(1000, Overflow.REPLACE_OLDEST));
        long next = 0;
        while (batcher.offer(slow(next++), 0) == Offer.ACCEPTED) {}
        List<Long> kept = drain(batcher);
        assertThat(kept).last().isEqualTo(next - 1);
        assertThat(kept).hasSize((int) (next - batcher.lost()));
        assertThat(kept.get(0)).isEqualTo(batcher.lost());
    }

    @Test
    void rowThatFitsNoMessage_isRefused() {
        Batcher batcher = new Batcher(SCHEMA, policy(10, Overflow.REPLACE_OLDEST));
        assertThat(batcher.offer(row.at(0).set(3, "x".repeat(300)), 0)).isEqualTo(Offer.REFUSED);
        assertThat(batcher.lost()).isEqualTo(1);
    }

    @Test
    void take_refusesWhenNothingWaits() {
        assertThatIllegalStateException().isThrownBy(() -> new Batcher(SCHEMA, policy(10, Overflow.REFUSE)).take());
    }

    @Test
    void policy_refusesWhatCannotWork() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BatchPolicy(0, 1024, 256, 0, Overflow.REFUSE));
        assertThatIllegalArgumentException().isThrownBy(() -> new BatchPolicy(1, 1024, 255, 0, Overflow.REFUSE));
        assertThatIllegalArgumentException().isThrownBy(() -> new BatchPolicy(1, 1023, 256, 0, Overflow.REFUSE));
        List<Stream> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(Stream.ofDouble("s" + i, "", 0));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batcher(new Schema(1, many), policy(1, Overflow.REFUSE)))
                .withMessageContaining("20 streams");
    }

    /** The oracle is a list of the rows that ought to be there. */
    @Property
    void rows_leaveInOrder_inMessagesThatFit_andAllAreCounted(
            @ForAll @Size(max = 150) List<Byte> lengths, @ForAll boolean refuse) {
        BatchPolicy policy = policy(1000, refuse ? Overflow.REFUSE : Overflow.REPLACE_OLDEST);
        Batcher batcher = new Batcher(SCHEMA, policy);
        List<Long> out = new ArrayList<>();
        List<Long> kept = new ArrayList<>();
        long value = 0;
        for (byte length : lengths) {
            if (length < -120) {
                out.addAll(drain(batcher));
            }
            Row full = slow(value).setLong(1, value * 0x9E3779B97F4A7C15L).set(3, "y".repeat(Math.abs(length)));
            long lostBefore = batcher.lost();
            Offer offer = batcher.offer(full, 0);
            long lost = batcher.lost() - lostBefore;
            assertThat(lost > 0).isEqualTo(offer != Offer.ACCEPTED);
            if (offer == Offer.REPLACED_OLDEST) {
                int first = kept.size() - (int) (batcher.rows() - 1 + lost);
                kept.subList(first, first + (int) lost).clear();
            }
            if (offer != Offer.REFUSED) {
                kept.add(value);
            }
            value++;
            assertThat(batcher.offered()).isEqualTo(value);
        }
        out.addAll(drain(batcher));
        assertThat(out).isEqualTo(kept);
        assertThat(out).hasSize((int) (value - batcher.lost()));
    }

    private static List<Long> drain(Batcher batcher) {
        List<Long> values = new ArrayList<>();
        Columns columns = new Columns(SCHEMA);
        while (batcher.rows() > 0) {
            Batcher.Sealed sealed = batcher.take();
            assertThat(sealed.columns().length).isLessThanOrEqualTo(256 - TelemetryWriter.MOST_OVERHEAD_BYTES);
            assertThat(sealed.offered() + batcher.rows()).isEqualTo(batcher.offered());
            new ColumnDecoder(ColumnLimits.DEFAULT).decode(sealed.columns(), 0, sealed.columns().length, columns);
            assertThat(columns.rows()).isEqualTo(sealed.rows());
            for (int i = 0; i < columns.rows(); i++) {
                values.add(columns.column(0).longs()[i]);
            }
        }
        return values;
    }
}
