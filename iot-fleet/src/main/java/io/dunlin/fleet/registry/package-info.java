/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Which devices there are, what they may do, and how they prove that they are theirs the first time.
 *
 * <p>{@link io.dunlin.fleet.registry.Registry} is the book; {@link io.dunlin.fleet.registry.DeviceRecord} a line of it;
 * {@link io.dunlin.fleet.registry.ClaimTokens} the one-time tokens of the first enrolment;
 * {@link io.dunlin.fleet.registry.Certificates} what was issued to whom, each a
 * {@link io.dunlin.fleet.registry.CertificateRecord}.
 */
@NullMarked
package io.dunlin.fleet.registry;

import org.jspecify.annotations.NullMarked;
