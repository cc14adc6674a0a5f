/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.program.BrokerProcess;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.DeviceProcess;
import io.dunlin.samples.quickstart.program.FleetProcess;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.Transport;
import io.dunlin.samples.quickstart.report.Report;
import io.dunlin.samples.quickstart.stage.Child;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.samples.quickstart.stage.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The director of the main job: starts the fleet, its devices and a broker if they need one, each in a JVM of its own, breaks them on
 * purpose, and prints what came of it. Exit status 0 if every row of the table is OK, 1 if not, 2 for bad options.
 */
public final class Quickstart {

    private static final Duration START = Duration.ofSeconds(40);
    private static final int SERVER_MEGABYTES = 256;
    private static final int DEVICE_MEGABYTES = 64;

    private final Options options;
    private final Path home;
    private final Story story;
    private final List<Child> devices = new ArrayList<>();
    private final List<List<String>> deviceArguments = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<Long> intervals = new ArrayList<>();
    private final List<Long> lamps = new ArrayList<>();
    private final Transport transport;
    /** Where the devices' networks lead: to the broker or, without one, to the fleet. */
    private final int serverPort;

    private @Nullable Child broker;
    private Child fleet;

    private Quickstart(Options options, Path home, Story story) throws IOException {
        this.options = options;
        this.home = home;
        this.story = story;
        this.transport = Transport.named(options.transport());
        this.serverPort = transport.freePort();
        this.fleet = startFleet();
        this.broker = transport.hasBroker() ? startBroker() : null;
        story.event("messages travel over " + transport.protection());
    }

    /** Runs the job. The one argument is the directory for all state, which is emptied first. */
    @SuppressWarnings("SystemConsoleNull") // Newer platforms always have a console; TERM is the second sign.
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.from(System.getProperties());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        endWithParent();
        Path home = Path.of(arguments[0]);
        empty(home);
        Files.createDirectories(home);
        Story story = new Story(System.out, System.console() != null && System.getenv("TERM") != null);
        boolean ok = false;
        try {
            story.chapter("A fleet of " + options.devices() + " devices and a server, each in a JVM of its own");
            Quickstart quickstart = new Quickstart(options, home, story);
            try {
                ok = quickstart.run().print(System.out);
            } finally {
                quickstart.stop();
            }
        } catch (IllegalStateException | IOException e) {
            System.out.println();
            System.out.println("QUICKSTART FAILED: " + e.getMessage());
        }
        System.exit(ok ? 0 : 1);
    }

    private Report run() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        enrolDevices();
        story.chapter("The operator sets desired values; every lamp is asked for a colour that it cannot show");
        for (int i = 0; i < devices.size(); i++) {
            fleet.say("desire", "device", name(i), "path", Contract.REPORT_EVERY, "number", 30);
            intervals.add(desired(i, Contract.REPORT_EVERY));
            fleet.say("desire", "device", name(i), "path", Contract.LAMP, "text", "purple");
            lamps.add(desired(i, Contract.LAMP));
        }
        if (options.chaos()) {
            breakThings();
        }
        story.chapter("All rows are replayed; waiting until the fleet has acknowledged them");
        for (int i = 0; i < devices.size(); i++) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            devices.get(i).await("drained", left);
            story.progress((i + 1) + " of " + devices.size() + " devices have nothing left to send");
        }
        story.event("every device has an acknowledgement for all that it stored");
        return report();
    }

    private void enrolDevices() throws IOException {
        story.chapter("Devices enrol with one-time claim tokens and connect with the certificates that they get");
        int enrolPort = (int) fleet.await("ready", START).number("enrolment");
        for (int i = 0; i < options.devices(); i++) {
            String name = name(i);
            String token = fleet.await(
                            "token", START, message -> message.text("device").equals(name))
                    .text("token");
            Network network = transport.network(serverPort);
            networks.add(network);
            deviceArguments.add(List.of(
                    home.resolve(name).toString(),
                    name,
                    Integer.toString(enrolPort),
                    Integer.toString(network.port()),
                    home.resolve("broker").resolve("anchors.pem").toString(),
                    token,
                    recording(i),
                    Integer.toString(rate(i)),
                    transport.name()));
            devices.add(startDevice(i));
        }
        for (Child device : devices) {
            device.await("started", START);
        }
        story.event(options.devices() + " devices replay real telemetry");
    }

    private void breakThings() throws IOException, InterruptedException {
        pause(4);
        story.chapter("Now things break");
        story.event(name(0) + " is killed with kill -9 while it stores and sends");
        devices.get(0).kill();
        pause(2);
        devices.set(0, startDevice(0));
        story.event("the network of " + name(1) + " is cut");
        networks.get(1).cut();
        pause(4);
        if (broker != null) {
            story.event("the broker is killed with kill -9");
            broker.kill();
            pause(2);
            broker = startBroker();
            story.event("the broker is back");
        }
        story.event("the network of " + name(1) + " is mended");
        networks.get(1).mend();
        pause(3);
        story.event("the fleet's server is killed with kill -9 while it stores");
        fleet.kill();
        pause(2);
        fleet = startFleet();
        fleet.await("ready", START);
        story.event("the fleet's server is back");
    }

    private Report report() throws IOException {
        Report report = new Report();
        long offered = 0;
        long points = 0;
        for (int i = 0; i < devices.size(); i++) {
            Recording recording = Recording.load(recording(i));
            offered += recording.rows().size();
            points += recording.points();
        }
        report.check("telemetry rows offered, values in them", offered + ", " + points, offered > 0);
        long rows = 0;
        long stored = 0;
        long duplicates = 0;
        long repeated = 0;
        long lost = 0;
        long lostQuietly = 0;
        int applied = 0;
        int rejected = 0;
        for (int i = 0; i < devices.size(); i++) {
            String name = name(i);
            fleet.say(
                    "report",
                    "device",
                    name,
                    "recording",
                    recording(i),
                    "interval",
                    intervals.get(i),
                    "lamp",
                    lamps.get(i));
            Message found = fleet.await(
                    "report",
                    Duration.ofSeconds(30),
                    message -> message.text("device").equals(name));
            rows += found.number("rows");
            stored += found.number("values");
            duplicates += found.number("duplicates");
            repeated += found.number("repeated");
            long missing = Recording.load(recording(i)).points() - found.number("values");
            lost += missing;
            lostQuietly += found.number("gaps") == 0 ? missing : 0;
            applied += found.text("interval").equals("CONVERGED") ? 1 : 0;
            rejected += found.text("lamp").equals("REJECTED") ? 1 : 0;
        }
        report.check("rows, values stored", rows + ", " + stored, stored > 0);
        report.check("messages that came again and were not stored again", Long.toString(repeated), true);
        report.check("values stored twice", Long.toString(duplicates), duplicates == 0);
        report.check("values lost by kill -9 and reported as a gap", Long.toString(lost - lostQuietly), lost >= 0);
        report.check("values lost without a report", Long.toString(lostQuietly), lostQuietly == 0);
        report.check(
                "twins that converged on " + Contract.REPORT_EVERY,
                applied + " of " + devices.size(),
                applied == devices.size());
        report.check(
                "twins that refused " + Contract.LAMP + " with a reason",
                rejected + " of " + devices.size(),
                rejected == devices.size());
        report.check("seconds from the first line", Long.toString(Math.round(story.seconds())), true);
        return report;
    }

    private long desired(int i, String path) {
        return fleet.await(
                        "desired",
                        START,
                        message -> message.text("device").equals(name(i))
                                && message.text("path").equals(path))
                .number("version");
    }

    private Child startFleet() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                home.resolve("fleet").toString(),
                home.resolve("broker").toString(),
                transport.name(),
                Integer.toString(serverPort)));
        for (int i = 0; i < options.devices(); i++) {
            arguments.add(name(i));
        }
        Files.createDirectories(home.resolve("fleet"));
        Files.createDirectories(home.resolve("broker"));
        Child child =
                Child.start("fleet", FleetProcess.class, SERVER_MEGABYTES, home.resolve("logs"), arguments, m -> {});
        child.await("equipped", START);
        return child;
    }

    private Child startBroker() throws IOException {
        Path directory = home.resolve("broker");
        Child child = Child.start(
                "broker",
                BrokerProcess.class,
                SERVER_MEGABYTES,
                home.resolve("logs"),
                List.of(
                        Integer.toString(serverPort),
                        directory.resolve("data").toString(),
                        directory.resolve("broker.pem").toString(),
                        directory.resolve("anchors.pem").toString()),
                m -> {});
        child.await("ready", START);
        return child;
    }

    private Child startDevice(int i) throws IOException {
        Files.createDirectories(home.resolve(name(i)));
        return Child.start(
                name(i), DeviceProcess.class, DEVICE_MEGABYTES, home.resolve("logs"), deviceArguments.get(i), m -> {});
    }

    private void stop() throws IOException {
        for (Child device : devices) {
            device.kill();
        }
        fleet.close();
        if (broker != null) {
            broker.kill();
        }
        for (Network network : networks) {
            network.close();
        }
    }

    private static String name(int i) {
        return "device-" + (i + 1);
    }

    private static String recording(int i) {
        return i % 2 == 0 ? Recording.MACHINE : Recording.YACHT;
    }

    /** The machine's recording has three times the rows of the yacht's: both last about half a minute. */
    private static int rate(int i) {
        return i % 2 == 0 ? 450 : 150;
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    /** Maven may be ended alone; then nobody would read what this program prints. Its children end with it. */
    private static void endWithParent() {
        ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
        if (parent != null) {
            Thread watch = new Thread(
                    () -> {
                        parent.onExit().join();
                        Runtime.getRuntime().halt(3);
                    },
                    "quickstart-parent");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
