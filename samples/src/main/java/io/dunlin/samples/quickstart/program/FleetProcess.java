/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.When;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.est.netty.EstServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The server half in a JVM of its own: authority, enrolment, registry, ingest and twins on one H2 file. */
public final class FleetProcess {

    private static final String NAME = "fleet";
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final Fleet fleet;

    private FleetProcess(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Starts the fleet. Arguments: directory, directory of the broker's keys, transport, its port, device ids. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Authority authority = new Authority(FileStorage.open(directory));
        authority.equipBroker(Path.of(arguments[1]));
        Console.tell("equipped");

        List<DeviceId> devices = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            devices.add(new DeviceId(arguments[i]));
        }
        Database database = Database.h2(directory.resolve("fleet"));
        Registry registry = new Registry(database, Tenant.DEFAULT);
        Enrolment enrolment = new Enrolment(
                database,
                new AccessRule(Tenant.DEFAULT, NAME),
                authority.certificates(),
                new SystemRandom(),
                Clock.systemUTC());
        for (DeviceId device : devices) {
            if (registry.register(device, "demo")) {
                Console.tell("token", "device", device, "token", enrolment.issueToken(device, TOKEN_LIFETIME));
            }
        }

        TlsIdentity tls = authority.brokerClient(NAME);
        Transport.FleetSide side = Transport.named(arguments[2]).fleet(NAME, Integer.parseInt(arguments[3]), tls);
        Fleet fleet = Fleet.builder(database)
                .tenant(Tenant.DEFAULT)
                .loop(side.loop())
                .worker(ThreadStorageWorker.start("database", side.loop()))
                .link(side.link())
                .random(new SystemRandom())
                .twinSchema(Contract.twin())
                .build();
        fleet.start();
        EstServer est = EstServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                authority.enrolmentServer(),
                enrolment.service());
        Console.tell("ready", "enrolment", est.port());
        Console.obey(new FleetProcess(fleet)::obey);
        Runtime.getRuntime().halt(0);
    }

    private void obey(Message message) {
        try {
            switch (message.verb()) {
                case "desire" -> desire(message);
                case "report" -> report(message);
                default -> throw new IllegalArgumentException("no such verb: " + message.verb());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Desires one value of one device and tells the version that it got. */
    private void desire(Message message) {
        DeviceId device = new DeviceId(message.text("device"));
        String path = message.text("path");
        Patch patch = message.fields().containsKey("number")
                ? new Patch().set(path, message.number("number"))
                : new Patch().set(path, message.text("text"));
        // This is the console's thread, which may wait.
        DesireResult result =
                fleet.twins().desire(device, patch, When.always(), "operator").join();
        long version = switch (result.kind()) {
            case MINTED -> ((DesireResult.Minted) result).dv();
            case UNCHANGED -> ((DesireResult.Unchanged) result).dv();
            case INVALID, CONFLICT -> throw new IllegalStateException("not desired: " + result);
        };
        Console.tell("desired", "device", device, "path", path, "version", version);
    }

    /** Counts what is in the database for one device. */
    private void report(Message message) throws IOException {
        DeviceId device = new DeviceId(message.text("device"));
        Schema schema = Contract.telemetry(Recording.load(message.text("recording")));
        long values = 0;
        for (Stream stream : schema.streams()) {
            values += fleet.telemetry().count(device, stream.name());
        }
        Console.tell(
                "report",
                "device",
                device,
                "rows",
                fleet.telemetry().rows(device),
                "values",
                values,
                "duplicates",
                fleet.telemetry().duplicates(device),
                "repeated",
                fleet.telemetry().repeatedMessages(device),
                "gaps",
                fleet.telemetry().gaps(device).size(),
                "interval",
                fleet.twins().convergence(device, message.number("interval")).kind(),
                "lamp",
                fleet.twins().convergence(device, message.number("lamp")).kind());
    }
}
