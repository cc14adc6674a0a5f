/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * UDP on Netty: one channel, one thread, one receive buffer.
 *
 * <p>{@link io.dunlin.coap.netty.UdpDatagrams} carries datagrams, {@link io.dunlin.coap.netty.EventLoops} starts their
 * threads, {@link io.dunlin.coap.netty.UdpPeer} is a peer that is known by its address only.
 */
@NullMarked
package io.dunlin.coap.netty;

import org.jspecify.annotations.NullMarked;
