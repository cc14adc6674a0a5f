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
import io.dunlin.fleet.rollout.Artifacts;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator of the fleet: does what the director says and tells what devices answer. */
public final class Operator {

    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MILLILITRES = 5;
    private static final int MAX_FAILURE_PERCENT = 20;

    /** The name of the one rollout. */
    public static final String CAMPAIGN = "sqlite";

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

        @Override
        public void updateReported(DeviceId device, UpdateEvent event) {
            Console.tell("updated", "device", device, "state", event.state());
        }

        @Override
        public void rolloutChanged(String campaign, RolloutStatus status) {
            Console.tell(
                    "rollout",
                    "phase",
                    status.phase(),
                    "offered",
                    status.offered(),
                    "succeeded",
                    status.succeeded(),
                    "failed",
                    status.failed());
        }

        @Override
        public void identityInUse(DeviceId device, String serial, long generation) {
            Console.tell("identity", "device", device, "generation", generation);
        }
    };

    private final Fleet fleet;
    private @Nullable Component image;

    Operator(Fleet fleet) {
        this.fleet = fleet;
    }

    // The console's thread may wait for what it asked for.
    void obey(Message message) {
        switch (message.verb()) {
            case "desire" -> desire(message);
            case "order" -> order(new DeviceId(message.text("device")));
            case "publish" ->
                publish(Path.of(message.text("old")), Path.of(message.text("new")), message.text("version"));
            case "roll" -> roll(message.text("devices"));
            case "renew" -> renew(new DeviceId(message.text("device")));
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

    /** Makes what devices transfer: the image in full, and as a delta from the one that they run. */
    private void publish(Path oldImage, Path newImage, String version) {
        try {
            Artifacts artifacts = fleet.rollouts().artifacts();
            ImageDigest source = artifacts.add(Files.readAllBytes(oldImage));
            image = artifacts.publish(
                    new Release(Firmware.MODEL, "firmware", version, 2), Files.readAllBytes(newImage), List.of(source));
            Encoding chosen = image.choose(source);
            Console.tell(
                    "published",
                    "image",
                    image.target().length(),
                    "payload",
                    chosen == null ? 0 : chosen.payload().length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void roll(String devices) {
        Component published = image;
        if (published == null) {
            throw new IllegalStateException("nothing is published");
        }
        List<DeviceId> ids =
                Arrays.stream(devices.split(" ", -1)).map(DeviceId::new).toList();
        RolloutRules rules = RolloutRules.canaryThenAll(1, MAX_FAILURE_PERCENT, TIMEOUT.toMillis());
        fleet.rollouts()
                .start(RolloutPlan.of(CAMPAIGN, published, VALIDITY, rules, ids))
                .join();
        Console.tell("rolling");
    }

    private void renew(DeviceId device) {
        boolean asked = fleet.identities().renew(device).join().isPresent();
        Console.tell("asked", "device", device, "uses", asked);
    }
}
