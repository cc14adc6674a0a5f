/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What two CoAP endpoints owe each other, without sockets or clocks: messages (RFC 7252 section 4), requests and responses
 * (section 5), blocks (RFC 7959) and observations (RFC 7641).
 *
 * <p>{@link io.dunlin.coap.exchange.Exchanges} is the state machine of one endpoint and all its peers, in both roles. A
 * peer is a {@link io.dunlin.coap.exchange.PeerKey}; {@link io.dunlin.coap.exchange.Timing} and
 * {@link io.dunlin.coap.exchange.ExchangeLimits} configure it. {@link io.dunlin.coap.exchange.BlockwiseClient} and
 * {@link io.dunlin.coap.exchange.BlockwiseServer} move bodies and states that no datagram holds.
 * {@link io.dunlin.coap.exchange.StreamSession} is one end of a connection (RFC 8323).
 */
@NullMarked
@Kernel
package io.dunlin.coap.exchange;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
