/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
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
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.rotate.RotationRecord;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns an enrolled device's identity and renews it in time. {@link #open} reads it, {@link #start} begins; transports ask
 * {@link #current} at every connect. All methods but {@code open} and {@code current} are called on the loop. The network
 * worker may be one thread for many devices; it blocks for the time of an exchange.
 */
public final class CertificateRotator implements TlsIdentitySource, RotationOutput {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRotator.class);

    private final IdentityStore store;
    private final TrustAnchors anchors;
    private final Loop loop;
    private final StorageWorker disk;
    private final StorageWorker network;
    private final EnrollmentClient client;
    private final IdentityTrial trial;
    private final Listener listener;
    private final Rotation rotation;
    private volatile TlsIdentity current;
    private KeySlot activeSlot;
    private DeviceIdentity active;
    private @Nullable DeviceIdentity next;
    private @Nullable Snapshot opened;
    private Loop.@Nullable Timer timer;
    private boolean closed;

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

        /** The certificate ended before a new one came: the device has to enrol anew. */
        void expired();
    }

    /**
     * What a rotator works with.
     *
     * @param anchors whose servers to trust, and who must have issued a new certificate
     * @param policy when and how often
     * @param loop the device's
     * @param disk does the store's work
     * @param network does the client's work
     * @param client gets certificates
     * @param trial tries identities over the link
     * @param listener is told
     */
    public record Parts(
            TrustAnchors anchors,
            RotationPolicy policy,
            Loop loop,
            StorageWorker disk,
            StorageWorker network,
            EnrollmentClient client,
            IdentityTrial trial,
            Listener listener) {}

    private CertificateRotator(IdentityStore store, Parts parts, Snapshot snapshot) {
        this.store = store;
        this.anchors = parts.anchors();
        this.loop = parts.loop();
        this.disk = parts.disk();
        this.network = parts.network();
        this.client = parts.client();
        this.trial = parts.trial();
        this.listener = parts.listener();
        this.rotation = new Rotation(store.device().value(), parts.policy(), this);
        this.activeSlot = Snapshot.slot(snapshot.journal());
        this.active = snapshot.active();
        this.next = snapshot.spareIdentity();
        this.opened = snapshot;
        this.current = TlsContextFactory.device(snapshot.active(), anchors);
    }

    /**
     * Reads the identity. Blocking.
     *
     * @param store an enrolled device's
     * @param parts what to work with
     * @return a rotator that is not started
     * @throws IOException if the storage failed
     * @throws IllegalStateException if the device is not enrolled
     */
    public static CertificateRotator open(IdentityStore store, Parts parts) throws IOException {
        Snapshot snapshot = Snapshot.read(store);
        if (snapshot == null) {
            throw new IllegalStateException(store.device() + " is not enrolled");
        }
        return new CertificateRotator(store, parts, snapshot);
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

    /** Rotates as soon as possible, whatever the time. */
    public void rotateNow() {
        rotation.rotateNow(loop.nanoTime());
        next();
    }

    /** Stops after the step that is under way. */
    public void close() {
        closed = true;
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
                written -> rotation.persisted(loop.nanoTime()));
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
        TlsIdentity identity = current;
        write(
                () -> Objects.requireNonNull(store.key(slot), "the new key"),
                key -> exchange(
                        () -> client.reenroll(key, identity),
                        new EnrollmentResult.Unreachable("the request failed"),
                        result -> answered(slot, key, result)));
    }

    @Override
    public void trial() {
        DeviceIdentity candidate = Objects.requireNonNull(next, "the new identity");
        trial.tryIdentity(TlsContextFactory.device(candidate, anchors), (result, reason) -> {
            if (!closed) {
                rotation.tried(result, reason);
                next();
            }
        });
    }

    @Override
    public void confirm() {
        DeviceIdentity candidate = Objects.requireNonNull(next, "the new identity");
        exchange(
                () -> client.confirm(TlsContextFactory.device(candidate, anchors), true, ""),
                false,
                rotation::confirmed);
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
        current = TlsContextFactory.device(active, anchors);
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
        KeySlot slot = Snapshot.slot(snapshot.journal());
        if (slot != activeSlot) {
            activeSlot = slot;
            active = snapshot.active();
            current = TlsContextFactory.device(active, anchors);
            listener.rotated(active);
        }
        next = snapshot.spareIdentity();
        rotation.restore(
                snapshot.journal(),
                snapshot.spare(),
                active.certificate().getNotBefore().toInstant().toEpochMilli(),
                active.certificate().getNotAfter().toInstant().toEpochMilli(),
                loop.nanoTime());
    }

    private void answered(KeySlot slot, StoredKey key, EnrollmentResult result) {
        if (result instanceof EnrollmentResult.Issued issued) {
            long now = wallMillis() == Rotation.NO_CLOCK
                    ? issued.chain().get(0).getNotBefore().toInstant().toEpochMilli()
                    : wallMillis();
            CertificateCheck.Finding finding =
                    CertificateCheck.check(issued.chain(), store.device(), key.publicKey(), anchors, now);
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
        submit(disk, job, then, this::broken);
    }

    /** Does something at the network; its failure is an answer too. */
    private <T> void exchange(StorageWorker.Job<T> job, T failed, Consumer<T> then) {
        submit(network, job, then, failure -> {
            LOG.warn("{}: {}", store.device(), failure.toString());
            then.accept(failed);
        });
    }

    private <T> void submit(
            StorageWorker worker, StorageWorker.Job<T> job, Consumer<T> then, Consumer<Exception> otherwise) {
        worker.submit(job, new StorageWorker.Report<T>() {
            @Override
            public void done(T result) {
                if (!closed) {
                    then.accept(result);
                    next();
                }
            }

            @Override
            public void failed(Exception failure) {
                if (!closed) {
                    otherwise.accept(failure);
                    next();
                }
            }
        });
    }

    private void broken(Exception failure) {
        if (!closed) {
            LOG.warn("{}: the identity's storage failed: {}", store.device(), failure.toString());
            rotation.storageFailed(loop.nanoTime());
            next();
        }
    }

    /** Ticks, and sees to it that the next tick comes in time. */
    private void next() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        rotation.tick(loop.nanoTime(), wallMillis());
        long deadline = rotation.deadlineNanos();
        if (!closed && deadline != Long.MAX_VALUE) {
            timer = loop.schedule(Math.max(0, deadline - loop.nanoTime()), this::next);
        }
    }

    /** A clock before the certificate in use began is wrong. */
    private long wallMillis() {
        long wall = loop.wallMillis();
        return wall < active.certificate().getNotBefore().toInstant().toEpochMilli() ? Rotation.NO_CLOCK : wall;
    }
}
