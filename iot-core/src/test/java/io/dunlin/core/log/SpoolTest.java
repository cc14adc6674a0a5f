/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.StorageException;
import io.dunlin.core.log.Gap.Reason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpoolTest {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 5 * 1024 + 8192, 2048, 16, SyncPolicy.EACH, LogOptions.WhenFull.REFUSE);
    private static final String FIRST = "0000000000000000001.seg";

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void records_areReadInOrder_afterACleanRestart_andNumbersGoOn() throws IOException {
        try (Spool spool = Spool.open(storage, OPTIONS)) {
            assertThat(spool.epoch().value()).isEqualTo(1);
            assertThat(append(spool, 5, 100)).isEqualTo(5);
            assertThat(spool.durableSeq()).isEqualTo(5);
        }
        try (Spool spool = Spool.open(storage, OPTIONS)) {
            assertThat(spool.epoch().value()).isEqualTo(2);
            assertThat(append(spool, 1, 100)).isEqualTo(6);
            List<LogRecord> read = spool.read(1, 10_000);
            assertThat(read).extracting(LogRecord::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(read).extracting(entry -> entry.epoch().value()).containsExactly(1L, 1L, 1L, 1L, 1L, 2L);
            assertThat(read.get(2).type()).isEqualTo(3);
            assertThat(read.get(2).payload()).isEqualTo(payload(3, 100));
            assertThat(spool.gaps()).isEmpty();
        }
    }

    @Test
    void read_keepsToItsBudget_butGivesAtLeastOne() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 20, 100);
        assertThat(seqs(spool.read(3, 350))).containsExactly(3L, 4L, 5L);
        assertThat(seqs(spool.read(6, 1))).containsExactly(6L);
        assertThat(seqs(spool.read(7, 100))).containsExactly(7L);
        assertThat(seqs(spool.read(2, 800))).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(spool.read(21, 100)).isEmpty();
    }

    @Test
    void read_neverPassesOverARecordThatHasNoRoom_forASmallerOneOfTheNextSegment() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 1, 100);
        append(spool, 1, 800);
        append(spool, 1, 10);
        assertThat(storage.list())
                .as("the small record is in a segment of its own")
                .hasSize(3);
        assertThat(seqs(spool.read(1, 200))).containsExactly(1L);
        assertThat(seqs(spool.read(2, 805))).containsExactly(2L);
        assertThat(seqs(spool.read(1, 910))).containsExactly(1L, 2L, 3L);
        assertThat(spool.gaps()).isEmpty();
    }

    @Test
    void recordLargerThanASegment_getsASegmentOfItsSize() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        spool.append(7, payload(1, 2000));
        append(spool, 1, 10);
        Spool again = Spool.open(storage.copy(), OPTIONS);
        assertThat(again.read(1, 1).get(0).payload()).isEqualTo(payload(1, 2000));
        assertThat(seqs(again.read(1, 5000))).containsExactly(1L, 2L);
    }

    @Test
    void crash_burnsTheReservedNumbers_andReportsThem() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 3, 10);
        Spool again = Spool.open(storage.copy(), OPTIONS);
        assertThat(again.gaps()).containsExactly(new Gap(4, 16, Reason.NOT_DURABLE));
        assertThat(again.append(0, new byte[0])).isEqualTo(17);
        again.acknowledge(10);
        assertThat(again.gaps()).containsExactly(new Gap(11, 16, Reason.NOT_DURABLE));
        again.acknowledge(17);
        assertThat(again.gaps()).isEmpty();
    }

    @Test
    void reservation_isRenewed_beforeItIsUsedUp() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 40, 1);
        assertThat(Spool.open(storage.copy(), OPTIONS).gaps()).containsExactly(new Gap(41, 48, Reason.NOT_DURABLE));
    }

    @Test
    void acknowledgedSegments_areDeleted_afterTheMarkIsDurable() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 20, 100);
        assertThat(storage.list()).hasSize(4);
        spool.acknowledge(19);
        assertThat(storage.list()).hasSize(2);
        assertThat(seqs(spool.read(1, 1000))).containsExactly(20L);
        MemoryStorage crashed = storage.copy();
        Spool again = Spool.open(crashed, OPTIONS);
        assertThat(again.acknowledgedSeq()).isEqualTo(19);
        assertThat(seqs(again.read(1, 1000))).containsExactly(20L);
    }

    @Test
    void vector21683_acknowledgingTooMuchOrTooLittle_doesNoHarm() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 3, 10);
        spool.acknowledge(Long.MAX_VALUE);
        assertThat(spool.acknowledgedSeq()).isEqualTo(3);
        spool.acknowledge(-1);
        spool.acknowledge(2);
        assertThat(spool.acknowledgedSeq()).isEqualTo(3);
        assertThat(append(spool, 1, 10)).isEqualTo(4);
        assertThat(seqs(spool.read(Long.MIN_VALUE, 100))).containsExactly(4L);
    }

    @Test
    void thingsboard2094_backlog_staysWithinTheQuota() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS.withWhenFull(LogOptions.WhenFull.EVICT_OLDEST));
        for (int i = 0; i < 200; i++) {
            append(spool, 1, 100);
            assertThat(spool.usedBytes()).isLessThanOrEqualTo(OPTIONS.quotaBytes());
        }
    }

    @Test
    void vector24606_everyEvictedRecord_isCounted() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS.withWhenFull(LogOptions.WhenFull.EVICT_OLDEST));
        append(spool, 100, 100);
        List<LogRecord> read = spool.read(1, 100_000);
        assertThat(spool.gaps()).containsExactly(new Gap(1, 100 - read.size(), Reason.EVICTED));
        assertThat(read.size()).isBetween(30, 40);
        Spool again = Spool.open(storage.copy(), OPTIONS);
        assertThat(again.gaps().get(0)).isEqualTo(new Gap(1, 100 - read.size(), Reason.MISSING));
    }

    @Test
    void thingsboard1483_fullSpool_takesRecordsAgain_onceItIsAcknowledged() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        assertThatThrownBy(() -> append(spool, 100, 100))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL));
        long last = spool.lastSeq();
        assertThat(spool.durableSeq()).isEqualTo(last);
        assertThat(spool.gaps()).isEmpty();
        spool.acknowledge(last);
        assertThat(append(spool, 10, 100)).isEqualTo(last + 10);
        assertThat(spool.read(1, 10_000)).hasSize(10);
    }

    @Test
    void fluentbit3229_damagedRecord_costsThatRecordOnly_anywhere() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 16, 100);
        for (int lost = 1; lost <= 16; lost++) {
            MemoryStorage damaged = storage.copy();
            String name = SegmentHeader.name(lost <= 8 ? 1 : 9);
            damaged.bytes(name)[64 + (lost - 1) % 8 * 117 + 50] ^= 4;
            Spool again = Spool.open(damaged, OPTIONS);
            long number = lost;
            assertThat(seqs(again.read(1, 10_000))).hasSize(15).doesNotContain(number);
            assertThat(again.gaps()).extracting(Gap::fromSeq).containsExactly(number);
        }
    }

    @Test
    void damageAfterOpen_isAGap_andReadingGoesOn() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 16, 100);
        storage.bytes(FIRST)[64 + 3 * 117 + 50] ^= 4;
        assertThat(seqs(spool.read(1, 10_000))).hasSize(15).doesNotContain(4L);
        assertThat(spool.gaps()).containsExactly(new Gap(4, 4, Reason.DAMAGED));
        storage.makeUnreadable(FIRST);
        assertThat(seqs(spool.read(1, 10_000))).hasSize(8).startsWith(9L);
        assertThat(spool.gaps()).hasSize(1).allMatch(gap -> gap.toSeq() == 8);
    }

    @Test
    void kura2169_damagedSegment_isSetAside_notDeleted_andMakesRoomOnlyWhenNeeded() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 16, 100);
        storage.bytes(FIRST)[9] ^= 1;
        MemoryStorage damaged = storage.copy();
        Spool again = Spool.open(damaged, OPTIONS);
        assertThat(again.gaps().get(0)).isEqualTo(new Gap(1, 8, Reason.MISSING));
        assertThat(seqs(again.read(1, 10_000))).hasSize(8).startsWith(9L);
        assertThat(damaged.list()).contains(FIRST + ".bad").doesNotContain(FIRST);
        append(again, 32, 100);
        assertThat(damaged.list()).doesNotContain(FIRST + ".bad");
        assertThat(again.gaps()).containsExactly(new Gap(1, 8, Reason.MISSING));
    }

    @Test
    void unreadableSegment_isSetAside() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 16, 100);
        MemoryStorage damaged = storage.copy();
        damaged.makeUnreadable("0000000000000000009.seg");
        Spool again = Spool.open(damaged, OPTIONS);
        assertThat(seqs(again.read(1, 10_000))).hasSize(8).endsWith(8L);
        assertThat(again.gaps()).containsExactly(new Gap(9, 16, Reason.NOT_DURABLE));
        assertThat(damaged.list()).contains("0000000000000000009.seg.bad");
    }

    @Test
    void lossOfOneSlot_takesNothingBack_andLossOfBothRepeatsRecords() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        append(spool, 20, 100);
        spool.acknowledge(12);
        for (int slot = 0; slot < 2; slot++) {
            MemoryStorage damaged = storage.copy();
            damaged.bytes(Slots.NAME)[slot * 4096 + 20] ^= 1;
            Spool again = Spool.open(damaged, OPTIONS);
            assertThat(again.epoch().value()).isEqualTo(2);
            assertThat(again.acknowledgedSeq()).isEqualTo(12);
        }
        MemoryStorage damaged = storage.copy();
        damaged.put(Slots.NAME, new byte[10]);
        Spool again = Spool.open(damaged, OPTIONS);
        assertThat(again.epoch().value()).isEqualTo(2);
        assertThat(again.acknowledgedSeq()).isEqualTo(8);
        assertThat(seqs(again.read(1, 10_000))).hasSize(12).startsWith(9L).endsWith(20L);
        assertThat(again.gaps()).isEmpty();
    }

    @Test
    void failedForce_losesItsGroup_andTheSpoolGoesOnInAnotherSegment() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS.withSync(SyncPolicy.ON_REQUEST));
        append(spool, 2, 10);
        spool.force();
        append(spool, 3, 10);
        storage.failForces(1);
        assertThatThrownBy(spool::force).isInstanceOf(StorageException.class);
        assertThat(spool.gaps()).containsExactly(new Gap(3, 5, Reason.NOT_DURABLE));
        append(spool, 1, 10);
        spool.force();
        assertThat(seqs(spool.read(1, 1000))).containsExactly(1L, 2L, 6L);
        Spool again = Spool.open(storage.copy(), OPTIONS);
        assertThat(seqs(again.read(1, 1000))).containsExactly(1L, 2L, 6L);
        assertThat(again.gaps()).contains(new Gap(3, 5, Reason.NOT_DURABLE));
    }

    @Test
    void fullDiskAtTheFirstRecord_leavesNoFileBehind() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        for (int i = 0; i < 10; i++) {
            storage.failWrites(1);
            assertThatThrownBy(() -> append(spool, 1, 10)).isInstanceOf(StorageException.class);
        }
        assertThat(storage.list()).containsExactly(Slots.NAME);
        append(spool, 1, 10);
        assertThat(spool.read(1, 100)).hasSize(1);
    }

    @Test
    void groupPolicy_forcesByRecordsAndByBytes() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS.withSync(SyncPolicy.group(4, 300)));
        append(spool, 3, 10);
        assertThat(spool.durableSeq()).isZero();
        assertThat(spool.read(1, 100)).isEmpty();
        append(spool, 1, 10);
        assertThat(spool.durableSeq()).isEqualTo(4);
        append(spool, 1, 290);
        assertThat(spool.durableSeq()).isEqualTo(5);
    }

    @Test
    void withoutForcing_recordsAreReadAtOnce_andSurviveTheProcess() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS.withSync(SyncPolicy.NONE));
        int forces = storage.forces();
        append(spool, 5, 10);
        assertThat(storage.forces()).as("of the new segment alone").isEqualTo(forces + 1);
        assertThat(spool.durableSeq()).isZero();
        assertThat(spool.read(1, 100)).hasSize(5);
        storage.failWrites(1);
        assertThatThrownBy(() -> append(spool, 1, 10)).isInstanceOf(StorageException.class);
        append(spool, 1, 10);
        assertThat(seqs(spool.read(1, 100))).containsExactly(1L, 2L, 3L, 4L, 5L, 7L);
        spool.acknowledge(5);
        assertThat(seqs(Spool.open(storage.copy(), OPTIONS).read(1, 100))).containsExactly(7L);
    }

    @Test
    void newerFormat_isRefused_andNothingIsChanged() throws IOException {
        try (Spool spool = Spool.open(storage, OPTIONS)) {
            append(spool, 1, 10);
        }
        for (String name : List.of(FIRST, Slots.NAME)) {
            MemoryStorage newer = storage.copy();
            byte[] bytes = newer.bytes(name);
            bytes[7] = 2;
            int crcAt = name.equals(FIRST) ? 32 : 40;
            BigEndian.putInt(bytes, crcAt, newer.crc32c().update(0, bytes, 0, crcAt));
            MemoryStorage before = newer.copy();
            assertThatThrownBy(() -> Spool.open(newer, OPTIONS))
                    .isInstanceOfSatisfying(
                            NewerFormatException.class,
                            e -> assertThat(e.version()).isEqualTo(2));
            assertThat(newer.list()).isEqualTo(before.list());
            for (String file : newer.list()) {
                assertThat(newer.bytes(file)).isEqualTo(before.bytes(file));
            }
            newer.lock().close();
        }
    }

    @Test
    void directory_isHeld_whileTheSpoolIsOpen() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        assertThatThrownBy(() -> Spool.open(storage, OPTIONS)).isInstanceOf(StorageException.class);
        spool.close();
        spool.close();
        assertThatThrownBy(() -> spool.append(0, new byte[1])).isInstanceOf(IllegalStateException.class);
        Spool.open(storage, OPTIONS).close();
    }

    @Test
    void wrongArguments_areRefused() throws IOException {
        Spool spool = Spool.open(storage, OPTIONS);
        assertThatThrownBy(() -> spool.append(256, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spool.append(0, new byte[2049])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withQuotaBytes(2048)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withSegmentBytes(100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyncPolicy.group(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gap(3, 2, Reason.DAMAGED)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long append(Spool spool, int count, int bytes) throws IOException {
        long last = 0;
        for (int i = 0; i < count; i++) {
            int number = (int) spool.lastSeq() + 1;
            last = spool.append(number & 0xFF, payload(number, bytes));
        }
        return last;
    }

    private static byte[] payload(int number, int bytes) {
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) (number * 7 + i);
        }
        return payload;
    }

    private static List<Long> seqs(List<LogRecord> records) {
        return records.stream().map(LogRecord::seq).toList();
    }
}
