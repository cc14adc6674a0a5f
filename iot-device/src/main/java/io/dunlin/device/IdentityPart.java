/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.core.wire.IdentityState;
import io.dunlin.core.wire.RenewalRequest;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.agent.CertificateRotator;
import io.dunlin.security.rotate.agent.FirstEnrolment;
import io.dunlin.security.rotate.agent.IdentityTrial;
import io.dunlin.security.rotate.agent.Provisioning;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The device's identity: whom to trust, the first certificate, and its renewals, tried over the device's own link. It keeps
 * its own deadlines but for the repetition of its report.
 */
final class IdentityPart implements Part, IdentityTrial, FirstEnrolment.Listener, CertificateRotator.Listener {

    private static final String DIRECTORY = "identity";
    private static final String REFUSED = "enrolment-refused";
    private static final String EXPIRED = "identity-expired";
    private static final String HELD = "identity-held";
    private static final int MAX_ANCHOR_BYTES = 256 * 1024;
    private static final long REPEAT_NANOS = 30_000_000_000L;

    /** How long the fleet's wishes are ignored after a rotation that was given up. */
    private static final long REST_NANOS = 600_000_000_000L;

    private final IdentityOptions options;
    private final Surroundings around;
    private final Agent agent;
    private final StorageWorker network;
    private @Nullable Opened opened;
    private @Nullable FirstEnrolment enrolment;
    private volatile @Nullable CertificateRotator rotator;
    private Consumer<TlsIdentitySource> whenEnrolled = identity -> {};
    private int bootstraps;
    private boolean stopped;
    private boolean up;
    private boolean onTriedIdentity;
    private boolean reported;
    private long repeatNanos;
    private long restUntilNanos;
    private long givenUpGeneration;
    private String givenUpReason = "";

    /** What was found in the directory. */
    private record Opened(
            FileIdentityStore store,
            AtomicFile anchorFile,
            @Nullable TrustAnchors anchors,
            boolean enrolled) {}

    IdentityPart(IdentityOptions options, Surroundings around, Agent agent) {
        this.options = options;
        this.around = around;
        this.agent = agent;
        this.network = new NetworkWorker(around.loop(), around.executor());
        this.restUntilNanos = around.loop().nanoTime();
    }

    @Override
    public CompletableFuture<?> open() {
        return around.onWorker(this::read).thenAccept(found -> opened = found);
    }

    private Opened read() throws IOException {
        Storage directory = around.storage().privateDirectory(DIRECTORY);
        FileIdentityStore store = FileIdentityStore.open(directory, around.id());
        try {
            AtomicFile file = new AtomicFile(directory, "anchors", MAX_ANCHOR_BYTES);
            TrustAnchors given = options.anchors();
            return new Opened(store, file, given == null ? kept(file) : given, CertificateRotator.isEnrolled(store));
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What an earlier life learned; if that is damaged, the server is asked again. */
    private static @Nullable TrustAnchors kept(AtomicFile file) throws IOException {
        try {
            byte[] bytes = file.read();
            return bytes == null ? null : TrustAnchors.parse(bytes);
        } catch (DecodeException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Hands the identity over as soon as there is one. Call it once, after {@link #open}. */
    void begin(Consumer<TlsIdentitySource> then) {
        whenEnrolled = then;
        proceed();
    }

    private void proceed() {
        Opened found = opened;
        if (found == null || stopped) {
            return;
        }
        TrustAnchors anchors = found.anchors();
        if (anchors == null) {
            bootstrap(found);
            return;
        }
        Provisioning means = new Provisioning(
                anchors,
                options.policy(),
                options.client(anchors),
                options.credential(),
                around.loop(),
                around.worker(),
                network);
        if (found.enrolled()) {
            rotate(found, means);
        } else if (options.credential() == null) {
            around.troubles().raise(REFUSED);
            delayed("there is neither an identity nor a credential");
        } else {
            enrolment = FirstEnrolment.begin(found.store(), means, this);
        }
    }

    private void bootstrap(Opened found) {
        network.submit(() -> Optional.ofNullable(options.bootstrap().anchors()), report(named -> {
            if (named.isPresent()) {
                keep(found, named.get());
            } else {
                retry("the enrolment server did not name the authority of this fingerprint");
            }
        }));
    }

    private void keep(Opened found, TrustAnchors anchors) {
        around.worker()
                .submit(
                        () -> {
                            found.anchorFile().write(anchors.encode());
                            return anchors;
                        },
                        report(kept -> {
                            opened = new Opened(found.store(), found.anchorFile(), kept, found.enrolled());
                            proceed();
                        }));
    }

    private void rotate(Opened found, Provisioning means) {
        around.worker().submit(() -> CertificateRotator.open(found.store(), means, this, this), report(ready -> {
            rotator = ready;
            whenEnrolled.accept(ready);
            ready.start();
        }));
    }

    /** What follows from a job unless the device stops; a job that failed is begun again after a wait. */
    private <T extends @Nullable Object> StorageWorker.Report<T> report(Consumer<T> then) {
        return new StorageWorker.Report<T>() {
            @Override
            public void done(T result) {
                if (!stopped) {
                    then.accept(result);
                }
            }

            @Override
            public void failed(Exception failure) {
                if (!stopped) {
                    retry(Failures.text(failure));
                }
            }
        };
    }

    private void retry(String reason) {
        delayed(reason);
        long wait = options.policy().backOffMillis(around.id().value(), 0, ++bootstraps);
        around.loop().schedule(wait * 1_000_000, this::proceed);
    }

    private void delayed(String reason) {
        event(DeviceEvent.Kind.ENROLMENT_DELAYED, reason);
    }

    @Override
    public void enrolled(DeviceIdentity identity) {
        Opened found = opened;
        enrolment = null;
        around.troubles().clear(REFUSED);
        event(DeviceEvent.Kind.ENROLLED, "generation " + identity.generation());
        if (found != null) {
            opened = new Opened(found.store(), found.anchorFile(), found.anchors(), true);
            proceed();
        }
    }

    @Override
    public void delayed(boolean refused, String reason) {
        if (refused) {
            around.troubles().raise(REFUSED);
        }
        delayed(reason);
    }

    @Override
    public void tryIdentity(TlsIdentity identity, Verdict verdict) {
        if (agent.link() instanceof IdentitySwitch link) {
            link.switchIdentity(identity, (outcome, detail) -> {
                onTriedIdentity = outcome == IdentitySwitch.Outcome.ACCEPTED;
                Rotation.Tried result = switch (outcome) {
                    case ACCEPTED -> Rotation.Tried.ACCEPTED;
                    case REFUSED -> Rotation.Tried.REFUSED;
                    case UNREACHABLE -> Rotation.Tried.UNREACHABLE;
                };
                // Not at once: the link may answer before this method has returned.
                around.loop().execute(() -> verdict.tried(result, detail));
            });
        } else {
            // This link does not authenticate itself by the identity, so that the confirmation is the first to try it.
            around.loop().execute(() -> verdict.tried(Rotation.Tried.ACCEPTED, ""));
        }
    }

    @Override
    public void rotated(DeviceIdentity identity) {
        around.troubles().clear(EXPIRED);
        event(DeviceEvent.Kind.IDENTITY_ROTATED, "generation " + identity.generation());
        CertificateRotator from = rotator;
        if (from != null && up && !onTriedIdentity && agent.link() instanceof IdentitySwitch link) {
            // The connection of the trial is gone and the present one still has the old identity.
            link.switchIdentity(from.current(), (outcome, detail) -> {});
        }
        onTriedIdentity = false;
        tell();
    }

    @Override
    public void rolledBack(long generation, String reason) {
        givenUpGeneration = generation;
        givenUpReason = Failures.text(reason);
        restUntilNanos = around.loop().nanoTime() + REST_NANOS;
        event(DeviceEvent.Kind.ROTATION_GIVEN_UP, "generation " + generation + ": " + reason);
        tell();
    }

    @Override
    public void expired() {
        around.troubles().raise(EXPIRED);
        event(DeviceEvent.Kind.IDENTITY_EXPIRED, "");
    }

    @Override
    public void newer(long version) {
        around.troubles().raise(HELD);
        event(DeviceEvent.Kind.IDENTITY_HELD, "journal version " + version);
    }

    private void event(DeviceEvent.Kind kind, String detail) {
        around.troubles().event(kind, Channel.IDENTITY, detail);
    }

    @Override
    public void up(Capabilities capabilities, long nowNanos) {
        up = true;
        tell();
    }

    @Override
    public void down(long nowNanos) {
        up = false;
        onTriedIdentity = false;
    }

    @Override
    public void message(byte[] payload, long nowNanos) {
        RenewalRequest request = RenewalRequest.decode(payload);
        CertificateRotator with = rotator;
        if (with != null && request.serial().equals(serial(with.identity())) && nowNanos - restUntilNanos >= 0) {
            with.rotateNow();
        }
    }

    /** Tells the fleet which identity is in use, until that has left. */
    private void tell() {
        CertificateRotator from = rotator;
        if (from == null || !up) {
            return;
        }
        reported = false;
        repeatNanos = around.loop().nanoTime() + REPEAT_NANOS;
        DeviceIdentity identity = from.identity();
        IdentityState state =
                new IdentityState(identity.generation(), serial(identity), givenUpGeneration, givenUpReason);
        agent.send(Channel.IDENTITY, state.encode(), outcome -> reported |= outcome == SendOutcome.ACCEPTED);
        agent.changed();
    }

    @Override
    public void tick(long nowNanos) {
        tell();
    }

    @Override
    public long deadlineNanos() {
        return up && !reported && rotator != null ? repeatNanos : Part.super.deadlineNanos();
    }

    private static String serial(DeviceIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }

    /** For any thread. */
    long generation() {
        CertificateRotator from = rotator;
        return from == null ? 0 : from.current().generation();
    }

    /** The key of the identity in use, for receipts. For any thread, once there is an identity. */
    SigningKey signingKey() {
        CertificateRotator from = rotator;
        if (from == null) {
            throw new IllegalStateException("the device has no identity yet");
        }
        DeviceIdentity identity = from.identity();
        return JcaKeys.signing(JcaKeys.nameOf(identity.certificate().getPublicKey()), identity.key());
    }

    @Override
    public CompletableFuture<?> stop() {
        stopped = true;
        if (enrolment != null) {
            enrolment.close();
        }
        CertificateRotator running = rotator;
        if (running != null) {
            running.close();
        }
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Opened found = opened;
        if (found == null) {
            closed.complete(true);
        } else {
            around.worker()
                    .submit(
                            () -> {
                                found.store().close();
                                return true;
                            },
                            new Ended(closed));
        }
        return closed;
    }
}
