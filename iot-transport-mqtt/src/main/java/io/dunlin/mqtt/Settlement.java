/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.session.Delivery;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Settles a message that one or more handlers take: when the last of them has. Thread-safe. */
final class Settlement {

    private final Consumer<Delivery> acknowledge;
    private final Delivery delivery;
    private final AtomicInteger open;

    Settlement(Consumer<Delivery> acknowledge, Delivery delivery, int handlers) {
        this.acknowledge = acknowledge;
        this.delivery = delivery;
        this.open = new AtomicInteger(handlers);
    }

    private void handlerDone() {
        if (open.decrementAndGet() == 0) {
            acknowledge.accept(delivery);
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
    }
}
