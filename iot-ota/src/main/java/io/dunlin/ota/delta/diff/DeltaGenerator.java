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
import io.dunlin.ota.delta.diff.CoverSearch.Trial;
import io.dunlin.ota.delta.diff.LzmaPacker.Content;
import io.dunlin.ota.delta.diff.LzmaPacker.Packed;
import io.dunlin.ota.delta.diff.ModelPacker.Residuals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Makes patches. The same images and profile give the same bytes on every machine. Safe for use by several threads; a
 * call takes about 16 bytes of memory for each byte of the two images and seconds for each megabyte.
 */
public final class DeltaGenerator {

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
        Release release = new Release(older, newer);
        Trial trial = CoverSearch.best(release, profile);
        Patch patch = pack(source, target, release, trial, profile);
        verify(patch, older, newer);
        return patch;
    }

    private Patch pack(ImageDigest source, ImageDigest target, Release release, Trial trial, Profile profile) {
        Streams streams = Streams.of(release.newer(), trial.covers());
        Packed map = ModelPacker.packCovers(streams.covers(), profile.coverModelBits());
        Packed extra =
                LzmaPacker.pack(streams.extra(), Content.EXTRA, profile.dictionaryBytes(), profile.literalBits());
        Packed diff = packResiduals(release, trial, extra.entry().dictionaryBytes(), profile);
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
                trial.prediction(),
                map.entry(),
                diff.entry(),
                extra.entry(),
                Digest.of(body.digest()));
        byte[] head = header.encode();
        byte[] bytes = Arrays.copyOf(head, head.length + out.size());
        System.arraycopy(out.toByteArray(), 0, bytes, head.length, out.size());
        return new Patch(header, bytes, trial.covers().size());
    }

    private static Packed packResiduals(Release release, Trial trial, int dictionarySpent, Profile profile) {
        Residuals residuals =
                ModelPacker.packResiduals(release, trial.covers(), trial.prediction(), profile.modelBits());
        Packed modelled = residuals.packed();
        int dictionary = profile.residualDictionaryBytes(dictionarySpent);
        // LZMA finds what repeats from afar; packing in earnest takes long.
        if (dictionary < Profile.MIN_DICTIONARY_BYTES
                || LzmaPacker.estimate(residuals.raw()) > modelled.bytes().length / 10L * 11) {
            return modelled;
        }
        Packed packed = LzmaPacker.pack(residuals.raw(), Content.DIFF, dictionary, profile.literalBits());
        return packed.bytes().length < modelled.bytes().length ? packed : modelled;
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
