/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.Architecture;
import io.dunlin.ota.delta.Prediction;
import io.dunlin.ota.delta.model.Predictor;
import io.dunlin.ota.delta.model.ReferenceMask;
import io.dunlin.ota.delta.model.ShiftMap;
import java.util.List;

/** The two images of a patch. */
@SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
record Release(byte[] older, byte[] newer) {

    /** A cover that is shorter says little about where things moved. */
    private static final int MIN_MAPPED_BYTES = 8;

    /** Chooses how long covers must be so that the prediction map takes no more segments than it may. */
    Prediction prediction(Architecture architecture, long base, List<Cover> covers, Profile profile) {
        if (architecture == Architecture.NONE) {
            return Prediction.NONE;
        }
        int minBytes = MIN_MAPPED_BYTES;
        int segments = count(covers, minBytes);
        while (segments > profile.mapSegments()) {
            minBytes += Math.max(1, minBytes / 8);
            segments = count(covers, minBytes);
        }
        return new Prediction(architecture, base, segments, minBytes, profile.learnedBits());
    }

    /** Hides where the references of both images point to. */
    Release masked(Architecture architecture, long base) {
        return new Release(
                ReferenceMask.of(older, architecture.code(), (int) base),
                ReferenceMask.of(newer, architecture.code(), (int) base));
    }

    long bytes() {
        return (long) older.length + newer.length;
    }

    private static int count(List<Cover> covers, int minBytes) {
        int count = 0;
        for (Cover cover : covers) {
            count += cover.length() >= minBytes ? 1 : 0;
        }
        return count;
    }

    /** Returns a predictor that knows the map of the covers, as the applier's will. */
    Predictor predictor(Prediction prediction, List<Cover> covers) {
        ShiftMap map = new ShiftMap(prediction.mapSegments());
        for (Cover cover : covers) {
            if (prediction.takes(cover.length())) {
                map.add(cover.oldAt(), cover.newAt(), cover.length());
            }
        }
        map.seal();
        return new Predictor(
                prediction.architecture().code(),
                (int) prediction.addressBase(),
                older.length,
                map,
                prediction.learnedBits());
    }
}
