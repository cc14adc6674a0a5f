/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.Architecture;
import io.dunlin.ota.delta.Prediction;
import io.dunlin.ota.delta.diff.CoverFinder.Costs;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the covers and the prediction that give the smallest patch. How much is tried depends on the images' length
 * alone, never on the time it takes, so that every machine finds the same.
 */
final class CoverSearch {

    /** Tried in turn while the budget lasts: the most promising first; each on the images and, if they hold code, on masked ones. */
    private static final List<Costs> COSTS =
            List.of(new Costs(1, 140, 100, 440, 7), new Costs(1, 110, 90, 360, 6), new Costs(1, 160, 100, 300, 5));

    /** The simplest first: the others must be better. */
    private static final List<Architecture> CANDIDATES =
            List.of(Architecture.DATA, Architecture.THUMB2, Architecture.A32, Architecture.ARM64);

    /** How many bytes of both images may be searched, all trials together. */
    private static final long BUDGET_BYTES = 96L << 20;

    /** How much of the new image serves to recognise an architecture. */
    private static final int SAMPLE_BYTES = 1 << 20;

    private static final int WINDOW_BYTES = 64 << 10;

    private final Release release;
    private final Profile profile;
    private Architecture architecture = Architecture.NONE;
    private long base;
    private long spent;
    private Trial best;

    /** Covers with their prediction, and what the streams come to. */
    record Trial(List<Cover> covers, Prediction prediction, long bytes) {}

    private CoverSearch(Release release, Profile profile) {
        this.release = release;
        this.profile = profile;
        this.best = new Trial(List.of(), Prediction.NONE, LzmaPacker.estimate(release.newer()));
    }

    static Trial best(Release release, Profile profile) {
        CoverSearch search = new CoverSearch(release, profile);
        if (release.older().length > 0 && release.newer().length > 0) {
            search.run();
        }
        return search.best;
    }

    private void run() {
        Matches matches = Matches.between(release.older(), release.newer());
        List<Cover> first = find(release, matches, COSTS.get(0));
        recognise(first);
        measure(first);
        boolean masks = architecture != Architecture.NONE && spent < BUDGET_BYTES;
        Release masked = masks ? release.masked(architecture, base) : release;
        Matches maskedMatches = masks ? Matches.between(masked.older(), masked.newer()) : matches;
        for (int i = 0; i < COSTS.size(); i++) {
            if (i > 0 && spent < BUDGET_BYTES) {
                measure(find(release, matches, COSTS.get(i)));
            }
            if (masks && spent < BUDGET_BYTES) {
                measure(find(masked, maskedMatches, COSTS.get(i)));
            }
        }
    }

    private List<Cover> find(Release images, Matches matches, Costs costs) {
        spent += images.bytes();
        return CoverFinder.find(images.older(), images.newer(), matches, costs);
    }

    /** Chooses the architecture and address base whose predictions leave least of a sample. */
    private void recognise(List<Cover> covers) {
        List<Cover> sample = sample(covers);
        long voted = AddressBase.of(release, covers);
        long smallest = residuals(covers, sample, Architecture.NONE, 0);
        // What is gained must be worth the map's memory.
        smallest -= smallest / 50;
        for (Architecture candidate : CANDIDATES) {
            long size = residuals(covers, sample, candidate, voted);
            if (size < smallest) {
                smallest = size;
                architecture = candidate;
                base = voted;
            }
        }
        if (voted != 0 && architecture != Architecture.NONE && residuals(covers, sample, architecture, 0) < smallest) {
            base = 0;
        }
    }

    private long residuals(List<Cover> covers, List<Cover> sample, Architecture candidate, long candidateBase) {
        Prediction prediction = release.prediction(candidate, candidateBase, covers, profile);
        return ModelPacker.packResiduals(release, sample, release.predictor(prediction, covers), profile.modelBits())
                .packed()
                .bytes()
                .length;
    }

    /** Returns evenly spread parts of the covers. */
    private List<Cover> sample(List<Cover> covers) {
        int every = Math.max(1, release.newer().length / SAMPLE_BYTES);
        if (every == 1) {
            return covers;
        }
        List<Cover> sample = new ArrayList<>();
        for (Cover cover : covers) {
            int end = cover.newAt() + cover.length();
            for (int at = cover.newAt(); at < end; at = (at / WINDOW_BYTES + 1) * WINDOW_BYTES) {
                if (at / WINDOW_BYTES % every == 0) {
                    int length = Math.min(end, (at / WINDOW_BYTES + 1) * WINDOW_BYTES) - at;
                    sample.add(new Cover(at, cover.oldAt() + at - cover.newAt(), length));
                }
            }
        }
        return sample;
    }

    private void measure(List<Cover> covers) {
        Prediction prediction = release.prediction(architecture, base, covers, profile);
        Streams streams = Streams.of(release.newer(), covers);
        long bytes = (long) LzmaPacker.estimate(streams.extra())
                + ModelPacker.packCovers(streams.covers(), profile.coverModelBits())
                        .bytes()
                        .length
                + ModelPacker.packResiduals(release, covers, prediction, profile.modelBits())
                        .packed()
                        .bytes()
                        .length;
        if (bytes < best.bytes) {
            best = new Trial(covers, prediction, bytes);
        }
    }
}
