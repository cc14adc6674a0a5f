/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.When;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.FleetListener;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import java.time.Duration;

/** The operator of the fleet: does what the director says and tells what devices answer. */
final class Operator {

    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final int MILLILITRES = 5;

    /** Tells the director what devices answer. */
    static final FleetListener NEWS = new FleetListener() {
        @Override
        public void acknowledged(DeviceId device, String path, Ack ack) {
            Console.tell("answered", "device", device, "path", path, "state", ack.state(), "reason", ack.text());
        }

        @Override
        public void receipt(DeviceId device, Receipt receipt) {
            Console.tell("receipt", "device", device, "id", receipt.id(), "state", receipt.state());
        }
    };

    private final Fleet fleet;

    Operator(Fleet fleet) {
        this.fleet = fleet;
    }

    // The console's thread may wait for what it asked for.
    void obey(Message message) {
        switch (message.verb()) {
            case "desire" -> desire(message);
            case "order" -> order(new DeviceId(message.text("device")));
            default -> throw new IllegalArgumentException("no such verb: " + message.verb());
        }
    }

    private void desire(Message message) {
        DeviceId device = new DeviceId(message.text("device"));
        String path = message.text("path");
        boolean isNumber = message.fields().containsKey("number");
        String value = message.text(isNumber ? "number" : "text");
        Patch patch = isNumber ? new Patch().set(path, Long.parseLong(value)) : new Patch().set(path, value);
        DesireResult result =
                fleet.twins().desire(device, patch, When.always(), "operator").join();
        switch (result.kind()) {
            case MINTED, UNCHANGED -> Console.tell("desired", "device", device, "path", path, "value", value);
            case INVALID, CONFLICT -> throw new IllegalStateException("not desired: " + result);
        }
    }

    private void order(DeviceId device) {
        Console.tell(
                "ordered",
                "device",
                device,
                "id",
                fleet.commands()
                        .issue(device, Contract.DOSE, Contract.dose(MILLILITRES), Semantics.AT_MOST_ONCE, VALIDITY)
                        .join());
    }
}
