/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Sha256;
import io.dunlin.ota.delta.PatchRefused.Reason;
import io.dunlin.ota.delta.model.ShiftMap;
import java.io.EOFException;
import java.io.IOException;

/**
 * Makes the new image out of the old one and a patch, in steps of bounded work, and resumes after a crash at the last
 * checkpoint.
 *
 * <p>Before the first write it has checked: the header, the budget, the room, the digest of the patch's streams, the
 * digest of the old image and the bounds of all covers. After the last it reads the new image back and compares its digest. It allocates nothing
 * after {@link #open}. One thread at a time; each step blocks for its reads and writes.
 */
public final class PatchApplier {

    /** The size of the two buffers and the most that is written at once. */
    static final int BUFFER_BYTES = 1024;

    private static final int CHECKPOINT_VERSION = 1;

    /** What the next step works on. */
    public enum Phase {
        /** Reads the patch and compares its digest. */
        CHECK_PATCH,
        /** Reads the old image and compares its digest. */
        CHECK_SOURCE,
        /** Reads the covers once, checks their bounds and remembers what they moved. */
        READ_COVERS,
        /** Writes the new image. */
        APPLY,
        /** Reads the new image back and compares its digest. */
        CHECK_TARGET,
        /** The new image is complete and right. */
        DONE
    }

    private final PatchHeader header;
    /** The digest of the header: a checkpoint is taken up only by the very patch that wrote it. */
    private final Digest identity;

    private final PatchSource patch;
    private final long bodyBegin;
    private final ImageReader source;
    private final ImageWriter target;
    private final CheckpointStore checkpoints;
    private final Sha256 digest;
    private final CoverReader covers;
    private final PackedStream diff;
    private final PackedStream extra;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ShiftMap map;
    private final CoverCopier copier;
    private Phase phase = Phase.CHECK_PATCH;
    /** How far the present phase has come, in bytes. */
    private long done;

    private boolean begun;
    private long resumedAt;

    private PatchApplier(
            PatchHeader header,
            PatchSource patch,
            ImageReader source,
            ImageWriter target,
            CheckpointStore checkpoints,
            Sha256.Factory digests)
            throws IOException {
        this.header = header;
        this.patch = patch;
        this.bodyBegin = patch.length() - header.bodyBytes();
        this.source = source;
        this.target = target;
        this.checkpoints = checkpoints;
        this.digest = digests.create();
        this.identity = Digest.compute(header.encode(), digests);
        long at = bodyBegin;
        this.covers = new CoverReader(
                PackedStream.covers(header.covers(), patch, at), header.source().length());
        at += header.covers().packedBytes();
        this.diff = PackedStream.residuals(header.diff(), patch, at);
        at += header.diff().packedBytes();
        this.extra = PackedStream.of(header.extra(), patch, at);
        this.map = new ShiftMap(header.prediction().mapSegments());
        this.copier = new CoverCopier(
                source, covers, header.prediction().predictor(header.source().length(), map), diff);
    }

    /**
     * Opens a patch: reads its header, checks the budget and allocates all that it needs.
     *
     * @param patch the patch
     * @param source the old image
     * @param target the place of the new image
     * @param checkpoints where checkpoints are kept, with those of an earlier attempt
     * @param limits what the patch may ask for
     * @param digests makes SHA-256
     * @return an applier that has written nothing yet
     * @throws PatchRefused if the patch is malformed or asks for too much
     * @throws IOException if something cannot be read now
     */
    public static PatchApplier open(
            PatchSource patch,
            ImageReader source,
            ImageWriter target,
            CheckpointStore checkpoints,
            PatchLimits limits,
            Sha256.Factory digests)
            throws IOException {
        PatchHeader header = PatchHeader.read(patch);
        if (header.memoryBytes() > limits.memoryBytes()) {
            throw new PatchRefused(
                    Reason.OVER_BUDGET,
                    "it needs " + header.memoryBytes() + " B of memory, granted are " + limits.memoryBytes());
        }
        long room = Math.min(limits.targetBytes(), target.capacity());
        if (header.target().length() > room) {
            throw new PatchRefused(
                    Reason.OVER_BUDGET,
                    "the new image has " + header.target().length() + " B, there is room for " + room);
        }
        if (source.length() < header.source().length()) {
            throw new PatchRefused(
                    Reason.WRONG_SOURCE,
                    "it has " + source.length() + " B, not " + header.source().length());
        }
        return new PatchApplier(header, patch, source, target, checkpoints, digests);
    }

    /**
     * Returns the header.
     *
     * @return what the patch says of itself
     */
    public PatchHeader header() {
        return header;
    }

    /**
     * Returns what the next step works on.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns how far the present phase has come.
     *
     * @return bytes of the patch, the old or the new image
     */
    public long progressBytes() {
        return done;
    }

    /**
     * Returns where the application was taken up.
     *
     * @return how many bytes of the new image a checkpoint of an earlier attempt saved, 0 for none
     */
    public long resumedAtBytes() {
        return resumedAt;
    }

    /**
     * Works until the new image is complete and right.
     *
     * @throws PatchRefused if the patch or one of the images is not what it should be
     * @throws IOException if the media failed; the same application may be opened again and goes on from its checkpoint
     */
    public void run() throws IOException {
        while (!step(BUFFER_BYTES)) {
            // Each step has done its part.
        }
    }

    /**
     * Works on.
     *
     * @param bytes about how many bytes to read or write, at least 1
     * @return whether the new image is complete and right
     * @throws PatchRefused if the patch or one of the images is not what it should be
     * @throws IOException if the media failed; the same application may be opened again and goes on from its checkpoint
     */
    public boolean step(int bytes) throws IOException {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, got " + bytes);
        }
        switch (phase) {
            case CHECK_PATCH -> checkPatch(bytes);
            case CHECK_SOURCE -> checkSource(bytes);
            case READ_COVERS -> readCovers(bytes);
            case APPLY -> apply(bytes);
            case CHECK_TARGET -> checkTarget(bytes);
            case DONE -> {}
        }
        return phase == Phase.DONE;
    }

    private void checkPatch(int bytes) throws IOException {
        long end = Math.min(header.bodyBytes(), done + bytes);
        while (done < end) {
            took(patch.read(bodyBegin + done, buffer, 0, (int) Math.min(buffer.length, end - done)), "patch");
        }
        if (done == header.bodyBytes()) {
            if (!Digest.of(digest.digest()).equals(header.bodySha256())) {
                throw new PatchRefused(Reason.DAMAGED, "the digest of its streams is wrong");
            }
            enter(Phase.CHECK_SOURCE);
        }
    }

    private void checkSource(int bytes) throws IOException {
        if (hash(source, header.source().length(), bytes, "old image")) {
            if (!Digest.of(digest.digest()).equals(header.source().sha256())) {
                throw new PatchRefused(Reason.WRONG_SOURCE, "its digest is not " + header.source());
            }
            enter(Phase.READ_COVERS);
        }
    }

    /** Works through the covers of about so many bytes of the new image. */
    private void readCovers(int bytes) throws IOException {
        long length = header.target().length();
        long end = Math.min(length, done + bytes);
        while (done < end) {
            covers.next(length);
            long copy = covers.copyLeft();
            if (copy > 0
                    && header.prediction().takes(copy)
                    && !map.add((int) covers.oldAt(), (int) covers.coverNewAt(), (int) copy)) {
                throw new PatchRefused(Reason.BAD_STREAM, "there are more covers than the map takes");
            }
            covers.tookExtra(covers.extraLeft());
            covers.tookCopy(copy);
            done = covers.newAt();
        }
        if (done == length) {
            if (map.segments() != header.prediction().mapSegments()) {
                throw new PatchRefused(Reason.BAD_STREAM, "there are fewer covers than the map takes");
            }
            covers.finish();
            covers.reset();
            map.seal();
            enter(Phase.APPLY);
        }
    }

    private void checkTarget(int bytes) throws IOException {
        if (hash(target, header.target().length(), bytes, "new image")) {
            if (!Digest.of(digest.digest()).equals(header.target().sha256())) {
                throw new PatchRefused(Reason.WRONG_TARGET, "its digest is not " + header.target());
            }
            enter(Phase.DONE);
        }
    }

    private boolean hash(ImageReader image, long length, int bytes, String what) throws IOException {
        long end = Math.min(length, done + bytes);
        while (done < end) {
            took(image.read(done, buffer, 0, (int) Math.min(buffer.length, end - done)), what);
        }
        return done == length;
    }

    private void took(int n, String what) throws IOException {
        if (n <= 0) {
            throw new EOFException("the " + what + " cannot be read after " + done + " B");
        }
        digest.update(buffer, 0, n);
        done += n;
    }

    private void enter(Phase next) {
        phase = next;
        done = 0;
    }

    private void apply(int bytes) throws IOException {
        long length = header.target().length();
        if (!begun) {
            resumedAt = resume();
            done = resumedAt;
            target.begin(done, length);
            begun = true;
        }
        long interval = header.checkpointBytes();
        long end = Math.min(length, done + bytes);
        while (done < end) {
            long stop = interval == 0 ? end : Math.min(end, (done / interval + 1) * interval);
            int n = (int) Math.min(buffer.length, stop - done);
            fill(n);
            target.write(done, buffer, 0, n);
            done += n;
            if (interval != 0 && done % interval == 0 && done < length) {
                target.flush();
                checkpoint();
            }
        }
        if (done == length) {
            covers.finish();
            diff.finish();
            extra.finish();
            target.flush();
            enter(Phase.CHECK_TARGET);
        }
    }

    /** Puts the next bytes of the new image into the buffer. */
    private void fill(int length) throws IOException {
        int at = 0;
        while (at < length) {
            if (covers.extraLeft() > 0) {
                int n = (int) Math.min(covers.extraLeft(), length - at);
                extra.read(buffer, at, n);
                covers.tookExtra(n);
                at += n;
            } else if (covers.copyLeft() > 0) {
                int n = (int) Math.min(covers.copyLeft(), length - at);
                copier.copy(buffer, at, n);
                at += n;
            } else {
                covers.next(header.target().length());
                copier.enterCover();
            }
        }
    }

    private void checkpoint() throws IOException {
        // The buffer is free between two writes.
        StateWriter out = new StateWriter(checkpoints, buffer);
        out.putByte(CHECKPOINT_VERSION);
        identity.put(out);
        out.putLong(done);
        covers.save(out);
        diff.save(out);
        extra.save(out);
        copier.state(out);
        out.commit();
    }

    /** Takes up the last checkpoint if there is one of this very patch, and returns how far it had come. */
    private long resume() throws IOException {
        StateReader in = new StateReader(checkpoints, buffer);
        if (!in.isWhole() || in.getByte() != CHECKPOINT_VERSION || !identity.isNext(in)) {
            return 0;
        }
        long at = in.getLong(0, header.target().length());
        covers.restore(in);
        diff.restore(in);
        extra.restore(in);
        copier.state(in);
        copier.enterCover();
        return at;
    }
}
