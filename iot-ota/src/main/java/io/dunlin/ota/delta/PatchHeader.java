/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Checksum;
import io.dunlin.ota.delta.PatchRefused.Reason;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a patch says of itself before its streams: everything that an applier must know to refuse it before the first
 * write. See {@code docs/delta-format.md}.
 *
 * @param source the image that it is applied to
 * @param target the image that comes out
 * @param checkpointBytes after how many bytes of the new image an applier takes a checkpoint, 0 for never
 * @param prediction how new bytes are predicted from old ones
 * @param covers the stream of covers
 * @param diff the stream of differences inside covers
 * @param extra the stream of bytes outside covers
 * @param bodySha256 the digest of the three packed streams
 */
public record PatchHeader(
        ImageDigest source,
        ImageDigest target,
        long checkpointBytes,
        Prediction prediction,
        StreamEntry covers,
        StreamEntry diff,
        StreamEntry extra,
        Digest bodySha256) {

    /** The longest header of version 1, with its checksum. */
    public static final int MAX_BYTES = 256;

    /** The memory that an applier needs beside the streams: two buffers and the header. */
    public static final int FIXED_MEMORY_BYTES = 2 * PatchApplier.BUFFER_BYTES + MAX_BYTES;

    /** The shortest interval between checkpoints. */
    public static final int MIN_CHECKPOINT_BYTES = 512;

    static final int VERSION = 1;
    private static final byte[] MAGIC = {'D', 'N', 'L', 'D'};
    private static final int PREFIX_BYTES = MAGIC.length + 2;
    private static final int CHECKSUM_BYTES = 4;

    /** Checks that the parts agree with each other. */
    public PatchHeader {
        if (checkpointBytes != 0 && checkpointBytes < MIN_CHECKPOINT_BYTES) {
            // A checkpoint may be a thousand times as long as what is written between two of them.
            throw new IllegalArgumentException(
                    "checkpointBytes must be 0 or at least " + MIN_CHECKPOINT_BYTES + ", got " + checkpointBytes);
        }
        if (covers.codec() == StreamEntry.Codec.LZMA || extra.codec() == StreamEntry.Codec.MODEL) {
            throw new IllegalArgumentException("covers are not " + covers.codec() + " and extra not " + extra.codec());
        }
        boolean large = source.length() > Integer.MAX_VALUE || target.length() > Integer.MAX_VALUE;
        if (large && prediction.architecture() != Architecture.NONE) {
            throw new IllegalArgumentException("images of 2^31 B and more are not predicted");
        }
        if (diff.rawBytes() > target.length() || extra.rawBytes() != target.length() - diff.rawBytes()) {
            throw new IllegalArgumentException("diff " + diff.rawBytes() + " and extra " + extra.rawBytes()
                    + " do not add up to the new image's " + target.length());
        }
    }

    /**
     * Returns the memory that an applier needs, apart from objects of constant size.
     *
     * @return a number of bytes that the header states and every reader computes again
     */
    public long memoryBytes() {
        return FIXED_MEMORY_BYTES
                + prediction.memoryBytes()
                + covers.memoryBytes()
                + diff.memoryBytes()
                + extra.memoryBytes();
    }

    /**
     * Returns the length of the three packed streams.
     *
     * @return the length in bytes
     */
    public long bodyBytes() {
        return covers.packedBytes() + diff.packedBytes() + extra.packedBytes();
    }

    /**
     * Writes the header.
     *
     * @return the bytes that stand before the streams
     */
    public byte[] encode() {
        byte[] into = new byte[MAX_BYTES];
        int at = PREFIX_BYTES;
        at = Varint.put(0, into, at);
        at = putImage(source, into, at);
        at = putImage(target, into, at);
        at = Varint.put(memoryBytes(), into, at);
        at = Varint.put(checkpointBytes, into, at);
        at = prediction.encode(into, at);
        at = covers.encode(into, at);
        at = diff.encode(into, at);
        at = extra.encode(into, at);
        at = bodySha256.put(into, at);
        System.arraycopy(MAGIC, 0, into, 0, MAGIC.length);
        into[MAGIC.length] = VERSION;
        // One byte is enough: a header of version 1 is shorter than 256 bytes.
        into[MAGIC.length + 1] = (byte) (at - PREFIX_BYTES);
        int crc = Checksum.crc32c().update(0, into, 0, at);
        for (int shift = 24; shift >= 0; shift -= 8) {
            into[at++] = (byte) (crc >>> shift);
        }
        return Arrays.copyOf(into, at);
    }

    private static int putImage(ImageDigest image, byte[] into, int offset) {
        return image.sha256().put(into, Varint.put(image.length(), into, offset));
    }

    /**
     * Reads the header of a patch and checks that the patch has the length that it states.
     *
     * @param patch the patch
     * @return its header
     * @throws PatchRefused if it is malformed, damaged or of another version
     * @throws IOException if the patch cannot be read now
     */
    public static PatchHeader read(PatchSource patch) throws IOException {
        byte[] bytes = new byte[MAX_BYTES];
        int have = 0;
        for (int n = -1; n != 0 && have < bytes.length; have += n) {
            n = patch.read(have, bytes, have, bytes.length - have);
        }
        if (have < PREFIX_BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new PatchRefused(Reason.MALFORMED, "it does not begin as a patch does");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new PatchRefused(Reason.UNSUPPORTED, "version " + (bytes[MAGIC.length] & 0xFF));
        }
        int end = PREFIX_BYTES + (bytes[MAGIC.length + 1] & 0xFF);
        if (end + CHECKSUM_BYTES > have) {
            throw new PatchRefused(Reason.MALFORMED, "it ends inside its header");
        }
        int stated = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            stated = (stated << 8) | (bytes[end + i] & 0xFF);
        }
        if (stated != Checksum.crc32c().update(0, bytes, 0, end)) {
            throw new PatchRefused(Reason.DAMAGED, "the header's checksum is wrong");
        }
        PatchHeader header = new HeaderReader(bytes, PREFIX_BYTES, end).read();
        long length = end + CHECKSUM_BYTES + header.bodyBytes();
        if (patch.length() != length) {
            throw new PatchRefused(
                    Reason.MALFORMED, "its length is " + patch.length() + ", its header states " + length);
        }
        return header;
    }
}
