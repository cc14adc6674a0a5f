/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what {@link TelemetryWriter} encoded, strictly: another length, order or checksum is a
 * {@link DecodeException}. Safe for use by several threads if the checksum is.
 */
public final class TelemetryReader {

    private static final long MOST_SEQ = Long.MAX_VALUE - 1;

    /** Of a message that is in memory already. */
    private static final CborLimits HEADER_LIMITS =
            new CborLimits(Integer.MAX_VALUE, 1, 16, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final Checksum crc32c;
    private final ColumnLimits limits;

    /**
     * Creates a reader.
     *
     * @param crc32c CRC-32C, such as {@link Checksum#crc32c}
     * @param limits {@code maxBytes} bounds a batch's columns and a schema, {@code maxRows} the rows that a batch claims
     */
    public TelemetryReader(Checksum crc32c, ColumnLimits limits) {
        this.crc32c = crc32c;
        this.limits = limits;
    }

    /**
     * Decodes an up message.
     *
     * @param bytes the message
     * @return the message; a batch's columns are not decoded yet
     * @throws DecodeException if it is damaged, unknown or larger than allowed
     */
    public UpMessage readUp(byte[] bytes) {
        checkLength(bytes);
        checkSeal(bytes);
        CborReader in = new CborReader(bytes);
        int items = in.array();
        int kind = (int) in.integer(0, 255);
        UpMessage message;
        if (kind == 1 && items == 6) {
            message = new UpMessage.Announcement(
                    readIncarnation(in), readEpoch(in), in.integer(1, MOST_SEQ), Schema.decode(in.bytes(), limits));
        } else if (kind == 2 && items == 10) {
            message = readBatch(in);
        } else if (kind == 3 && items == 6) {
            message = new UpMessage.Gap(readIncarnation(in), readEpoch(in), readRange(in));
        } else {
            throw in.unexpected("telemetry up message " + kind + " of " + items + " items");
        }
        if (in.bytes().length != TelemetryWriter.CRC_BYTES) {
            throw in.unexpected("the checksum is not of " + TelemetryWriter.CRC_BYTES + " bytes");
        }
        in.end();
        return message;
    }

    /**
     * Reads as much of an up message as it takes to refuse it for good. The limits do not apply, since nothing is
     * allocated but the message's own bytes.
     *
     * @param bytes a message that {@link #readUp} did not take
     * @return its header, or null if it is damaged, a gap, or of a kind that this version does not know
     */
    public @Nullable UpHeader readHeader(byte[] bytes) {
        try {
            checkSeal(bytes);
            CborReader in = new CborReader(bytes, 0, bytes.length, HEADER_LIMITS);
            int items = in.array();
            int kind = (int) in.integer(0, 255);
            if (kind == 1 && items == 6) {
                return new UpHeader(
                        UpMessage.Kind.ANNOUNCEMENT,
                        readIncarnation(in),
                        readEpoch(in),
                        in.integer(1, MOST_SEQ),
                        hash(in.bytes()),
                        0,
                        0);
            }
            if (kind == 2 && items == 10) {
                Incarnation incarnation = readIncarnation(in);
                BootEpoch epoch = readEpoch(in);
                long seq = in.integer(1, MOST_SEQ);
                SchemaRef schema = readRef(in);
                long offered = in.integer(1, Long.MAX_VALUE);
                long rows = in.integer(1, Math.min(offered, Integer.MAX_VALUE));
                return new UpHeader(UpMessage.Kind.BATCH, incarnation, epoch, seq, schema.hash(), offered, rows);
            }
            return null;
        } catch (DecodeException e) {
            return null;
        }
    }

    private int hash(byte[] bytes) {
        return crc32c.update(0, bytes, 0, bytes.length);
    }

    private void checkLength(byte[] bytes) {
        int most = limits.maxBytes() + TelemetryWriter.MOST_OVERHEAD_BYTES;
        if (bytes.length > most) {
            throw new LimitExceeded("maxBytes", most, bytes.length, -1);
        }
    }

    private void checkSeal(byte[] bytes) {
        int end = bytes.length - TelemetryWriter.CRC_BYTES;
        if (end < 0) {
            throw new DecodeException("shorter than a checksum", 0);
        }
        int said = 0;
        for (int i = end; i < bytes.length; i++) {
            said = (said << 8) | (bytes[i] & 0xFF);
        }
        if (crc32c.update(0, bytes, 0, end) != said) {
            throw new DecodeException("the checksum does not match", end);
        }
    }

    private UpMessage readBatch(CborReader in) {
        Incarnation incarnation = readIncarnation(in);
        BootEpoch epoch = readEpoch(in);
        long seq = in.integer(1, MOST_SEQ);
        SchemaRef schema = readRef(in);
        long offered = in.integer(1, Long.MAX_VALUE);
        long rows = in.integer(1, offered);
        if (rows > limits.maxRows()) {
            throw new LimitExceeded("maxRows", limits.maxRows(), rows, in.offset());
        }
        byte[] columns = in.bytes();
        if (columns.length > limits.maxBytes()) {
            throw new LimitExceeded("maxBytes", limits.maxBytes(), columns.length, -1);
        }
        return new UpMessage.Batch(incarnation, epoch, seq, schema, offered, (int) rows, columns);
    }

    /**
     * Decodes a down message.
     *
     * @param bytes the message
     * @return the message
     * @throws DecodeException if it is damaged, unknown or larger than allowed
     */
    public DownMessage readDown(byte[] bytes) {
        checkLength(bytes);
        CborReader in = new CborReader(bytes);
        int items = in.array();
        int kind = (int) in.integer(0, 255);
        DownMessage message;
        if (kind == 1 && items == 4) {
            message = new DownMessage.Ack(readIncarnation(in), readEpoch(in), readRanges(in));
        } else if (kind == 2 && items == 3) {
            message = new DownMessage.SchemaRequest(readRef(in));
        } else if (kind == 3 && items == 5) {
            message = new DownMessage.Refusal(
                    readIncarnation(in), readEpoch(in), in.integer(1, MOST_SEQ), readReason(in));
        } else {
            throw in.unexpected("telemetry down message " + kind + " of " + items + " items");
        }
        in.end();
        return message;
    }

    private static String readReason(CborReader in) {
        String reason = in.text();
        if (reason.length() > DownMessage.Refusal.MOST_CHARACTERS) {
            throw new LimitExceeded("reason", DownMessage.Refusal.MOST_CHARACTERS, reason.length(), in.offset());
        }
        return reason;
    }

    static List<SeqRange> readRanges(CborReader in) {
        int items = in.array();
        if (items > 2 * SeqRanges.MOST) {
            throw new LimitExceeded("ranges", SeqRanges.MOST, items / 2, in.offset());
        }
        if (items % 2 != 0) {
            throw in.unexpected("half a range");
        }
        List<SeqRange> ranges = new ArrayList<>(items / 2);
        long last = 0;
        for (int i = 0; i < items; i += 2) {
            // Neighbours would be one range.
            long from = last + in.integer(last == 0 ? 1 : 2, MOST_SEQ - last);
            last = from + in.integer(0, MOST_SEQ - from);
            ranges.add(new SeqRange(from, last));
        }
        return ranges;
    }

    private static SeqRange readRange(CborReader in) {
        long from = in.integer(1, MOST_SEQ);
        return new SeqRange(from, in.integer(from, MOST_SEQ));
    }

    private static Incarnation readIncarnation(CborReader in) {
        byte[] bytes = in.bytes();
        if (bytes.length != Incarnation.BYTES) {
            throw in.unexpected("an incarnation of " + bytes.length + " bytes");
        }
        return Incarnation.of(bytes);
    }

    private static BootEpoch readEpoch(CborReader in) {
        return new BootEpoch(in.integer(1, Long.MAX_VALUE));
    }

    private static SchemaRef readRef(CborReader in) {
        return new SchemaRef((int) in.integer(0, 0xFFFF), (int) in.integer(0, 0xFFFF_FFFFL));
    }
}
