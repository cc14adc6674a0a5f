/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.mqtt.session.Delivery;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Settles a message that one or more handlers take: when the last of them has. Thread-safe. */
final class Settlement {

    private final BiConsumer<Delivery, ReasonCode> acknowledge;
    private final Delivery delivery;
    private final AtomicInteger open;

    /** The first refusal counts for all. */
    private volatile ReasonCode reason = ReasonCode.SUCCESS;

    Settlement(BiConsumer<Delivery, ReasonCode> acknowledge, Delivery delivery, int handlers) {
        this.acknowledge = acknowledge;
        this.delivery = delivery;
        this.open = new AtomicInteger(handlers);
    }

    private void handlerDone() {
        if (open.decrementAndGet() == 0) {
            acknowledge.accept(delivery, reason);
        }
    }

    /** One handler's share. */
    final class Share implements MessageHandler.Acknowledgement {
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile boolean later;

        @Override
        public boolean mayBeRepeated() {
            return delivery.dup();
        }

        @Override
        public void later() {
            later = true;
        }

        boolean isLater() {
            return later;
        }

        @Override
        public void settle() {
            if (settled.compareAndSet(false, true)) {
                handlerDone();
            }
        }

        @Override
        public void refuse(ReasonCode why) {
            if (!why.isError() || !why.isAllowedIn(PacketType.PUBACK, Role.CLIENT)) {
                throw new IllegalArgumentException("PUBACK cannot refuse a message with " + why);
            }
            if (settled.compareAndSet(false, true)) {
                reason = why;
                handlerDone();
            }
        }
    }
}
