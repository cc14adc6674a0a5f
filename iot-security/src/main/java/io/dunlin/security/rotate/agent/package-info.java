/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Gets and renews a device's identity with real keys, storage and network.
 *
 * <p>{@link io.dunlin.security.rotate.agent.FirstEnrolment} gets the first one;
 * {@link io.dunlin.security.rotate.agent.CertificateRotator} owns a device's identity;
 * {@link io.dunlin.security.rotate.agent.IdentityTrial} is how it tries a new one over the device's link.
 */
@NullMarked
package io.dunlin.security.rotate.agent;

import org.jspecify.annotations.NullMarked;
