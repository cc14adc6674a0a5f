/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.Checksum;
import io.dunlin.core.cbor.CborWriter;
import java.util.List;

/**
 * Encodes the messages of the telemetry channel, as {@code docs/wire.md} lays them out. Up messages end with a CRC-32C
 * over all bytes before it, which guards them in the device's store and on the way. Safe for use by several threads if
 * the checksum is.
 */
public final class TelemetryWriter {

    /** What a batch's message has beside its columns, at most. */
    static final int MOST_OVERHEAD_BYTES = 72;

    static final int CRC_BYTES = 4;

    private final Checksum crc32c;

    /**
     * Creates a writer.
     *
     * @param crc32c CRC-32C, such as {@link Checksum#crc32c}
     */
    public TelemetryWriter(Checksum crc32c) {
        this.crc32c = crc32c;
    }

    /**
     * Encodes an up message.
     *
     * @param message the message
     * @return its bytes
     */
    public byte[] write(UpMessage message) {
        CborWriter out = new CborWriter();
        switch (message.kind()) {
            case ANNOUNCEMENT -> {
                UpMessage.Announcement announcement = (UpMessage.Announcement) message;
                out.array(6).integer(1).bytes(announcement.incarnation().toBytes());
                out.integer(announcement.epoch().value()).integer(announcement.seq());
                out.bytes(announcement.schema().canonicalBytes());
            }
            case BATCH -> {
                UpMessage.Batch batch = (UpMessage.Batch) message;
                out.array(10).integer(2).bytes(batch.incarnation().toBytes());
                out.integer(batch.epoch().value()).integer(batch.seq());
                out.integer(batch.schema().id()).integer(batch.schema().hash() & 0xFFFF_FFFFL);
                out.integer(batch.offered()).integer(batch.rows()).bytes(batch.columns());
            }
            case GAP -> {
                UpMessage.Gap gap = (UpMessage.Gap) message;
                out.array(6).integer(3).bytes(gap.incarnation().toBytes());
                out.integer(gap.epoch().value());
                out.integer(gap.range().from()).integer(gap.range().to());
            }
        }
        return seal(out.bytes(new byte[CRC_BYTES]).toByteArray());
    }

    private byte[] seal(byte[] bytes) {
        int end = bytes.length - CRC_BYTES;
        int crc = crc32c.update(0, bytes, 0, end);
        for (int i = 0; i < CRC_BYTES; i++) {
            bytes[end + i] = (byte) (crc >>> (24 - 8 * i));
        }
        return bytes;
    }

    /**
     * Encodes a down message.
     *
     * @param message the message
     * @return its bytes
     */
    public byte[] write(DownMessage message) {
        CborWriter out = new CborWriter();
        switch (message.kind()) {
            case ACK -> {
                DownMessage.Ack ack = (DownMessage.Ack) message;
                out.array(4).integer(1).bytes(ack.incarnation().toBytes());
                out.integer(ack.epoch().value());
                writeRanges(out, ack.ranges());
            }
            case SCHEMA_REQUEST -> {
                SchemaRef schema = ((DownMessage.SchemaRequest) message).schema();
                out.array(3).integer(2).integer(schema.id()).integer(schema.hash() & 0xFFFF_FFFFL);
            }
            case REFUSAL -> {
                DownMessage.Refusal refusal = (DownMessage.Refusal) message;
                out.array(5).integer(3).bytes(refusal.incarnation().toBytes());
                out.integer(refusal.epoch().value()).integer(refusal.seq()).text(refusal.reason());
            }
        }
        return out.toByteArray();
    }

    /** Writes how far each range begins after the one before, and how much longer than one it is. */
    static void writeRanges(CborWriter out, List<SeqRange> ranges) {
        out.array(2 * ranges.size());
        long last = 0;
        for (SeqRange range : ranges) {
            out.integer(range.from() - last).integer(range.to() - range.from());
            last = range.to();
        }
    }
}
