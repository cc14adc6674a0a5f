/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.trust.TrustAnchors;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to get an identity and to renew it.
 *
 * @param anchors whose servers to trust, and who must have issued a certificate
 * @param policy when to renew, and how often to try
 * @param client gets certificates
 * @param credential what the device shows while it has no certificate that is still valid, null for nothing
 * @param loop the device's
 * @param disk does the store's work
 * @param network does the client's work, which blocks for the time of an exchange; may serve many devices
 */
public record Provisioning(
        TrustAnchors anchors,
        RotationPolicy policy,
        EnrollmentClient client,
        @Nullable Credential credential,
        Loop loop,
        StorageWorker disk,
        StorageWorker network) {}
