/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.identity.CertificateCheck;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.IdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.RotationOutput;
import io.dunlin.security.rotate.RotationRecord;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns an enrolled device's identity and renews it in time. {@link #open} reads it, {@link #start} begins; transports ask
 * {@link #current} at every connect. Methods are called on the loop unless they say otherwise.
 */
public final class CertificateRotator implements TlsIdentitySource, RotationOutput {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRotator.class);

    private final IdentityStore store;
    private final Provisioning means;
    private final IdentityTrial trial;
    private final Listener listener;
    private final Jobs jobs;
    private final Rotation rotation;
    private volatile TlsIdentity current;
    private KeySlot activeSlot;
    private volatile DeviceIdentity active;
    private @Nullable DeviceIdentity next;
    private @Nullable Snapshot opened;
    private Loop.@Nullable Timer timer;
    private boolean frozen;

    /** Is told of the identity's life, on the loop. */
    public interface Listener {
        /**
         * A new identity is in use: connect with {@link CertificateRotator#current} from now on.
         *
         * @param identity it
         */
        void rotated(DeviceIdentity identity);

        /**
         * A rotation was given up; the old identity stays.
         *
         * @param generation the one that was given up
         * @param reason why, for people
         */
        void rolledBack(long generation, String reason);

        /** The certificate ended before a new one came; only a device with a credential can get one. */
        void expired();

        /**
         * A newer version of this library left its journal here. The identity is used, and not renewed by this version.
         *
         * @param version the version of the journal
         */
        void newer(long version);
    }

    private CertificateRotator(
            IdentityStore store, Provisioning means, IdentityTrial trial, Listener listener, Snapshot snapshot) {
        this.store = store;
        this.means = means;
        this.trial = trial;
        this.listener = listener;
        this.jobs = new Jobs(means, this::next);
        this.rotation = new Rotation(store.device().value(), means.policy(), this);
        this.activeSlot = Snapshot.slot(snapshot.journal());
        this.active = snapshot.active();
        this.next = snapshot.spareIdentity();
        this.opened = snapshot;
        this.current = context(snapshot.active());
    }

    /**
     * Tells whether a device has an identity. Blocking.
     *
     * @param store the device's
     * @return whether {@link #open} finds one
     * @throws IOException if the storage failed, or what is there is of a newer version and cannot be used
     */
    public static boolean isEnrolled(IdentityStore store) throws IOException {
        return Snapshot.read(store) != null;
    }

    /**
     * Reads the identity. Blocking.
     *
     * @param store an enrolled device's
     * @param means what to work with
     * @param trial tries identities over the link
     * @param listener is told
     * @return a rotator that is not started
     * @throws IOException if the storage failed
     * @throws IllegalStateException if the device is not enrolled
     */
    public static CertificateRotator open(
            IdentityStore store, Provisioning means, IdentityTrial trial, Listener listener) throws IOException {
        Snapshot snapshot = Snapshot.read(store);
        if (snapshot == null) {
            throw new IllegalStateException(store.device() + " is not enrolled");
        }
        return new CertificateRotator(store, means, trial, listener, snapshot);
    }

    /**
     * Returns the identity in use. May be called from any thread.
     *
     * @return of the generation of {@link #current}, or for a moment of the one before
     */
    public DeviceIdentity identity() {
        return active;
    }

    @Override
    public TlsIdentity current() {
        return current;
    }

    /** Takes up what an earlier life left, and rotates when it is time. */
    public void start() {
        Snapshot snapshot = opened;
        if (snapshot == null) {
            throw new IllegalStateException("start comes once");
        }
        opened = null;
        restore(snapshot);
        next();
    }

    /** Rotates as soon as possible, whatever the time; does nothing if a rotation is under way. */
    public void rotateNow() {
        if (!frozen) {
            rotation.rotateNow(means.loop().nanoTime());
            next();
        }
    }

    /** Stops after the step that is under way. */
    public void close() {
        jobs.close();
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void persist(RotationRecord record) {
        LOG.debug("{}: {}", store.device(), record);
        write(
                () -> {
                    store.writeJournal(record.encode());
                    return record;
                },
                written -> rotation.persisted(means.loop().nanoTime()));
    }

    @Override
    public void createKey(long generation) {
        KeySlot slot = activeSlot.other();
        write(() -> store.createKey(slot, generation), key -> rotation.keyCreated());
    }

    @Override
    public void destroySpare() {
        KeySlot slot = activeSlot.other();
        write(
                () -> {
                    store.destroy(slot);
                    return slot;
                },
                emptied -> {
                    next = null;
                    rotation.spareDestroyed();
                });
    }

    @Override
    public void enrol() {
        KeySlot slot = activeSlot.other();
        write(
                () -> Objects.requireNonNull(store.key(slot), "the new key"),
                key -> exchange(
                        request(key),
                        new EnrollmentResult.Unreachable("the request failed"),
                        result -> answered(slot, key, result)));
    }

    /** An expired certificate authenticates nobody, so the device's credential has to. */
    private StorageWorker.Job<EnrollmentResult> request(StoredKey key) {
        EnrollmentClient client = means.client();
        Credential credential = means.credential();
        TlsIdentity identity = current;
        long end = active.certificate().getNotAfter().toInstant().toEpochMilli();
        return credential != null && wallMillis() > end
                ? () -> client.enroll(key, credential)
                : () -> client.reenroll(key, identity);
    }

    @Override
    public void trial() {
        DeviceIdentity candidate = Objects.requireNonNull(next, "the new identity");
        trial.tryIdentity(context(candidate), (result, reason) -> {
            if (!jobs.isClosed()) {
                boolean early = wallMillis()
                        < candidate.certificate().getNotBefore().toInstant().toEpochMilli();
                boolean notYet = result == Rotation.Tried.REFUSED && early;
                rotation.tried(notYet ? Rotation.Tried.NOT_YET : result, reason);
                next();
            }
        });
    }

    @Override
    public void confirm() {
        DeviceIdentity candidate = Objects.requireNonNull(next, "the new identity");
        exchange(() -> means.client().confirm(context(candidate), true, ""), false, rotation::confirmed);
    }

    @Override
    public void reload() {
        write(() -> Optional.ofNullable(Snapshot.read(store)), found -> {
            if (found.isPresent()) {
                restore(found.get());
            } else {
                broken(new IOException("no identity is left on the disk"));
            }
        });
    }

    @Override
    public void activated(long generation) {
        activeSlot = activeSlot.other();
        active = Objects.requireNonNull(next, "the new identity");
        current = context(active);
        LOG.info("{} uses generation {}", store.device(), generation);
        listener.rotated(active);
    }

    @Override
    public void rolledBack(long generation, String reason) {
        LOG.warn("{} gave up generation {}: {}", store.device(), generation, reason);
        listener.rolledBack(generation, reason);
    }

    @Override
    public void expired() {
        LOG.error("The certificate of {} has ended", active);
        listener.expired();
    }

    private void restore(Snapshot snapshot) {
        if (snapshot.newer() > 0) {
            LOG.warn("{}: a newer library rotated last (journal version {})", store.device(), snapshot.newer());
            frozen = true;
            listener.newer(snapshot.newer());
            return;
        }
        KeySlot slot = Snapshot.slot(snapshot.journal());
        if (slot != activeSlot) {
            activeSlot = slot;
            active = snapshot.active();
            current = context(active);
            listener.rotated(active);
        }
        next = snapshot.spareIdentity();
        rotation.restore(
                snapshot.journal(),
                snapshot.spare(),
                active.certificate().getNotBefore().toInstant().toEpochMilli(),
                active.certificate().getNotAfter().toInstant().toEpochMilli(),
                means.loop().nanoTime());
    }

    private void answered(KeySlot slot, StoredKey key, EnrollmentResult result) {
        if (result instanceof EnrollmentResult.Issued issued) {
            long now = wallMillis() == Rotation.NO_CLOCK
                    ? issued.chain().get(0).getNotBefore().toInstant().toEpochMilli()
                    : wallMillis();
            CertificateCheck.Finding finding =
                    CertificateCheck.check(issued.chain(), store.device(), key.publicKey(), means.anchors(), now);
            // One whose time has not come is kept: the trial waits for it.
            if (finding == CertificateCheck.Finding.GOOD || finding == CertificateCheck.Finding.NOT_YET_VALID) {
                write(
                        () -> {
                            store.storeChain(slot, issued.chain());
                            return Objects.requireNonNull(store.identity(slot), "the new identity");
                        },
                        identity -> {
                            next = identity;
                            rotation.enrolled(Rotation.Enrolled.STORED, 0, "");
                        });
            } else {
                rotation.enrolled(Rotation.Enrolled.REFUSED, 0, "the new certificate is " + finding);
            }
        } else if (result instanceof EnrollmentResult.Pending pending) {
            rotation.enrolled(Rotation.Enrolled.PENDING, pending.retryAfter().toMillis(), "");
        } else if (result instanceof EnrollmentResult.Refused refused) {
            rotation.enrolled(
                    refused.retryable() ? Rotation.Enrolled.UNREACHABLE : Rotation.Enrolled.REFUSED,
                    0,
                    refused.reason());
        } else {
            rotation.enrolled(Rotation.Enrolled.UNREACHABLE, 0, "");
        }
    }

    /** Does something at the disk; its failure leaves everything to be read again. */
    private <T> void write(StorageWorker.Job<T> job, Consumer<T> then) {
        jobs.atDisk(job, then, this::broken);
    }

    /** Does something at the network; its failure is an answer too. */
    private <T> void exchange(StorageWorker.Job<T> job, T failed, Consumer<T> then) {
        jobs.overNetwork(job, then, failure -> {
            LOG.warn("{}: {}", store.device(), failure.toString());
            then.accept(failed);
        });
    }

    private void broken(Exception failure) {
        LOG.warn("{}: the identity's storage failed: {}", store.device(), failure.toString());
        rotation.storageFailed(means.loop().nanoTime());
    }

    /** Ticks, and sees to it that the next tick comes in time. */
    private void next() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (frozen) {
            return;
        }
        rotation.tick(means.loop().nanoTime(), wallMillis());
        long deadline = rotation.deadlineNanos();
        if (!jobs.isClosed() && deadline != Long.MAX_VALUE) {
            timer = means.loop().schedule(Math.max(0, deadline - means.loop().nanoTime()), this::next);
        }
    }

    private TlsIdentity context(DeviceIdentity identity) {
        return TlsContextFactory.device(identity, means.anchors());
    }

    /** A clock before the certificate in use began is wrong. */
    private long wallMillis() {
        long wall = means.loop().wallMillis();
        return wall < active.certificate().getNotBefore().toInstant().toEpochMilli() ? Rotation.NO_CLOCK : wall;
    }
}
