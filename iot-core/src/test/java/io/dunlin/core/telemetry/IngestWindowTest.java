/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.telemetry.IngestWindow.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestWindowTest {

    private static final Incarnation STORE = new Incarnation(1, 2);
    private static final BootEpoch EPOCH = new BootEpoch(3);

    private IngestWindow window = new IngestWindow();

    private static UpMessage.Batch batch(long seq, long offered, int rows) {
        return new UpMessage.Batch(STORE, EPOCH, seq, new SchemaRef(1, 1), offered, rows, new byte[0]);
    }

    private static UpMessage.Gap gap(long from, long to) {
        return new UpMessage.Gap(STORE, EPOCH, new SeqRange(from, to));
    }

    @Test
    void batch_isNewOnce() {
        assertThat(window.offer(batch(5, 10, 10))).isEqualTo(Verdict.NEW);
        assertThat(window.offer(batch(5, 10, 10))).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.storedRows()).isEqualTo(10);
        assertThat(window.storedBatches()).isEqualTo(1);
    }

    @Test
    void backlog_isTaken_howeverFarBehindLiveDataItLies() {
        window.offer(batch(1_000_000, 500, 10));
        assertThat(window.offer(batch(3, 10, 10))).isEqualTo(Verdict.NEW);
        assertThat(window.ack(STORE, EPOCH).ranges())
                .isEqualTo(List.of(new SeqRange(3, 3), new SeqRange(1_000_000, 1_000_000)));
    }

    @Test
    void batch_isNotTakenNow_whenItWouldOpenTooManyHoles() {
        for (int i = 1; i <= 64; i++) {
            assertThat(window.offer(batch(1000 + 2L * i, 100, 1))).isEqualTo(Verdict.NEW);
        }
        assertThat(window.offer(batch(2000, 100, 1))).isEqualTo(Verdict.NOT_NOW);
        assertThat(window.storedBatches()).isEqualTo(64);
        assertThat(window.offer(batch(1003, 100, 1))).isEqualTo(Verdict.NEW);
        assertThat(window.offer(batch(2000, 100, 1))).isEqualTo(Verdict.NEW);
    }

    @Test
    void gap_closesHoles_andCountsOnlyWhatIsMissing() {
        window.offer(new UpMessage.Announcement(STORE, EPOCH, 1, new Schema(1, List.of(Stream.ofDouble("t", "", 0)))));
        window.offer(batch(3, 10, 10));
        assertThat(window.offer(gap(2, 5))).isEqualTo(Verdict.NEW);
        assertThat(window.lostMessages()).isEqualTo(3);
        assertThat(window.offer(gap(2, 5))).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.offer(batch(4, 20, 10))).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.ack(STORE, EPOCH).ranges()).isEqualTo(List.of(new SeqRange(1, 5)));
    }

    @Test
    void completeness_isWhatWasOfferedAgainstWhatIsStored() {
        window.offer(batch(2, 40, 10));
        window.offer(batch(1, 25, 20));
        assertThat(window.offeredRows()).isEqualTo(40);
        assertThat(window.storedRows()).isEqualTo(30);
    }

    @Test
    void refusedMessage_isSettled_andItsRowsCount() {
        UpHeader header = UpHeader.of(batch(2, 40, 10));
        assertThat(window.refuse(header)).isEqualTo(Verdict.NEW);
        assertThat(window.refuse(header)).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.offer(batch(2, 40, 10))).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.ack(STORE, EPOCH).ranges()).isEqualTo(List.of(new SeqRange(2, 2)));
        assertThat(window.offeredRows()).isEqualTo(40);
        assertThat(window.storedRows()).isZero();
        assertThat(window.refusedRows()).isEqualTo(10);
        assertThat(IngestWindow.of(window.toBytes()).refusedRows()).isEqualTo(10);
    }

    @Test
    void window_comesBackFromItsBytes() {
        window.offer(batch(2, 40, 10));
        window.offer(batch(9, 45, 5));
        window.offer(gap(4, 5));
        byte[] bytes = window.toBytes();
        assertThat(bytes.length).isLessThan(21);
        window = IngestWindow.of(bytes);
        assertThat(window.toBytes()).isEqualTo(bytes);
        assertThat(window.offer(batch(9, 45, 5))).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.lostMessages()).isEqualTo(2);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> IngestWindow.of(cut));
        }
    }
}
