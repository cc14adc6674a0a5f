/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.core.Sha256;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.MemoryImage;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchHeader;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.delta.PatchRefused;
import io.dunlin.ota.delta.diff.LzmaPacker.Content;
import io.dunlin.ota.delta.diff.LzmaPacker.Packed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Makes patches. The same images and profile give the same bytes on every machine. Safe for use by several threads; a
 * call takes about 16 bytes of memory for each byte of the two images and seconds for each megabyte.
 */
public final class DeltaGenerator {

    /** Tried in turn: for images that changed a little everywhere, and for those that changed in few places. */
    private static final List<CoverFinder.Costs> SEARCH =
            List.of(new CoverFinder.Costs(1, 140, 100, 440, 7), new CoverFinder.Costs(1, 110, 90, 360, 6));

    private final Sha256.Factory digests;

    /**
     * Creates a generator.
     *
     * @param digests makes SHA-256
     */
    public DeltaGenerator(Sha256.Factory digests) {
        this.digests = digests;
    }

    /**
     * Makes a patch, applies it and compares the result.
     *
     * @param older the old image
     * @param newer the new image
     * @param profile for which devices
     * @return the smallest patch found
     * @throws IllegalStateException if the patch does not give the new image, which is a fault of this class
     */
    public Patch generate(byte[] older, byte[] newer, Profile profile) {
        ImageDigest source = ImageDigest.of(older, digests);
        ImageDigest target = ImageDigest.of(newer, digests);
        List<Cover> covers = older.length == 0 || newer.length == 0 ? List.of() : search(older, newer);
        Patch patch = pack(source, target, Streams.of(older, newer, covers), covers.size(), profile);
        verify(patch, older, newer);
        return patch;
    }

    /** Returns the covers, possibly none, whose streams seem to become smallest. */
    private static List<Cover> search(byte[] older, byte[] newer) {
        Matches matches = Matches.between(older, newer);
        List<Cover> best = List.of();
        int smallest = Streams.of(older, newer, best).estimate();
        for (CoverFinder.Costs costs : SEARCH) {
            List<Cover> covers = CoverFinder.find(older, newer, matches, costs);
            int size = Streams.of(older, newer, covers).estimate();
            if (size < smallest) {
                smallest = size;
                best = covers;
            }
        }
        return best;
    }

    private Patch pack(ImageDigest source, ImageDigest target, Streams streams, int covers, Profile profile) {
        Packed map = LzmaPacker.pack(streams.covers(), Content.COVERS, profile);
        Packed diff = LzmaPacker.pack(streams.diff(), Content.DIFF, profile);
        Packed extra = LzmaPacker.pack(streams.extra(), Content.EXTRA, profile);
        Sha256 body = digests.create();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Packed stream : List.of(map, diff, extra)) {
            body.update(stream.bytes(), 0, stream.bytes().length);
            out.write(stream.bytes(), 0, stream.bytes().length);
        }
        PatchHeader header = new PatchHeader(
                source,
                target,
                profile.checkpointBytes(),
                map.entry(),
                diff.entry(),
                extra.entry(),
                Digest.of(body.digest()));
        byte[] head = header.encode();
        byte[] bytes = Arrays.copyOf(head, head.length + out.size());
        System.arraycopy(out.toByteArray(), 0, bytes, head.length, out.size());
        return new Patch(header, bytes, covers);
    }

    /** Applies the patch as a device would. */
    private void verify(Patch patch, byte[] older, byte[] newer) {
        byte[] result = new byte[newer.length];
        PatchLimits limits = new PatchLimits(patch.header().memoryBytes(), newer.length);
        try {
            PatchApplier.open(
                            new MemoryImage(patch.bytes()),
                            new MemoryImage(older),
                            new MemoryImage(result),
                            CheckpointStore.NONE,
                            limits,
                            digests)
                    .run();
        } catch (IOException | PatchRefused e) {
            throw new IllegalStateException("a patch does not give the image that it was made for", e);
        }
        if (!Arrays.equals(result, newer)) {
            throw new IllegalStateException("a patch gives another image than it was made for");
        }
    }
}
