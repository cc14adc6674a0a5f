/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is broken on purpose while telemetry flows. */
final class Chaos {

    /** Another one than the first, desired while devices cannot hear it. */
    static final int LATER_INTERVAL = 60;

    private final Story story;
    private final Cast cast;
    private final Faults faults;
    private final Chapters chapters;

    Chaos(Story story, Cast cast, Faults faults, Chapters chapters) {
        this.story = story;
        this.cast = cast;
        this.faults = faults;
        this.chapters = chapters;
    }

    /** Attacks from between fleet and devices with what passed by there. */
    void intrude() throws InterruptedException {
        String where = cast.transport().hasBroker() ? "the broker" : "the link";
        story.chapter(
                "An intruder in " + where + " recorded the commands, replays them, and forges one for each device");
        List<String> names = cast.names();
        for (int i = 0; i < names.size(); i++) {
            String other = names.get((i + 1) % names.size());
            cast.middle().say("replay", "device", names.get(i));
            cast.middle().say("misdirect", "device", names.get(i), "to", other);
            cast.middle().say("forge", "device", names.get(i));
        }
        for (int i = 0; i < names.size(); i++) {
            for (String why : List.of("WRONG_AUDIENCE", "BAD_SIGNATURE")) {
                cast.device(i)
                        .await("refused", Cast.PATIENCE, m -> m.text("what").startsWith(why));
            }
        }
        story.event("no device gave a second dose; forged and misdirected commands were refused");
    }

    /** Breaks one thing after another, some at the same time. */
    void breakThings() throws IOException, InterruptedException {
        story.chapter("Now things break");
        Faults.Fault full = faults.broken(
                "the storage of " + Cast.name(Cast.SMALL) + " filled up, its network cut",
                List.of(Cast.name(Cast.SMALL)));
        cast.network(Cast.SMALL).cut();
        pause(1);
        killDevice();
        Faults.Fault cut = faults.broken("the network of " + Cast.name(1) + " was cut", List.of(Cast.name(1)));
        cast.network(1).cut();
        chapters.desireInterval(LATER_INTERVAL);
        story.event("meanwhile the operator wants reports every " + LATER_INTERVAL + " s; two devices cannot hear it");
        pause(3);
        mend(cut, 1);
        faults.awaitRecovery();
        if (cast.transport().hasBroker()) {
            killBroker();
            faults.awaitRecovery();
        }
        killFleet();
        faults.awaitRecovery();
        mend(full, Cast.SMALL);
        faults.awaitRecovery();
    }

    private void killDevice() throws IOException, InterruptedException {
        Faults.Fault fault = faults.broken("kill -9 of " + Cast.name(0), List.of(Cast.name(0)));
        cast.device(0).kill();
        pause(2);
        cast.restartDevice(0);
        fault.mended();
    }

    private void killBroker() throws IOException, InterruptedException {
        Faults.Fault fault = faults.broken("kill -9 of the broker", reachable());
        cast.middle().kill();
        pause(2);
        fault.mended();
        cast.startBroker();
    }

    private void killFleet() throws IOException, InterruptedException {
        Faults.Fault fault = faults.broken("kill -9 of the fleet's server while it stores", reachable());
        cast.fleet().kill();
        pause(2);
        fault.mended();
        cast.startFleet();
    }

    private void mend(Faults.Fault fault, int device) {
        fault.mended();
        cast.network(device).mend();
        story.event("the network of " + Cast.name(device) + " is mended");
    }

    private List<String> reachable() {
        return cast.names().stream()
                .filter(name -> !name.equals(Cast.name(Cast.SMALL)))
                .toList();
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }
}
