/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Who a device is: keys, certificates, and TLS with one identity per generation.
 *
 * <p>{@link io.dunlin.security.identity.DeviceIdentity} is one generation;
 * {@link io.dunlin.security.identity.TlsContextFactory} makes its TLS context, and a server's;
 * {@link io.dunlin.security.identity.CertificateRequest} asks for a certificate.
 */
@NullMarked
package io.dunlin.security.identity;

import org.jspecify.annotations.NullMarked;
