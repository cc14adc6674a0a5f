/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.est.netty.EstServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The server half in a JVM of its own: authority, enrolment, registry, ingest, twins and commands on one H2 file. */
public final class FleetProcess {

    private static final String NAME = "fleet";
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private FleetProcess() {}

    /**
     * Starts the fleet. Settings: {@code directory}, {@code broker}, the directory of the broker's keys, {@code factory},
     * the directory of what is put into devices, {@code transport}, {@code port}, the port of it, {@code enrolment}, the port of that, {@code devices}, the
     * devices' ids with blanks between.
     */
    public static void main(String[] arguments) throws Exception {
        Console console = Console.open(arguments);
        Message settings = console.settings();
        Path directory = Path.of(settings.text("directory"));
        Path factory = Path.of(settings.text("factory"));
        FileStorage storage = FileStorage.open(directory);
        Authority authority = new Authority(storage);
        authority.equip(Path.of(settings.text("broker")), factory);

        Database database = Database.h2(directory.resolve("fleet"));
        Enrolment enrolment = new Enrolment(
                database,
                new AccessRule(Tenant.DEFAULT, NAME),
                authority.certificates(),
                new SystemRandom(),
                Clock.systemUTC());
        Registry registry = new Registry(database, Tenant.DEFAULT);
        for (String name : settings.text("devices").split(" ", -1)) {
            DeviceId device = new DeviceId(name);
            if (registry.register(device, "demo")) {
                Console.tell("token", "device", device, "token", enrolment.issueToken(device, TOKEN_LIFETIME));
            }
        }

        Transport transport = Transport.named(settings.text("transport"));
        Transport.FleetSide side = transport.fleet(NAME, (int) settings.number("port"), authority.brokerClient(NAME));
        Intruder intruder = new Intruder((device, payload) ->
                side.loop().execute(() -> side.link().send(device, Channel.COMMAND, payload, Link.Report.IGNORE)));
        FleetLink link = transport.hasBroker() ? side.link() : new WatchedFleetLink(side.link(), intruder);
        Fleet fleet = Fleet.builder(database)
                .tenant(Tenant.DEFAULT)
                .loop(side.loop())
                .worker(ThreadStorageWorker.start("database", side.loop()))
                .link(link)
                .random(new SystemRandom())
                .twinSchema(Contract.twin())
                .commands(FactoryKeys.operator(storage, factory), "operator")
                .rollouts(Rollouts.Trust.of(FactoryKeys.firmware(storage, factory)))
                .listener(Operator.NEWS)
                .build();
        fleet.start();
        EstServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) settings.number("enrolment")),
                authority.enrolmentServer(),
                enrolment.service());
        Console.tell("ready");
        Operator operator = new Operator(fleet);
        console.obey(message -> {
            if (!intruder.obey(message)) {
                operator.obey(message);
            }
        });
        database.close();
        Runtime.getRuntime().halt(0);
    }
}
