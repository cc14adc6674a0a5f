/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.stage.Child;
import java.io.IOException;
import java.time.Duration;

/** What happens in every story, broken or not. */
final class Chapters {

    /** What is desired first. */
    static final int INTERVAL = 30;

    private final Story story;
    private final Cast cast;

    Chapters(Story story, Cast cast) {
        this.story = story;
        this.cast = cast;
    }

    void open() throws IOException {
        String broker = cast.transport().hasBroker() ? ", a broker" : "";
        story.chapter("A fleet of " + cast.names().size() + " devices" + broker
                + " and the fleet's server, each in a JVM of its own");
        cast.startFleet();
        cast.startBroker();
    }

    void enrol() throws IOException {
        story.chapter("Devices enrol with one-time claim tokens and connect with the certificates that they get");
        int devices = cast.names().size();
        for (int i = 0; i < devices; i++) {
            cast.addDevice(i);
        }
        for (int i = 0; i < devices; i++) {
            cast.device(i).await("connected", Cast.PATIENCE);
            story.progress((i + 1) + " of " + devices + " devices are connected");
        }
        story.event(devices + " devices are connected over " + cast.transport().protection());
        story.event("they replay real telemetry: a machine's temperature and a yacht's instruments");
    }

    /** Desires that devices report in another interval; they can, and converge. */
    void desireInterval(int seconds) {
        for (String device : cast.names()) {
            desire(device, Contract.REPORT_EVERY, "number", seconds);
        }
    }

    /** Desires a value that each device can show, and one that none can. */
    void desire() {
        story.chapter("The operator sets desired values; every lamp is asked for a colour that it cannot show");
        desireInterval(INTERVAL);
        for (String device : cast.names()) {
            desire(device, Contract.LAMP, "text", "purple");
        }
        for (String device : cast.names()) {
            String reason = cast.fleet()
                    .await(
                            "answered",
                            Cast.PATIENCE,
                            message -> Cast.from(device).test(message)
                                    && message.text("path").equals(Contract.LAMP))
                    .text("reason");
            story.progress(device + " refuses purple: " + reason);
        }
        story.event(
                "every device reports every " + INTERVAL + " s now, and refused purple: \"this lamp is red or green\"");
    }

    private void desire(String device, String path, String type, Object value) {
        cast.fleet().say("desire", "device", device, "path", path, type, value);
        cast.fleet()
                .await(
                        "desired",
                        Cast.PATIENCE,
                        message -> Cast.from(device).test(message)
                                && message.text("path").equals(path)
                                && message.text("value").equals(value.toString()));
    }

    /** Orders something that must not happen twice. */
    void order() {
        story.chapter("A signed command orders one dose from the pump of every device");
        for (String device : cast.names()) {
            cast.fleet().say("order", "device", device);
        }
        for (String device : cast.names()) {
            cast.fleet()
                    .await(
                            "receipt",
                            Cast.PATIENCE,
                            message -> Cast.from(device).test(message)
                                    && message.text("state").equals("DONE"));
            story.progress(device + " has given its dose");
        }
        story.event("every device ran it and signed a receipt");
    }

    /** Waits until every row of every device is with the fleet or declared lost. */
    void drain(long deadlineNanos) {
        story.chapter("The rest of the rows is replayed without pauses; waiting until the fleet has acknowledged all");
        int devices = cast.names().size();
        for (int i = 0; i < devices; i++) {
            cast.device(i).say("hurry");
        }
        for (int i = 0; i < devices; i++) {
            Child device = cast.device(i);
            device.await("drained", Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
            story.progress((i + 1) + " of " + devices + " devices have nothing left to send");
        }
        story.event("every device has an acknowledgement for all that it stored");
    }
}
