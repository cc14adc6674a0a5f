/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.twin;

import io.dunlin.core.DeviceId;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a twin puts out until its state is durable. */
final class HeldOutput implements FleetTwin.Output {

    private final DeviceId device;
    private final Consumer<byte[]> send;
    private final TwinListener listener;
    private final List<Runnable> held = new ArrayList<>();

    HeldOutput(DeviceId device, Consumer<byte[]> send, TwinListener listener) {
        this.device = device;
        this.send = send;
        this.listener = listener;
    }

    void release() {
        held.forEach(Runnable::run);
    }

    @Override
    public void send(byte[] message) {
        held.add(() -> send.accept(message));
    }

    @Override
    public void reported(String path, @Nullable Value value) {
        held.add(() -> listener.reported(device, path, value));
    }

    @Override
    public void acknowledged(String path, Ack ack) {
        held.add(() -> listener.acknowledged(device, path, ack));
    }

    @Override
    public void event(TwinEvent event, String detail) {
        held.add(() -> listener.twinEvent(device, event, detail));
    }
}
