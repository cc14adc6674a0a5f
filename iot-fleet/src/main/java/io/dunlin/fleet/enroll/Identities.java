/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.IdentityState;
import io.dunlin.core.wire.RenewalRequest;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks with devices about their certificates: notes which one each uses, and asks for a renewal, again at each sign of
 * life until the device uses another. {@link #renew} is safe for use by several threads.
 */
public final class Identities {

    private final Certificates certificates;
    private final GroupCommit commits;
    private final Loop loop;
    private final FleetLink link;
    private final IdentityListener listener;

    /**
     * Creates the service.
     *
     * @param database where certificates are recorded
     * @param commits runs the changes
     * @param loop on which {@code commits} and {@code link} are used
     * @param link the way to the devices
     * @param tenant whose devices
     * @param listener who is told
     */
    public Identities(
            Database database,
            GroupCommit commits,
            Loop loop,
            FleetLink link,
            Tenant tenant,
            IdentityListener listener) {
        this.certificates = new Certificates(database, tenant);
        this.commits = commits;
        this.loop = loop;
        this.link = link;
        this.listener = listener;
    }

    /**
     * Returns the record of all certificates.
     *
     * @return the certificates of the tenant
     */
    public Certificates certificates() {
        return certificates;
    }

    /**
     * Asks a device to replace its certificate now. The device need not be reachable: it is asked until it did.
     *
     * @param device which
     * @return the certificate that it is asked to replace once the wish is durable, or empty if it uses none
     */
    public CompletableFuture<Optional<CertificateRecord>> renew(DeviceId device) {
        CompletableFuture<Optional<CertificateRecord>> answer = new CompletableFuture<>();
        loop.execute(() -> commits.submit(
                database -> {
                    Optional<CertificateRecord> asked = certificates.askRenewal(device, loop.wallMillis());
                    return () -> {
                        asked.ifPresent(certificate -> ask(device, certificate.serial()));
                        answer.complete(asked);
                    };
                },
                answer::completeExceptionally));
        return answer;
    }

    /**
     * Takes a message of the identity channel. Called on the worker, in a transaction of {@link GroupCommit}.
     *
     * @param device who sent it
     * @param payload the message
     * @return what to do once it is durable
     * @throws DecodeException if it is no such message
     * @throws IOException if it could not be recorded
     */
    public Runnable received(DeviceId device, byte[] payload) throws IOException {
        IdentityState state = IdentityState.decode(payload);
        boolean inUse = certificates.confirm(device, state.serial(), loop.wallMillis());
        Runnable asked = alive(device);
        return () -> {
            if (inUse) {
                listener.identityInUse(device, state.serial(), state.generation());
            } else {
                listener.identityNotRecognized(device, state.serial());
            }
            if (state.givenUpGeneration() > 0) {
                listener.rotationGivenUp(device, state.givenUpGeneration(), state.reason());
            }
            asked.run();
        };
    }

    /**
     * Notes that a device showed signs of life. Called on the worker.
     *
     * @param device which
     * @return asks, on the loop, for the renewal that is wanted
     * @throws IOException if the database failed
     */
    public Runnable alive(DeviceId device) throws IOException {
        Optional<CertificateRecord> present = certificates.inUse(device).filter(CertificateRecord::renewalAsked);
        return () -> present.ifPresent(certificate -> ask(device, certificate.serial()));
    }

    private void ask(DeviceId device, String serial) {
        // Whether it arrives or not, it is asked again as long as it uses this certificate.
        link.send(device, Channel.IDENTITY, new RenewalRequest(serial).encode(), Link.Report.IGNORE);
    }
}
