/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Model;
import java.util.Random;

/** An old and a new image of a pump. */
final class Images {

    static final Model MODEL = new Model("acme", "pump", "rev-b");
    static final byte[] OLD = old();
    static final byte[] NEW = changed(OLD);
    static final ImageDigest OLD_IMAGE = ImageDigest.of(OLD, JdkSha256::new);
    static final int CAPACITY = 64 << 10;

    /** Checkpoints after each page, so that applying takes many writes. */
    static final Profile PROFILE = Profile.TINY.withCheckpointBytes(4096);

    private Images() {}

    private static byte[] old() {
        byte[] image = new byte[20_000];
        new Random(1).nextBytes(image);
        return image;
    }

    private static byte[] changed(byte[] older) {
        byte[] image = new byte[older.length + 300];
        new Random(2).nextBytes(image);
        System.arraycopy(older, 0, image, 150, older.length);
        for (int i = 0; i < image.length; i += 701) {
            image[i]++;
        }
        return image;
    }
}
