/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.PatchRefused.Reason;
import io.dunlin.ota.delta.model.Predictor;
import java.io.IOException;

/** One stream of a patch, unpacked as it is read. */
abstract class PackedStream {

    private final StreamEntry entry;
    final PackedInput input;
    private long produced;

    PackedStream(StreamEntry entry, PackedInput input) {
        this.entry = entry;
        this.input = input;
    }

    /** Opens a stream whose model, if it has one, is that of covers. */
    static PackedStream covers(StreamEntry entry, PatchSource patch, long begin) {
        return entry.codec() == StreamEntry.Codec.MODEL
                ? new ModelledStream.Covers(entry, new PackedInput(patch, begin, entry.packedBytes()))
                : of(entry, patch, begin);
    }

    /** Opens a stream whose model, if it has one, is that of residuals. */
    static PackedStream residuals(StreamEntry entry, PatchSource patch, long begin) {
        return entry.codec() == StreamEntry.Codec.MODEL
                ? new ModelledStream.Residuals(entry, new PackedInput(patch, begin, entry.packedBytes()))
                : of(entry, patch, begin);
    }

    static PackedStream of(StreamEntry entry, PatchSource patch, long begin) {
        PackedInput input = new PackedInput(patch, begin, entry.packedBytes());
        return entry.codec() == StreamEntry.Codec.STORED ? new Stored(entry, input) : new Lzma(entry, input);
    }

    final long remaining() {
        return entry.rawBytes() - produced;
    }

    /** Reads exactly so many bytes. */
    final void read(byte[] into, int offset, int length) throws IOException {
        if (length > remaining()) {
            throw new PatchRefused(Reason.BAD_STREAM, "the covers ask for more than a stream has");
        }
        unpack(into, offset, length);
        produced += length;
    }

    final int read() throws IOException {
        if (remaining() == 0) {
            throw new PatchRefused(Reason.BAD_STREAM, "the covers end before the new image");
        }
        produced++;
        return unpack();
    }

    /** Reads the residual of a unit. */
    final int residual(Predictor unit) throws IOException {
        if (unit.bytes() > remaining()) {
            throw new PatchRefused(Reason.BAD_STREAM, "the covers ask for more than a stream has");
        }
        produced += unit.bytes();
        return unpack(unit);
    }

    /** Goes back to the first byte. */
    final void reset() {
        produced = 0;
        input.seek(0);
        resetCodec();
    }

    /** Checks that nothing is left, once the new image is complete. */
    final void finish() throws IOException {
        if (remaining() != 0 || !ended()) {
            throw new PatchRefused(Reason.BAD_STREAM, "a stream has bytes that no cover asks for");
        }
    }

    final void save(StateWriter out) throws IOException {
        out.putLong(produced);
        out.putLong(input.consumed());
        saveCodec(out);
    }

    final void restore(StateReader in) throws IOException {
        produced = in.getLong(0, entry.rawBytes());
        input.seek(in.getLong(0, entry.packedBytes()));
        restoreCodec(in);
    }

    abstract void unpack(byte[] into, int offset, int length) throws IOException;

    abstract int unpack() throws IOException;

    int unpack(Predictor unit) throws IOException {
        int residual = 0;
        for (int i = 0; i < unit.bytes(); i++) {
            residual |= unpack() << (8 * i);
        }
        return residual;
    }

    abstract void resetCodec();

    abstract boolean ended() throws IOException;

    abstract void saveCodec(StateWriter out) throws IOException;

    abstract void restoreCodec(StateReader in) throws IOException;

    private static final class Stored extends PackedStream {
        Stored(StreamEntry entry, PackedInput input) {
            super(entry, input);
        }

        @Override
        void unpack(byte[] into, int offset, int length) throws IOException {
            input.read(into, offset, length);
        }

        @Override
        int unpack() throws IOException {
            return input.read();
        }

        @Override
        void resetCodec() {}

        @Override
        boolean ended() {
            return input.atEnd();
        }

        @Override
        void saveCodec(StateWriter out) {}

        @Override
        void restoreCodec(StateReader in) {}
    }

    private static final class Lzma extends PackedStream {
        private final LzmaDecoder decoder;
        private final byte[] one = new byte[1];

        Lzma(StreamEntry entry, PackedInput input) {
            super(entry, input);
            this.decoder = new LzmaDecoder(
                    input,
                    entry.literalContextBits(),
                    entry.literalPositionBits(),
                    entry.positionBits(),
                    new byte[entry.dictionaryBytes()]);
        }

        @Override
        void unpack(byte[] into, int offset, int length) throws IOException {
            decoder.decode(into, offset, length);
        }

        @Override
        int unpack() throws IOException {
            decoder.decode(one, 0, 1);
            return one[0] & 0xFF;
        }

        @Override
        void resetCodec() {
            decoder.reset();
        }

        @Override
        boolean ended() throws IOException {
            return decoder.ended() && input.atEnd();
        }

        @Override
        void saveCodec(StateWriter out) throws IOException {
            decoder.save(out);
        }

        @Override
        void restoreCodec(StateReader in) throws IOException {
            decoder.restore(in);
        }
    }
}
