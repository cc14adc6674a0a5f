/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * CoAP messages on the wire (RFC 7252 section 3, RFC 8974, RFC 8323), read in place and written into arrays of callers.
 *
 * <p>{@link io.dunlin.coap.codec.Message} is a decoded datagram, {@link io.dunlin.coap.codec.MessageEncoder} writes
 * one, {@link io.dunlin.coap.codec.Options} holds options in their encoded form both ways,
 * {@link io.dunlin.coap.codec.Option} knows the registered ones, {@link io.dunlin.coap.codec.Block} reads block options.
 * {@link io.dunlin.coap.codec.FrameDecoder} finds messages in a stream; {@link io.dunlin.coap.codec.LinkFormat} reads
 * links.
 */
@NullMarked
@Kernel
package io.dunlin.coap.codec;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
