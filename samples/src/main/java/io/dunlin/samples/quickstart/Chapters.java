/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.stage.Child;
import io.dunlin.samples.quickstart.stage.Message;
import java.io.IOException;
import java.time.Duration;

/** What happens in every story, broken or not. */
final class Chapters {

    /** What is desired first. */
    static final int INTERVAL = 30;

    /** The generation of identities after they were renewed once. */
    static final long GENERATION = 2;

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

    /**
     * Rolls a real image out to all devices: a canary first, then the rest.
     *
     * @param meanwhile what to do to devices while they update
     */
    void update(Interruption meanwhile) throws IOException, InterruptedException {
        story.chapter("An update of the devices' ARM image, from libsqlitejdbc.so 3.49.1.0 to 3.50.3.0");
        cast.fleet().say("publish", "old", cast.image("old"), "new", cast.image("new"), "version", "3.50.3.0");
        Message published = cast.fleet().await("published", Cast.PATIENCE);
        story.event("a delta of " + published.text("payload") + " bytes was made of the image of "
                + published.text("image") + " bytes and is signed");
        cast.fleet().say("roll", "devices", String.join(" ", cast.names()));
        meanwhile.happen();
        awaitRollout(1);
        story.event("the canary runs the new image and kept it; now the others");
        awaitRollout(cast.names().size());
        story.event("all devices run the new image, tested and kept");
    }

    private void awaitRollout(long succeeded) {
        Message found = cast.fleet()
                .await(
                        "rollout",
                        Cast.PATIENCE,
                        message -> message.number("succeeded") >= succeeded || message.number("failed") > 0);
        if (found.number("failed") > 0) {
            throw new IllegalStateException("the rollout failed: " + found.fields());
        }
    }

    /**
     * Has all devices replace their certificates while they send.
     *
     * @param meanwhile what to do to devices while they do
     */
    void renew(Interruption meanwhile) throws IOException, InterruptedException {
        story.chapter("Every device renews its key and certificate while telemetry flows");
        for (String device : cast.names()) {
            cast.fleet().say("renew", "device", device);
        }
        meanwhile.happen();
        for (String device : cast.names()) {
            cast.fleet()
                    .await(
                            "identity",
                            Cast.PATIENCE,
                            message -> Cast.from(device).test(message) && message.number("generation") >= GENERATION);
            story.progress(device + " uses its new certificate");
        }
        story.event("every device uses a new key and certificate, and the fleet has ended the old ones");
    }

    /** Something that happens in the middle of a chapter. */
    @FunctionalInterface
    interface Interruption {
        /** Nothing happens. */
        Interruption NONE = () -> {};

        void happen() throws IOException, InterruptedException;
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
