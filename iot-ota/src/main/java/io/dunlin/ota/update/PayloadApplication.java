/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Sha256;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchHeader;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.delta.PatchRefused;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Checks and applies the payload of one plan in steps of bounded work. Used on the storage worker only; blocks. */
final class PayloadApplication {

    /** The payload is not the one that the manifest names; it was dropped. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    private final Plan plan;
    private final UpdateStores stores;
    private final long memoryBytes;
    private final Sha256.Factory digests;
    private final Sha256 digest;
    private final byte[] buffer = new byte[4096];
    private long hashed;
    private @Nullable PatchApplier applier;

    PayloadApplication(Plan plan, UpdateStores stores, long memoryBytes, Sha256.Factory digests) {
        this.plan = plan;
        this.stores = stores;
        this.memoryBytes = memoryBytes;
        this.digests = digests;
        this.digest = digests.create();
    }

    /** Works on the checks that precede the first write and returns whether all have passed. */
    boolean check(int bytes) throws IOException {
        if (hashed < plan.payload().length()) {
            hash(bytes);
            return false;
        }
        PatchApplier open = applier;
        if (open == null) {
            if (!Digest.of(digest.digest()).equals(plan.payload().sha256())) {
                stores.payload().clear();
                throw new Damaged("the payload is not " + plan.payload());
            }
            applier = open();
            return false;
        }
        if (open.phase() != PatchApplier.Phase.APPLY) {
            open.step(bytes);
        }
        return open.phase() == PatchApplier.Phase.APPLY;
    }

    /** Works on the application, with the checks that a failure undid; returns whether it is done. */
    boolean apply(int bytes) throws IOException {
        PatchApplier open = applier;
        if (open == null || open.phase().compareTo(PatchApplier.Phase.APPLY) < 0) {
            check(bytes);
            return false;
        }
        try {
            return open.step(bytes);
        } catch (PatchRefused e) {
            if (e.reason() == PatchRefused.Reason.WRONG_TARGET && open.resumedAtBytes() > 0) {
                // What an earlier attempt wrote before its checkpoint did not last: once more from the first byte.
                stores.payload().checkpoints().begin();
                stores.payload().checkpoints().commit();
                throw new IOException("the resumed image is not right", e);
            }
            throw e;
        }
    }

    private void hash(int bytes) throws IOException {
        long end = Math.min(plan.payload().length(), hashed + bytes);
        while (hashed < end) {
            int n = stores.payload().read(hashed, buffer, 0, (int) Math.min(buffer.length, end - hashed));
            if (n <= 0) {
                throw new EOFException("the payload ends at byte " + hashed);
            }
            digest.update(buffer, 0, n);
            hashed += n;
        }
    }

    private PatchApplier open() throws IOException {
        PatchApplier opened = PatchApplier.open(
                stores.payload(),
                stores.slots().running(),
                stores.slots().other(),
                stores.payload().checkpoints(),
                new PatchLimits(memoryBytes, plan.target().length()),
                digests);
        PatchHeader header = opened.header();
        ImageDigest source = plan.source();
        boolean fits =
                source == null ? header.source().length() == 0 : header.source().equals(source);
        if (!fits || !header.target().equals(plan.target())) {
            throw new PatchRefused(PatchRefused.Reason.MALFORMED, "it is for other images than the manifest");
        }
        return opened;
    }
}
