/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TelemetryMessagePropertyTest {

    private static final TelemetryWriter WRITER = new TelemetryWriter(Checksum.crc32c());
    private static final TelemetryReader READER = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);
    private static final Incarnation STORE = new Incarnation(0x0011223344556677L, 0x8899AABBCCDDEEFFL);
    private static final Schema SCHEMA = new Schema(1, List.of(Stream.ofDouble("t", "Cel", 0)));

    @Property
    void batches_comeBack(
            @ForAll long high,
            @ForAll @LongRange(min = 1) long epoch,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE - 1) long seq,
            @ForAll @IntRange(max = 0xFFFF) int schema,
            @ForAll int hash,
            @ForAll @IntRange(min = 1, max = 4096) int rows,
            @ForAll @Size(max = 300) byte[] columns) {
        UpMessage.Batch batch = new UpMessage.Batch(
                new Incarnation(high, ~high),
                new BootEpoch(epoch),
                seq,
                new SchemaRef(schema, hash),
                rows + (epoch >>> 1),
                rows,
                columns);
        byte[] bytes = WRITER.write(batch);
        assertThat(bytes.length).isLessThanOrEqualTo(columns.length + TelemetryWriter.MOST_OVERHEAD_BYTES);
        UpMessage.Batch back = (UpMessage.Batch) READER.readUp(bytes);
        assertThat(back.columns()).isEqualTo(columns);
        assertThat(WRITER.write(back)).isEqualTo(bytes);
        assertThat(List.of(back.incarnation(), back.epoch(), back.seq(), back.schema(), back.offered(), back.rows()))
                .isEqualTo(List.of(
                        batch.incarnation(),
                        batch.epoch(),
                        batch.seq(),
                        batch.schema(),
                        batch.offered(),
                        batch.rows()));
    }

    @Property
    void damage_isAlwaysNoticed(
            @ForAll @LongRange(min = 1, max = 1L << 40) long seq,
            @ForAll @Size(max = 100) byte[] columns,
            @ForAll int at) {
        byte[] bytes = WRITER.write(batch(seq, columns));
        int bit = Math.floorMod(at, bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> READER.readUp(bytes));
        byte[] cut = Arrays.copyOf(WRITER.write(batch(seq, columns)), bit / 8);
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> READER.readUp(cut));
    }

    @Property
    void noise_isNoMessage(@ForAll @Size(max = 80) byte[] noise) {
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> READER.readUp(noise));
        try {
            assertThat(WRITER.write(READER.readDown(noise))).isEqualTo(noise);
        } catch (DecodeException e) {
            assertThat(e).isNotNull();
        }
    }

    @Property
    void acknowledgements_comeBack(
            @ForAll @Size(max = 128) List<@IntRange(min = 1, max = 50) Integer> steps,
            @ForAll @LongRange(min = 1) long epoch) {
        List<SeqRange> ranges = new ArrayList<>();
        long last = 0;
        for (int step : steps) {
            long from = last + (last == 0 ? step : step + 1L);
            last = from + step * 31L;
            ranges.add(new SeqRange(from, last));
        }
        DownMessage.Ack ack = new DownMessage.Ack(STORE, new BootEpoch(epoch), ranges);
        assertThat(READER.readDown(WRITER.write(ack))).isEqualTo(ack);
    }

    @Test
    void otherMessages_comeBack() {
        UpMessage announcement = new UpMessage.Announcement(STORE, new BootEpoch(3), 9, SCHEMA);
        UpMessage gap = new UpMessage.Gap(STORE, new BootEpoch(3), new SeqRange(4, 9));
        DownMessage request = new DownMessage.SchemaRequest(new SchemaRef(5, -1));
        assertThat(READER.readUp(WRITER.write(announcement))).isEqualTo(announcement);
        assertThat(READER.readUp(WRITER.write(gap))).isEqualTo(gap);
        assertThat(READER.readDown(WRITER.write(request))).isEqualTo(request);
        DownMessage refusal = new DownMessage.Refusal(STORE, new BootEpoch(3), 9, "no columns");
        assertThat(READER.readDown(WRITER.write(refusal))).isEqualTo(refusal);
    }

    @Property
    void header_isReadOfWhatIsIntact_andOfNothingElse(
            @ForAll @LongRange(min = 1, max = 1L << 40) long seq,
            @ForAll @Size(max = 100) byte[] columns,
            @ForAll int at) {
        TelemetryReader small = new TelemetryReader(Checksum.crc32c(), new ColumnLimits(16, 1, 1));
        byte[] bytes = WRITER.write(batch(seq, columns));
        assertThat(small.readHeader(bytes)).isEqualTo(UpHeader.of(batch(seq, columns)));
        int bit = Math.floorMod(at, bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(small.readHeader(bytes)).isNull();
    }

    @Test
    void header_ofAnAnnouncement_namesTheHashOfItsSchema() {
        UpMessage announcement = new UpMessage.Announcement(STORE, new BootEpoch(3), 9, SCHEMA);
        assertThat(READER.readHeader(WRITER.write(announcement)))
                .isEqualTo(new UpHeader(
                        UpMessage.Kind.ANNOUNCEMENT,
                        STORE,
                        new BootEpoch(3),
                        9,
                        SCHEMA.ref().hash(),
                        0,
                        0));
        assertThat(READER.readHeader(WRITER.write(new UpMessage.Gap(STORE, new BootEpoch(3), new SeqRange(4, 9)))))
                .isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpHeader(UpMessage.Kind.BATCH, STORE, new BootEpoch(3), 1, 0, 1, 2));
    }

    @Test
    void messages_haveTheBytesOfTheWireContract() {
        String store = "50" + "00112233445566778899aabbccddeeff";
        assertThat(hex(WRITER.write(batch(1000, new byte[] {1, 2}))))
                .startsWith("8a02" + store + "02" + "1903e8" + "01" + "1a")
                .contains("18c8" + "0a" + "420102" + "44");
        assertThat(hex(WRITER.write(new UpMessage.Gap(STORE, new BootEpoch(3), new SeqRange(4, 9)))))
                .startsWith("8603" + store + "03" + "04" + "09" + "44");
        assertThat(hex(WRITER.write(new DownMessage.Ack(
                        STORE, new BootEpoch(3), List.of(new SeqRange(1, 4), new SeqRange(10, 10))))))
                .isEqualTo("8401" + store + "03" + "84" + "01" + "03" + "06" + "00");
        assertThat(hex(WRITER.write(new DownMessage.SchemaRequest(new SchemaRef(5, -1)))))
                .isEqualTo("8302" + "05" + "1affffffff");
        assertThat(hex(WRITER.write(new DownMessage.Refusal(STORE, new BootEpoch(3), 9, "bad"))))
                .isEqualTo("8503" + store + "03" + "09" + "63626164");
    }

    @Test
    void reader_refusesMoreThanTheLimits() {
        TelemetryReader small = new TelemetryReader(Checksum.crc32c(), new ColumnLimits(16, 5, 1));
        byte[] many = WRITER.write(batch(1, new byte[17]));
        assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> small.readUp(many));
        byte[] long1 = WRITER.write(batch(1, new byte[100]));
        assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> small.readUp(long1));
        assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> small.readDown(new byte[100]));
    }

    @Test
    void values_refuseWhatTheyCannotMean() {
        assertThatIllegalArgumentException().isThrownBy(() -> batch(0, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new SeqRange(2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpMessage.Announcement(STORE, new BootEpoch(1), 0, SCHEMA));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new DownMessage.Ack(STORE, new BootEpoch(1), List.of(new SeqRange(1, 2), new SeqRange(3, 4))));
        assertThatIllegalArgumentException().isThrownBy(() -> Incarnation.of(new byte[15]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DownMessage.Refusal(STORE, new BootEpoch(1), 1, "x".repeat(129)));
        assertThat(STORE).hasToString("00112233445566778899aabbccddeeff");
    }

    private static UpMessage.Batch batch(long seq, byte[] columns) {
        return new UpMessage.Batch(STORE, new BootEpoch(2), seq, SCHEMA.ref(), 200, 10, columns);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
