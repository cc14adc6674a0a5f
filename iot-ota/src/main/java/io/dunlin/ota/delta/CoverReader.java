/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.PatchRefused.Reason;
import java.io.IOException;

/**
 * Reads the covers one after the other. A cover is: so many bytes of the extra stream, then so many bytes of the old
 * image from a place on, each plus a byte of the diff stream.
 */
final class CoverReader {

    private final PackedStream stream;
    private final long sourceBytes;
    private final Varint.Reader number = new Varint.Reader(Reason.BAD_STREAM);
    private long extraLeft;
    private long copyLeft;
    private long oldAt;
    private long newAt;
    private long coverBytes;

    CoverReader(PackedStream stream, long sourceBytes) {
        this.stream = stream;
        this.sourceBytes = sourceBytes;
    }

    /** Returns how many bytes of the extra stream come next. */
    long extraLeft() {
        return extraLeft;
    }

    /** Returns how many bytes of the old image come next, after those of the extra stream. */
    long copyLeft() {
        return copyLeft;
    }

    /** Returns where in the old image the next byte is. */
    long oldAt() {
        return oldAt;
    }

    /** Returns where in the new image the next byte is. */
    long newAt() {
        return newAt;
    }

    /** Returns the length of the present cover, without its extra bytes. */
    long coverBytes() {
        return coverBytes;
    }

    /** Returns where in the old image the present cover begins. */
    long coverOldAt() {
        return oldAt - (coverBytes - copyLeft);
    }

    /** Returns where in the new image the present cover begins, after its extra bytes. */
    long coverNewAt() {
        return newAt + extraLeft - (coverBytes - copyLeft);
    }

    void tookExtra(long bytes) {
        extraLeft -= bytes;
        newAt += bytes;
    }

    void tookCopy(long bytes) {
        copyLeft -= bytes;
        oldAt += bytes;
        newAt += bytes;
    }

    /** Reads the next cover, which must fit into what is left of the new image. */
    void next(long targetBytes) throws IOException {
        long targetLeft = targetBytes - newAt;
        extraLeft = number();
        copyLeft = number();
        if (extraLeft > targetLeft || copyLeft > targetLeft - extraLeft || extraLeft + copyLeft == 0) {
            throw new PatchRefused(Reason.BAD_STREAM, "a cover is empty or reaches beyond the new image");
        }
        coverBytes = copyLeft;
        if (copyLeft > 0) {
            // Relative to where the old image would go on if the extra bytes had replaced as many of it.
            oldAt += extraLeft + Varint.unZigZag(number());
            if (oldAt < 0 || oldAt > sourceBytes - copyLeft) {
                throw new PatchRefused(Reason.BAD_STREAM, "a cover reaches beyond the old image");
            }
        }
    }

    /** Checks that nothing is left, once the new image is complete. */
    void finish() throws IOException {
        stream.finish();
    }

    /** Goes back to the first cover. */
    void reset() {
        stream.reset();
        extraLeft = 0;
        copyLeft = 0;
        coverBytes = 0;
        oldAt = 0;
        newAt = 0;
    }

    private long number() throws IOException {
        while (!number.accept(stream.read())) {
            // The number goes on.
        }
        return number.value();
    }

    void save(StateWriter out) throws IOException {
        out.putLong(extraLeft);
        out.putLong(copyLeft);
        out.putLong(oldAt);
        out.putLong(newAt);
        out.putLong(coverBytes);
        stream.save(out);
    }

    void restore(StateReader in) throws IOException {
        extraLeft = in.getLong(0, Long.MAX_VALUE);
        copyLeft = in.getLong(0, sourceBytes);
        oldAt = in.getLong(0, sourceBytes);
        newAt = in.getLong(0, Long.MAX_VALUE);
        coverBytes = in.getLong(copyLeft, sourceBytes);
        stream.restore(in);
    }
}
