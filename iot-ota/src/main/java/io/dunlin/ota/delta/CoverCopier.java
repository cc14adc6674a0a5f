/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.model.Predictor;
import io.dunlin.ota.delta.model.StateCursor;
import java.io.EOFException;
import java.io.IOException;

/** Makes the new bytes of covers: old bytes, predicted, plus residuals. One thread at a time. */
final class CoverCopier {

    private final ImageReader source;
    private final CoverReader covers;
    private final Predictor predictor;
    private final PackedStream residuals;
    private final byte[] old = new byte[PatchApplier.BUFFER_BYTES];
    /** Where in the buffer the old byte of the next unit is, and where its bytes end. */
    private int at;

    private int end;
    /** What of the last unit was not handed out yet, the first byte lowest. */
    private int unit;

    private int unitLeft;

    CoverCopier(ImageReader source, CoverReader covers, Predictor predictor, PackedStream residuals) {
        this.source = source;
        this.covers = covers;
        this.predictor = predictor;
        this.residuals = residuals;
    }

    /** Takes up the cover that was just read, or is gone on with. */
    void enterCover() {
        predictor.cover((int) covers.coverOldAt(), (int) covers.coverNewAt(), (int) covers.coverBytes());
        at = 0;
        end = 0;
    }

    /** Hands out bytes of the present cover, not more than it has left. */
    void copy(byte[] into, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            if (unitLeft == 0) {
                next();
            }
            into[offset + i] = (byte) unit;
            unit >>>= 8;
            unitLeft--;
            covers.tookCopy(1);
        }
    }

    private void next() throws IOException {
        long left = covers.copyLeft();
        if (end - at < Math.min(left, Predictor.LOOK_AHEAD)) {
            fill((int) Math.min(left, old.length));
        }
        predictor.begin(old, at, (int) Math.min(left, end - at), (int) covers.newAt());
        unitLeft = predictor.bytes();
        unit = predictor.finish(residuals.residual(predictor));
        at += unitLeft;
    }

    private void fill(int length) throws IOException {
        at = 0;
        end = 0;
        while (end < length) {
            int n = source.read(covers.oldAt() + end, old, end, length - end);
            if (n <= 0) {
                throw new EOFException("the old image cannot be read at byte " + (covers.oldAt() + end));
            }
            end += n;
        }
    }

    /** Saves or restores; {@link #enterCover} must follow. */
    void state(StateCursor cursor) throws IOException {
        unit = cursor.exchange(unit);
        unitLeft = cursor.exchange(unitLeft);
        predictor.state(cursor);
    }
}
