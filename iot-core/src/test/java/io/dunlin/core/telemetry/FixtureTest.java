/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Reads what earlier versions wrote, from the test resources, which are test vectors for other implementations too. A
 * fixture is never made anew: a version that changes a format adds one of its own, with {@link #main}, and keeps reading
 * the older ones.
 */
class FixtureTest {

    private static final Incarnation STORE = new Incarnation(0x0011223344556677L, 0x8899AABBCCDDEEFFL);
    private static final BootEpoch EPOCH = new BootEpoch(3);
    private static final Schema SCHEMA = new Schema(
            7,
            List.of(
                    Stream.ofDouble("decimal", "Cel", 0),
                    Stream.ofDouble("binary", "", 0),
                    new Stream("count", "", StreamType.LONG, Priority.URGENT, Long.MAX_VALUE),
                    new Stream("on", "", StreamType.BOOLEAN, Priority.NORMAL, 0),
                    new Stream("text", "", StreamType.STRING, Priority.NORMAL, 0),
                    new Stream("raw", "", StreamType.BYTES, Priority.NORMAL, 0)));
    private static final int ROWS = 40;

    private final TelemetryReader reader = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);

    private static Row row(Row row, int i) {
        row.at(1_700_000_000_000L + 1000L * i + (i == 20 ? 7 : 0)).set(0, 20 + (i * 7 % 13) / 10.0);
        if (i % 5 != 1) {
            row.set(1, i == 3 ? Double.NaN : i == 4 ? -0.0 : Math.sqrt(i));
        }
        if (i % 3 == 0) {
            row.setLong(2, i == 9 ? Long.MIN_VALUE : 1000L * i).set(3, i % 6 == 0);
        }
        if (i > 30) {
            row.set(4, "state " + i % 2).set(5, new byte[] {(byte) i, 0});
        }
        return row;
    }

    @Test
    void batch_ofVersion1_isRead() throws IOException {
        UpMessage.Batch batch = (UpMessage.Batch) reader.readUp(fixture("batch-v1"));
        assertThat(batch.incarnation()).isEqualTo(STORE);
        assertThat(List.of(batch.epoch().value(), batch.seq(), batch.offered())).containsExactly(3L, 1000L, 200L);
        assertThat(batch.schema()).isEqualTo(SCHEMA.ref());
        Columns columns = new Columns(SCHEMA);
        new ColumnDecoder(ColumnLimits.DEFAULT).decode(batch.columns(), 0, batch.columns().length, columns);
        assertThat(columns.rows()).isEqualTo(ROWS);
        Columns expected = new Columns(SCHEMA);
        for (int i = 0; i < ROWS; i++) {
            expected.add(row(new Row(SCHEMA), i));
            assertThat(columns.times()[i]).isEqualTo(expected.times()[i]);
            for (int s = 0; s < SCHEMA.streams().size(); s++) {
                assertThat(value(columns, s, i)).as("row %s, stream %s", i, s).isEqualTo(value(expected, s, i));
            }
        }
    }

    private static String value(Columns columns, int stream, int row) {
        Column column = columns.column(stream);
        if (!column.isPresent(row)) {
            return "none";
        }
        return switch (column.type()) {
            case DOUBLE -> Long.toHexString(Double.doubleToRawLongBits(column.doubles()[row]));
            case LONG, BOOLEAN -> Long.toString(column.longs()[row]);
            case STRING, BYTES -> HexFormat.of().formatHex(column.blobs()[row]);
        };
    }

    @Test
    void otherMessages_ofVersion1_areRead() throws IOException {
        assertThat(reader.readUp(fixture("announcement-v1")))
                .isEqualTo(new UpMessage.Announcement(STORE, EPOCH, 999, SCHEMA));
        assertThat(reader.readUp(fixture("gap-v1"))).isEqualTo(new UpMessage.Gap(STORE, EPOCH, new SeqRange(4, 9)));
        assertThat(reader.readDown(fixture("ack-v1")))
                .isEqualTo(new DownMessage.Ack(STORE, EPOCH, List.of(new SeqRange(1, 4), new SeqRange(10, 10))));
        assertThat(reader.readDown(fixture("refusal-v1")))
                .isEqualTo(new DownMessage.Refusal(STORE, EPOCH, 9, "no columns"));
        assertThat(reader.readDown(fixture("request-v1"))).isEqualTo(new DownMessage.SchemaRequest(SCHEMA.ref()));
    }

    @Test
    void window_ofVersion1_isRead() throws IOException {
        IngestWindow window = IngestWindow.of(fixture("window-v1"));
        assertThat(List.of(window.offeredRows(), window.storedRows(), window.refusedRows(), window.lostMessages()))
                .containsExactly(200L, 40L, 5L, 6L);
        assertThat(window.ack(STORE, EPOCH).ranges()).containsExactly(new SeqRange(4, 9), new SeqRange(999, 1001));
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(FixtureTest.class.getResourceAsStream("/fixtures/telemetry/" + name + ".hex"))) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    /**
     * Writes fixtures of the present version.
     *
     * @param arguments a directory
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path to = Files.createDirectories(Path.of(arguments[0]));
        TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
        Columns columns = new Columns(SCHEMA);
        for (int i = 0; i < ROWS; i++) {
            columns.add(row(new Row(SCHEMA), i));
        }
        byte[] encoded = new ColumnEncoder(SCHEMA).encode(columns);
        UpMessage.Batch batch = new UpMessage.Batch(STORE, EPOCH, 1000, SCHEMA.ref(), 200, ROWS, encoded);
        UpMessage.Announcement announcement = new UpMessage.Announcement(STORE, EPOCH, 999, SCHEMA);
        UpMessage.Gap gap = new UpMessage.Gap(STORE, EPOCH, new SeqRange(4, 9));
        IngestWindow window = new IngestWindow();
        window.offer(announcement);
        window.offer(batch);
        window.offer(gap);
        window.refuse(new UpHeader(UpMessage.Kind.BATCH, STORE, EPOCH, 1001, 1, 100, 5));
        write(to, "batch-v1", writer.write(batch));
        write(to, "announcement-v1", writer.write(announcement));
        write(to, "gap-v1", writer.write(gap));
        write(
                to,
                "ack-v1",
                writer.write(new DownMessage.Ack(STORE, EPOCH, List.of(new SeqRange(1, 4), new SeqRange(10, 10)))));
        write(to, "refusal-v1", writer.write(new DownMessage.Refusal(STORE, EPOCH, 9, "no columns")));
        write(to, "request-v1", writer.write(new DownMessage.SchemaRequest(SCHEMA.ref())));
        write(to, "window-v1", window.toBytes());
    }

    private static void write(Path to, String name, byte[] bytes) throws IOException {
        Files.writeString(to.resolve(name + ".hex"), HexFormat.of().formatHex(bytes) + "\n");
    }
}
