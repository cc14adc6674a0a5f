/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How a device gets its certificate, and who decides that it does: the ports of both sides.
 *
 * <p>Device: {@link io.dunlin.security.enroll.EnrollmentClient}, {@link io.dunlin.security.enroll.EnrollmentResult}.
 * Server: {@link io.dunlin.security.enroll.EnrollmentAuthorizer} with {@link io.dunlin.security.enroll.ClaimTokens},
 * {@link io.dunlin.security.enroll.CertificateAuthority}, {@link io.dunlin.security.enroll.DeviceStatus}.
 */
@NullMarked
package io.dunlin.security.enroll;

import org.jspecify.annotations.NullMarked;
