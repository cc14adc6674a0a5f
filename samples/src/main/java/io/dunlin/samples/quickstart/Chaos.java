/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.program.DeviceDiary;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What is broken on purpose while telemetry flows. */
final class Chaos {

    /** Another one than the first, desired while devices cannot hear it. */
    static final int LATER_INTERVAL = 60;

    /** The device that is killed during its update. */
    static final int APPLYING = 1;

    /** The device that is killed during the renewal of its certificate. */
    static final int RENEWING = 2;

    /** In the middle of what each of them was killed. */
    static final Map<String, String> ENDED = new TreeMap<>(
            Map.of(Cast.name(APPLYING), DeviceDiary.UPDATE + "APPLYING", Cast.name(RENEWING), DeviceDiary.RENEWAL));

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
        kill(0, "");
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

    /** Kills a device in the middle of the application of its delta. */
    void killWhileApplying() throws IOException, InterruptedException {
        cast.device(APPLYING)
                .await("update", Cast.PATIENCE, m -> m.text("state").equals("APPLYING"));
        kill(APPLYING, " while it applied the delta");
    }

    /** Kills a device that was just asked to renew its certificate. */
    void killWhileRenewing() throws IOException, InterruptedException {
        cast.device(RENEWING).await("renewing", Cast.PATIENCE);
        kill(RENEWING, " while it renewed its certificate");
    }

    private void kill(int device, String when) throws IOException, InterruptedException {
        String name = Cast.name(device);
        cast.device(device).kill();
        Faults.Fault fault = faults.broken("kill -9 of " + name + when, List.of(name));
        pause(1);
        cast.restartDevice(device);
        fault.mended();
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
