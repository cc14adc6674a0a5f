/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How devices get certificates, renew them, and are let in with them.
 *
 * <p>{@link io.dunlin.fleet.enroll.Enrolment} decides and records what the EST server does;
 * {@link io.dunlin.fleet.enroll.ConnectAuthorizer} judges connections, {@link io.dunlin.fleet.enroll.RegistryAuthorizer} by
 * the registry; {@link io.dunlin.fleet.enroll.Identities} speaks with devices about their certificates;
 * {@link io.dunlin.fleet.enroll.CertificateKeys} are the keys of receipts.
 */
@NullMarked
package io.dunlin.fleet.enroll;

import org.jspecify.annotations.NullMarked;
