/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.program.BrokerProcess;
import io.dunlin.samples.quickstart.program.DeviceProcess;
import io.dunlin.samples.quickstart.program.Firmware;
import io.dunlin.samples.quickstart.program.FleetProcess;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.Transport;
import io.dunlin.samples.quickstart.stage.Child;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.samples.quickstart.stage.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The programs of the story and the networks between them: starts, kills and restarts them. One thread at a time. */
final class Cast implements AutoCloseable {

    /** How long a program may take to do what it is told. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The device whose storage is small enough to be filled. */
    static final int SMALL = 2;

    /** The name of a real image for ARM. */
    static final String IMAGE = "libsqlitejdbc.so";

    private static final int SERVER_MEGABYTES = 256;
    private static final int DEVICE_MEGABYTES = 64;
    private static final long STORAGE_BYTES = 8 << 20;
    private static final long SMALL_STORAGE_BYTES = 12 << 10;

    private final Options options;
    private final Path home;
    private final Path images;
    private final Faults faults;
    private final Transport transport;
    private final int enrolmentPort;
    /** Where the devices' networks lead: to the broker or, without one, to the fleet. */
    private final int serverPort;

    private final List<Child> devices = new CopyOnWriteArrayList<>();
    private final List<Message> settings = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private @Nullable Child broker;
    private @Nullable Child fleet;

    /**
     * Prepares a cast.
     *
     * @param options what the user asked for
     * @param home where all state goes
     * @param images the directory of the image that devices begin with, {@code old}, and of the {@code new} one
     * @param faults told of acknowledgements
     */
    Cast(Options options, Path home, Path images, Faults faults) throws IOException {
        this.options = options;
        this.home = home;
        this.images = images;
        this.faults = faults;
        this.transport = Transport.named(options.transport());
        this.serverPort = transport.freePort();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.enrolmentPort = socket.getLocalPort();
        }
    }

    Transport transport() {
        return transport;
    }

    /** Returns the names of all devices. */
    List<String> names() {
        return IntStream.range(0, options.devices()).mapToObj(Cast::name).toList();
    }

    static String name(int device) {
        return "device-" + (device + 1);
    }

    static String recording(int device) {
        return device % 2 == 0 ? Recording.MACHINE : Recording.YACHT;
    }

    /** Rows a second: each recording lasts longer than all that is done meanwhile; in the end the devices hurry. */
    private static int rate(int device) {
        return device % 2 == 0 ? 120 : 40;
    }

    /** Starts the fleet's server and waits until it serves. */
    void startFleet() throws IOException {
        for (String directory : List.of("fleet", "broker", "factory")) {
            Files.createDirectories(home.resolve(directory));
        }
        fleet = Child.start(
                "fleet",
                FleetProcess.class,
                SERVER_MEGABYTES,
                home.resolve("logs"),
                Message.of(
                        "fleet",
                        "directory",
                        home.resolve("fleet"),
                        "broker",
                        home.resolve("broker"),
                        "factory",
                        home.resolve("factory"),
                        "transport",
                        transport.name(),
                        "port",
                        serverPort,
                        "enrolment",
                        enrolmentPort,
                        "devices",
                        String.join(" ", names())),
                message -> {});
        fleet.await("ready", PATIENCE);
    }

    /** Starts the broker, if the transport has one, and waits until it takes connections. */
    void startBroker() throws IOException {
        if (transport.hasBroker()) {
            broker = Child.start(
                    "broker",
                    BrokerProcess.class,
                    SERVER_MEGABYTES,
                    home.resolve("logs"),
                    Message.of(
                            "broker",
                            "port",
                            serverPort,
                            "directory",
                            home.resolve("broker"),
                            "anchors",
                            home.resolve("factory").resolve("anchors.pem")),
                    message -> {});
            broker.await("ready", PATIENCE);
        }
    }

    /** Brings a new device on the stage, with a claim token and a network of its own. */
    void addDevice(int device) throws IOException {
        String name = name(device);
        String token = fleet().await("token", PATIENCE, from(name)).text("token");
        Network network = transport.network(serverPort);
        networks.add(network);
        settings.add(Message.of(
                "device",
                "directory",
                home.resolve(name),
                "device",
                name,
                "enrolment",
                enrolmentPort,
                "network",
                network.port(),
                "factory",
                home.resolve("factory"),
                "token",
                token,
                "recording",
                recording(device),
                "rate",
                rate(device),
                "storage",
                device == SMALL ? SMALL_STORAGE_BYTES : STORAGE_BYTES,
                "transport",
                transport.name()));
        Firmware.install(image("old"), Files.createDirectories(home.resolve(name)));
        devices.add(launch(device));
    }

    /** Starts a device again that was killed. */
    void restartDevice(int device) throws IOException {
        devices.set(device, launch(device));
    }

    private Child launch(int device) throws IOException {
        String name = name(device);
        return Child.start(
                name, DeviceProcess.class, DEVICE_MEGABYTES, home.resolve("logs"), settings.get(device), message -> {
                    if (message.verb().equals("acknowledged")) {
                        faults.acknowledged(name);
                    } else if (message.verb().equals("restarting")) {
                        startAgain(device);
                    }
                });
    }

    /** A device that ends in order, to run another image, is started again, as an init system would. */
    private void startAgain(int device) {
        Child ending = devices.get(device);
        Thread init = new Thread(
                () -> {
                    try {
                        if (ending.awaitExit(PATIENCE)) {
                            restartDevice(device);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "quickstart-init");
        init.setDaemon(true);
        init.start();
    }

    Child device(int device) {
        return devices.get(device);
    }

    Network network(int device) {
        return networks.get(device);
    }

    Child fleet() {
        return present(fleet, "fleet");
    }

    /** Returns a real image for ARM: {@code old} or {@code new}. */
    Path image(String which) {
        return images.resolve(which).resolve(IMAGE);
    }

    /** Returns who sits between fleet and devices: the broker or, without one, the end of the fleet's own link. */
    Child middle() {
        return transport.hasBroker() ? present(broker, "broker") : fleet();
    }

    private static Child present(@Nullable Child child, String what) {
        if (child == null) {
            throw new IllegalStateException("the " + what + " was not started");
        }
        return child;
    }

    /** Selects the messages that name a device. */
    static Predicate<Message> from(String device) {
        return message -> message.text("device").equals(device);
    }

    /** Ends all programs: the fleet in order, so that its database can be read; the others as a power cut would. */
    @Override
    public void close() throws IOException {
        for (Child device : devices) {
            device.kill();
        }
        if (fleet != null) {
            fleet.close();
        }
        if (broker != null) {
            broker.kill();
        }
        for (Network network : networks) {
            network.close();
        }
    }
}
