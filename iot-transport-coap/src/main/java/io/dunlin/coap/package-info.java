/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * CoAP for users: client and server in one endpoint, and the links of devices and fleets over it.
 *
 * <p>{@link io.dunlin.coap.CoapEndpoint} is built here and gives {@link io.dunlin.coap.CoapClient}s; it serves a
 * {@link io.dunlin.coap.Service}, usually a {@link io.dunlin.coap.Router} behind {@link io.dunlin.coap.Filter}s.
 * {@link io.dunlin.coap.CoapLink} and {@link io.dunlin.coap.CoapFleetLink} are the ports of a device and of a fleet.
 * {@link io.dunlin.coap.Datagrams} is what carries datagrams; {@link io.dunlin.coap.Subject} is what can be observed.
 */
@NullMarked
package io.dunlin.coap;

import org.jspecify.annotations.NullMarked;
