/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.model.NumberModel;
import io.dunlin.ota.delta.model.Predictor;
import io.dunlin.ota.delta.model.ResidualModel;
import java.io.IOException;

/** A stream that is packed with a model of what it holds. */
abstract class ModelledStream extends PackedStream {

    final RangeDecoder decoder;

    ModelledStream(StreamEntry entry, PackedInput input) {
        super(entry, input);
        this.decoder = new RangeDecoder(input);
    }

    @Override
    final void unpack(byte[] into, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) unpack();
        }
    }

    @Override
    final boolean ended() throws IOException {
        return decoder.ended();
    }

    /** Covers, byte by byte. */
    static final class Covers extends ModelledStream {
        private final NumberModel model;

        Covers(StreamEntry entry, PackedInput input) {
            super(entry, input);
            this.model = new NumberModel(entry.modelBits());
        }

        @Override
        int unpack() throws IOException {
            return model.code(0, decoder);
        }

        @Override
        void resetCodec() {
            decoder.reset();
            model.reset();
        }

        @Override
        void saveCodec(StateWriter out) throws IOException {
            decoder.state(out);
            model.state(out);
        }

        @Override
        void restoreCodec(StateReader in) throws IOException {
            decoder.state(in);
            model.state(in);
        }
    }

    /** Residuals, unit by unit. */
    static final class Residuals extends ModelledStream {
        private final ResidualModel model;

        Residuals(StreamEntry entry, PackedInput input) {
            super(entry, input);
            this.model = new ResidualModel(entry.modelBits());
        }

        @Override
        int unpack() {
            throw new IllegalStateException("residuals are read unit by unit");
        }

        @Override
        int unpack(Predictor unit) throws IOException {
            return model.code(unit, 0, decoder);
        }

        @Override
        void resetCodec() {
            throw new IllegalStateException("residuals are read once");
        }

        @Override
        void saveCodec(StateWriter out) throws IOException {
            decoder.state(out);
            model.state(out);
        }

        @Override
        void restoreCodec(StateReader in) throws IOException {
            decoder.state(in);
            model.state(in);
        }
    }
}
