/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and keeps what devices transfer. A patch is applied and compared before it is published, and read back after it
 * was stored. Safe for use by several threads; all methods block, those that make patches for seconds, with about 16
 * bytes of memory for each byte of the two images.
 */
public final class Artifacts {

    private static final Logger LOG = LoggerFactory.getLogger(Artifacts.class);

    private final Database database;
    private final ArtifactTable table;
    private final DeltaGenerator generator = new DeltaGenerator(JdkSha256::new);

    /**
     * Opens the artifacts of a tenant.
     *
     * @param database where they are kept
     * @param tenant whose
     */
    public Artifacts(Database database, Tenant tenant) {
        this.database = database;
        this.table = new ArtifactTable(database, tenant);
    }

    ArtifactTable table() {
        return table;
    }

    /**
     * Keeps an image that devices run, so that deltas can be made from it. No device is sent it.
     *
     * @param image the image
     * @return what it is
     * @throws StoreException if the database failed
     */
    public ImageDigest add(byte[] image) throws StoreException {
        ImageDigest added = table.store(image);
        database.makeDurable();
        return added;
    }

    /**
     * Publishes an image for devices with little memory: {@link Profile#SMALL}.
     *
     * @param release what it is
     * @param image the image
     * @param sources the images that devices run now, as {@link #add} or an earlier release gave them
     * @return as {@link #publish(Release, byte[], Collection, Profile)}
     * @throws StoreException if the database failed
     */
    public Component publish(Release release, byte[] image, Collection<ImageDigest> sources) throws StoreException {
        return publish(release, image, sources, Profile.SMALL);
    }

    /**
     * Publishes an image: in full, and as a delta from each source whose delta is smaller. A source that was never added
     * is left out, and so is one whose delta does not give the image; devices that run it transfer the full image.
     *
     * @param release what it is
     * @param image the image
     * @param sources the images that devices run now, at most {@value Component#MAX_ENCODINGS} - 1
     * @param profile how much memory the devices have
     * @return what a {@link RolloutPlan} names
     * @throws StoreException if the database failed
     */
    public Component publish(Release release, byte[] image, Collection<ImageDigest> sources, Profile profile)
            throws StoreException {
        ImageDigest target = table.store(image);
        ImageDigest full =
                table.store(generator.generate(new byte[0], image, profile).bytes());
        List<Encoding> encodings = new ArrayList<>();
        encodings.add(new Encoding(full, null));
        for (ImageDigest source : new LinkedHashSet<>(sources)) {
            Optional<byte[]> older = source.equals(target) ? Optional.empty() : table.content(source.sha256());
            byte[] delta = older.isEmpty() ? null : delta(older.get(), image, profile);
            if (delta != null && delta.length < full.length()) {
                encodings.add(new Encoding(table.store(delta), source));
            }
        }
        database.makeDurable();
        return new Component(
                release.component(), release.model(), release.version(), release.securityVersion(), target, encodings);
    }

    private byte @Nullable [] delta(byte[] older, byte[] image, Profile profile) {
        try {
            return generator.generate(older, image, profile).bytes();
        } catch (IllegalStateException e) {
            // The full image does as well, and a rollout need not wait for a better generator.
            LOG.error("no delta could be made", e);
            return null;
        }
    }
}
