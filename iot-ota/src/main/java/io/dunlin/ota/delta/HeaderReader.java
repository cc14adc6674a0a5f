/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Sha256;
import io.dunlin.ota.delta.PatchRefused.Reason;

/** Reads the fields of a header whose checksum is right. */
final class HeaderReader {

    /** Lengths beyond this are refused, so that sums of a few of them cannot overflow. */
    private static final long MAX_LENGTH = 1L << 56;

    private final byte[] bytes;
    private final int end;
    private final Varint.Reader number = new Varint.Reader(Reason.MALFORMED);
    private int at;

    HeaderReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    PatchHeader read() {
        long flags = number();
        if (flags != 0) {
            throw new PatchRefused(Reason.UNSUPPORTED, "flags " + flags);
        }
        ImageDigest source = image();
        ImageDigest target = image();
        long memory = number();
        long checkpoint = number();
        try {
            Prediction prediction = prediction();
            StreamEntry covers = stream();
            StreamEntry diff = stream();
            StreamEntry extra = stream();
            PatchHeader header = new PatchHeader(source, target, checkpoint, prediction, covers, diff, extra, digest());
            if (at != end) {
                throw new PatchRefused(Reason.MALFORMED, "the header has bytes after its last field");
            }
            if (header.memoryBytes() != memory) {
                throw new PatchRefused(
                        Reason.MALFORMED, "it states " + memory + " B of memory and needs " + header.memoryBytes());
            }
            return header;
        } catch (IllegalArgumentException e) {
            throw new PatchRefused(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Prediction prediction() {
        Architecture architecture = Architecture.of(next());
        if (architecture == Architecture.NONE) {
            return Prediction.NONE;
        }
        long base = number();
        int segments = small();
        int minBytes = small();
        return new Prediction(architecture, base, segments, minBytes, next());
    }

    private int small() {
        return (int) Math.min(number(), Integer.MAX_VALUE);
    }

    private StreamEntry stream() {
        int codec = next();
        if (codec == StreamEntry.Codec.STORED.code()) {
            long raw = number();
            return new StreamEntry(StreamEntry.Codec.STORED, 0, 0, 0, 0, raw, number());
        }
        if (codec == StreamEntry.Codec.MODEL.code()) {
            int bits = next();
            if (bits > StreamEntry.MAX_MODEL_BITS) {
                throw new PatchRefused(Reason.MALFORMED, "a model of 2^" + bits + " counters");
            }
            long raw = number();
            return StreamEntry.modelled(bits, raw, number());
        }
        if (codec != StreamEntry.Codec.LZMA.code()) {
            throw new PatchRefused(Reason.UNSUPPORTED, "codec " + codec);
        }
        int properties = next();
        long dictionary = number();
        if (dictionary > StreamEntry.MAX_DICTIONARY_BYTES) {
            throw new PatchRefused(Reason.MALFORMED, "a dictionary of " + dictionary + " B");
        }
        long raw = number();
        return new StreamEntry(
                StreamEntry.Codec.LZMA,
                properties % 9,
                properties / 9 % 5,
                properties / 45,
                (int) dictionary,
                raw,
                number());
    }

    private ImageDigest image() {
        long length = number();
        return new ImageDigest(length, digest());
    }

    private Digest digest() {
        if (end - at < Sha256.DIGEST_BYTES) {
            throw new PatchRefused(Reason.MALFORMED, "the header ends inside a digest");
        }
        at += Sha256.DIGEST_BYTES;
        return Digest.of(bytes, at - Sha256.DIGEST_BYTES, Sha256.DIGEST_BYTES);
    }

    private long number() {
        while (!number.accept(next())) {
            // The number goes on.
        }
        if (number.value() > MAX_LENGTH) {
            throw new PatchRefused(Reason.MALFORMED, "the header states a length of " + number.value());
        }
        return number.value();
    }

    private int next() {
        if (at == end) {
            throw new PatchRefused(Reason.MALFORMED, "the header ends inside a field");
        }
        return bytes[at++] & 0xFF;
    }
}
