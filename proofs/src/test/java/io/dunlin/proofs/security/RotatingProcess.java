/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.est.EstClient;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.rotate.agent.CertificateRotator;
import io.dunlin.security.rotate.agent.FirstEnrolment;
import io.dunlin.security.rotate.agent.Provisioning;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A device in a JVM of its own that enrols and then rotates for ever, saying what it does, until it is killed. */
final class RotatingProcess implements EnrollmentClient, CertificateRotator.Listener, FirstEnrolment.Listener {

    static final DeviceId ID = new DeviceId("pump-7");
    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 3, 3, 50, 200);

    private final EstClient client;
    private final FileIdentityStore store;
    private final Provisioning means;
    private CertificateRotator rotator;

    private RotatingProcess(Path directory, URI server, TrustAnchors anchors, String token) throws IOException {
        client = new EstClient(server, anchors, Duration.ofSeconds(20));
        store = FileIdentityStore.open(FileStorage.open(directory), ID);
        ExecutorLoop loop = ExecutorLoop.start("device", failure -> say("uncaught " + failure));
        ThreadStorageWorker worker = ThreadStorageWorker.start("worker", loop);
        means = new Provisioning(anchors, POLICY, this, Credential.claimToken(token), loop, worker, worker);
    }

    /** Arguments: directory, URI of the enrolment server, file of the anchors, claim token. */
    public static void main(String[] arguments) throws Exception {
        RotatingProcess device = new RotatingProcess(
                Path.of(arguments[0]),
                URI.create(arguments[1]),
                TrustAnchors.parse(Files.readAllBytes(Path.of(arguments[2]))),
                arguments[3]);
        device.means.loop().execute(device::begin);
        new CountDownLatch(1).await();
    }

    private void begin() {
        try {
            if (!CertificateRotator.isEnrolled(store)) {
                FirstEnrolment.begin(store, means, this);
                return;
            }
            rotator = CertificateRotator.open(
                    store,
                    means,
                    (identity, verdict) -> {
                        say("trial");
                        means.loop().execute(() -> verdict.tried(Rotation.Tried.ACCEPTED, ""));
                    },
                    this);
            rotator.start();
            rotator.rotateNow();
        } catch (IOException e) {
            say("failed " + e);
        }
    }

    private static void say(String what) {
        System.out.println(what);
    }

    @Override
    public EnrollmentResult enroll(StoredKey key, Credential credential) {
        say("enrol");
        return client.enroll(key, credential);
    }

    @Override
    public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
        say("re-enrol");
        return client.reenroll(key, current);
    }

    @Override
    public boolean confirm(TlsIdentity identity, boolean success, String reason) {
        say("confirm");
        boolean taken = client.confirm(identity, success, reason);
        say("confirmed");
        return taken;
    }

    @Override
    public void enrolled(DeviceIdentity identity) {
        say("enrolled");
        means.loop().execute(this::begin);
    }

    @Override
    public void delayed(boolean refused, String reason) {
        say("delayed " + refused + ' ' + reason);
    }

    @Override
    public void rotated(DeviceIdentity identity) {
        say("generation " + identity.generation());
        // Not from within: the rotator is in the middle of a step.
        means.loop().execute(() -> rotator.rotateNow());
    }

    @Override
    public void rolledBack(long generation, String reason) {
        say("given up " + generation + ' ' + reason);
        means.loop().execute(() -> rotator.rotateNow());
    }

    @Override
    public void expired() {
        say("expired");
    }

    @Override
    public void newer(long version) {
        say("newer " + version);
    }
}
