/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.Prediction;
import io.dunlin.ota.delta.StreamEntry;
import io.dunlin.ota.delta.diff.LzmaPacker.Packed;
import io.dunlin.ota.delta.model.NumberModel;
import io.dunlin.ota.delta.model.Predictor;
import io.dunlin.ota.delta.model.ResidualModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Packs covers and residuals with the models that the applier has. */
final class ModelPacker {

    private static final int MIN_BITS = StreamEntry.MIN_MODEL_BITS;

    private ModelPacker() {}

    static Packed packCovers(byte[] covers, int bits) {
        if (covers.length == 0) {
            return new Packed(StreamEntry.stored(0), covers);
        }
        int fitting = fitting(bits, covers.length);
        NumberModel model = new NumberModel(fitting);
        RangeEncoder coder = new RangeEncoder();
        try {
            for (byte b : covers) {
                model.code(b & 0xFF, coder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an encoder does not fail", e);
        }
        byte[] packed = coder.finish();
        return packed.length < covers.length
                ? new Packed(StreamEntry.modelled(fitting, covers.length, packed.length), packed)
                : new Packed(StreamEntry.stored(covers.length), covers);
    }

    /** Residuals before and after packing. */
    @SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
    record Residuals(byte[] raw, Packed packed) {}

    static Residuals packResiduals(Release release, List<Cover> covers, Prediction prediction, int bits) {
        return packResiduals(release, covers, release.predictor(prediction, covers), bits);
    }

    /** Packs what a predictor leaves of some covers. */
    static Residuals packResiduals(Release release, List<Cover> covers, Predictor predictor, int bits) {
        int length = 0;
        for (Cover cover : covers) {
            length += cover.length();
        }
        byte[] raw = new byte[length];
        if (length == 0) {
            return new Residuals(raw, new Packed(StreamEntry.stored(0), raw));
        }
        int fitting = fitting(bits, length);
        byte[] packed;
        try {
            packed = pack(release, covers, predictor, new ResidualModel(fitting), raw);
        } catch (IOException e) {
            throw new UncheckedIOException("an encoder does not fail", e);
        }
        return new Residuals(raw, new Packed(StreamEntry.modelled(fitting, length, packed.length), packed));
    }

    private static byte[] pack(
            Release release, List<Cover> covers, Predictor predictor, ResidualModel model, byte[] raw)
            throws IOException {
        byte[] newer = release.newer();
        RangeEncoder coder = new RangeEncoder();
        int put = 0;
        for (Cover cover : covers) {
            predictor.cover(cover.oldAt(), cover.newAt(), cover.length());
            for (int at = 0; at < cover.length(); at += predictor.bytes()) {
                int place = cover.newAt() + at;
                predictor.begin(release.older(), cover.oldAt() + at, cover.length() - at, place);
                int actual = 0;
                for (int i = predictor.bytes() - 1; i >= 0; i--) {
                    actual = actual << 8 | (newer[place + i] & 0xFF);
                }
                int residual = predictor.residual(actual);
                model.code(predictor, residual, coder);
                predictor.finish(residual);
                for (int i = 0; i < predictor.bytes(); i++) {
                    raw[put++] = (byte) (residual >>> (8 * i));
                }
            }
        }
        return coder.finish();
    }

    private static int fitting(int bits, int bytes) {
        return Math.max(MIN_BITS, Math.min(bits, 34 - Integer.numberOfLeadingZeros(bytes)));
    }
}
