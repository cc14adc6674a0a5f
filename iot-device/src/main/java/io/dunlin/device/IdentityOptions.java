/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.est.EstClient;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.trust.Fingerprint;
import io.dunlin.security.trust.TrustAnchors;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a device gets its identity, and renews it. Immutable.
 *
 * <pre>{@code
 * IdentityOptions.est(URI.create("https://fleet.example:8443"), anchors).withCredential(Credential.claimToken(token))
 * }</pre>
 */
public final class IdentityOptions {

    private static final Duration EXCHANGE = Duration.ofSeconds(20);

    private final @Nullable TrustAnchors anchors;
    private final Bootstrap bootstrap;
    private final Function<TrustAnchors, EnrollmentClient> client;
    private final @Nullable Credential credential;
    private final RotationPolicy policy;

    /** Finds out whom to trust. Blocking. */
    @FunctionalInterface
    interface Bootstrap {
        /** Returns the anchors, null if they could not be had now. */
        @Nullable
        TrustAnchors anchors();
    }

    private IdentityOptions(
            @Nullable TrustAnchors anchors,
            Bootstrap bootstrap,
            Function<TrustAnchors, EnrollmentClient> client,
            @Nullable Credential credential,
            RotationPolicy policy) {
        this.anchors = anchors;
        this.bootstrap = bootstrap;
        this.client = client;
        this.credential = credential;
        this.policy = policy;
    }

    /**
     * Enrols at an EST server (RFC 7030).
     *
     * @param server scheme {@code https}, host and port
     * @param anchors whose servers to trust, the fleet's and this one, and who must have issued the device's certificates
     * @return the options
     */
    public static IdentityOptions est(URI server, TrustAnchors anchors) {
        return of(new EstClient(server, anchors, EXCHANGE), anchors);
    }

    /**
     * Enrols at an EST server of an authority of which the device knows only the fingerprint. At its first start it asks
     * the server for the authority's certificate and keeps it.
     *
     * @param server scheme {@code https}, host and port
     * @param authority the fingerprint of the authority that issued the servers' and will issue the device's certificates
     * @return the options
     */
    public static IdentityOptions est(URI server, Fingerprint authority) {
        return bootstrapped(
                () -> EstClient.bootstrap(server, authority, EXCHANGE),
                found -> new EstClient(server, found, EXCHANGE));
    }

    static IdentityOptions bootstrapped(Bootstrap bootstrap, Function<TrustAnchors, EnrollmentClient> client) {
        return new IdentityOptions(null, bootstrap, client, null, RotationPolicy.DEFAULT);
    }

    /**
     * Enrols by other means.
     *
     * @param client gets certificates
     * @param anchors whose servers to trust, and who must have issued the device's certificates
     * @return the options
     */
    public static IdentityOptions of(EnrollmentClient client, TrustAnchors anchors) {
        return new IdentityOptions(anchors, () -> anchors, trusted -> client, null, RotationPolicy.DEFAULT);
    }

    /**
     * Sets what the device shows while it has no certificate that is still valid. A device that has one needs none.
     *
     * @param value such as a claim token
     * @return the options
     */
    public IdentityOptions withCredential(Credential value) {
        return new IdentityOptions(anchors, bootstrap, client, value, policy);
    }

    /**
     * Sets when and how often to renew.
     *
     * @param value the policy; {@link RotationPolicy#DEFAULT} if not called
     * @return the options
     */
    public IdentityOptions withPolicy(RotationPolicy value) {
        return new IdentityOptions(anchors, bootstrap, client, credential, value);
    }

    @Nullable
    TrustAnchors anchors() {
        return anchors;
    }

    Bootstrap bootstrap() {
        return bootstrap;
    }

    EnrollmentClient client(TrustAnchors trusted) {
        return client.apply(trusted);
    }

    @Nullable
    Credential credential() {
        return credential;
    }

    RotationPolicy policy() {
        return policy;
    }
}
