/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.rollout.Artifacts;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The images that devices run: what they left the factory with, one that the fleet never saw, and two releases. */
enum Firmware {
    FACTORY(1, 0),
    WORKSHOP(7, 0),
    SPRING(1, 3),
    AUTUMN(1, 8);

    static final Model MODEL = new Model("acme", "pump", "rev-b");
    static final String COMPONENT = "firmware";
    static final int CAPACITY = 16 << 10;

    private static final int BYTES = 6000;
    /** Checkpoints after each page, so that applying takes many writes. */
    private static final Profile PROFILE = Profile.TINY.withCheckpointBytes(2048);

    private final byte[] image;

    Firmware(long source, int changes) {
        image = new byte[BYTES + 40 * changes];
        new Random(source).nextBytes(image);
        for (int i = 0; i < changes; i++) {
            image[(i + 1) * 600]++;
        }
    }

    byte[] image() {
        return image.clone();
    }

    /** Returns which image this is, as a whole. */
    static Firmware of(byte[] bytes) {
        for (Firmware known : values()) {
            if (Arrays.equals(known.image, bytes)) {
                return known;
            }
        }
        throw new AssertionError("an image of " + bytes.length + " bytes that nobody made");
    }

    private ImageDigest digest() {
        return ImageDigest.of(image, JdkSha256::new);
    }

    /** Publishes a release with deltas from what came before it, but for what the fleet never saw. */
    Component publish(Database database) throws StoreException {
        Artifacts artifacts = new Artifacts(database, Tenant.DEFAULT);
        artifacts.add(FACTORY.image());
        return artifacts.publish(
                new Release(MODEL, COMPONENT, toString(), ordinal()),
                image(),
                this == AUTUMN ? List.of(FACTORY.digest(), SPRING.digest()) : List.of(FACTORY.digest()),
                PROFILE);
    }
}
