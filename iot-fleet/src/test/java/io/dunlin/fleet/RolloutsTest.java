/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.MemoryImage;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.manifest.Cancellation;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.ManifestCheck;
import io.dunlin.ota.rollout.Rollout.Progress;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateMessage.Kind;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final RolloutRules RULES = RolloutRules.canaryThenAll(1, 20, HOUR.toMillis());

    private RolloutRig rig;
    private Component component;
    private List<DeviceId> devices;

    @BeforeEach
    void open() throws IOException {
        rig = new RolloutRig("rollouts");
        component = rig.publish();
        devices = rig.devices(5);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private DeviceId startAndFindCanary() {
        rig.sent.clear();
        rig.start("spring", component, RULES, devices);
        List<DeviceId> offered = rig.take(Kind.OFFER);
        assertThat(offered).hasSize(1);
        return offered.get(0);
    }

    private List<DeviceId> others(DeviceId canary) {
        return devices.stream().filter(device -> !device.equals(canary)).toList();
    }

    @Test
    void published_isAFullImageAndASmallerDelta_andBothGiveTheImage() throws IOException {
        assertThat(component.encodings()).hasSize(2);
        assertThat(component.encodings().get(0).source()).isNull();
        assertThat(component.encodings().get(1).source()).isEqualTo(RolloutRig.OLD_IMAGE);
        assertThat(component.target()).isEqualTo(ImageDigest.of(RolloutRig.NEW, JdkSha256::new));
        DeviceId canary = startAndFindCanary();
        for (int i = 0; i < 2; i++) {
            byte[] payload = rig.transfer(canary, component.encodings().get(i).payload());
            byte[] image = new byte[RolloutRig.NEW.length];
            PatchApplier.open(
                            new MemoryImage(payload),
                            new MemoryImage(i == 0 ? new byte[0] : RolloutRig.OLD),
                            new MemoryImage(image),
                            CheckpointStore.NONE,
                            new PatchLimits(1 << 20, image.length),
                            JdkSha256::new)
                    .run();
            assertThat(image).isEqualTo(RolloutRig.NEW);
        }
        assertThat(component.encodings().get(1).payload().length()).isLessThan(4000);
        assertThat(rig.progress("spring", canary).bytesSent())
                .isEqualTo(component.encodings().get(0).payload().length()
                        + component.encodings().get(1).payload().length());
    }

    @Test
    void source_thatIsNotKnownOrIsTheImageItself_isLeftOut() throws IOException {
        Component again = rig.fleet
                .rollouts()
                .artifacts()
                .publish(
                        new Release(RolloutRig.MODEL, "firmware", "2.0.0", 2),
                        RolloutRig.NEW,
                        List.of(component.target(), new ImageDigest(5, Digest.of(new byte[32])), RolloutRig.OLD_IMAGE));

        assertThat(again).isEqualTo(component);
    }

    @Test
    void rollout_offersToTheCanary_thenToAllOthers() throws IOException {
        DeviceId canary = startAndFindCanary();
        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.RUNNING, 5, 1, 0, 0));
        rig.succeed(canary, "spring");
        List<DeviceId> offered = rig.take(Kind.OFFER);
        assertThat(offered).containsExactlyInAnyOrderElementsOf(others(canary));
        for (DeviceId device : offered) {
            rig.succeed(device, "spring");
        }

        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.COMPLETED, 5, 5, 5, 0));
        assertThat(rig.view("spring").devices())
                .extracting(DeviceProgress::progress)
                .containsOnly(Progress.SUCCEEDED);
        assertThat(rig.progress("spring", canary).reported().orElseThrow().state())
                .isEqualTo(UpdateState.CONFIRMED);
        assertThat(rig.take(Kind.EVENT_ACK)).hasSize(8);
        assertThat(rig.log).startsWith("spring RUNNING").endsWith("spring COMPLETED");
        assertThat(rig.fleet.rollouts().list(10)).containsExactly("spring");
    }

    @Test
    void offer_isWhatADeviceAccepts() {
        rig.sent.clear();
        rig.start("spring", component, RULES, devices);
        long now = rig.rig.loop.wallMillis();
        ManifestCheck check = RolloutRig.judge(rig.sent.get(0).message(), now);

        assertThat(check).isInstanceOf(ManifestCheck.Accepted.class);
        assertThat(((ManifestCheck.Accepted) check).encoding())
                .isEqualTo(component.encodings().get(1));
        assertThat(RolloutRig.judge(
                                rig.sent.get(0).message(),
                                now + Duration.ofDays(1).toMillis())
                        .kind())
                .isEqualTo(ManifestCheck.Kind.REFUSED);
    }

    @Test
    void rollout_halts_andCallsTheOthersOff_whenTooManyFail() throws IOException {
        RolloutRules two = RolloutRules.canaryThenAll(2, 20, HOUR.toMillis());
        rig.sent.clear();
        rig.start("spring", component, two, devices);
        List<DeviceId> canaries = rig.take(Kind.OFFER);
        rig.report(canaries.get(1), "spring", UpdateState.FETCHING, UpdateReason.NONE);
        rig.fail(canaries.get(0), "spring");
        assertThat(rig.view("spring").status().phase()).isEqualTo(Phase.RUNNING);
        rig.succeed(canaries.get(1), "spring");

        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.HALTED, 5, 2, 1, 1));
        assertThat(rig.take(Kind.OFFER)).isEmpty();
        for (DeviceId device : devices) {
            rig.beat(device);
        }
        assertThat(rig.sent).isEmpty();
    }

    @Test
    void abort_callsTheUpdateOff_untilTheDeviceHasEnded() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.report(canary, "spring", UpdateState.FETCHING, UpdateReason.NONE);
        rig.sent.clear();
        assertThat(rig.done(rig.fleet.rollouts().abort("spring")).phase()).isEqualTo(Phase.ABORTED);

        assertThat(rig.sent).hasSize(1);
        UpdateMessage.Cancel cancel = (UpdateMessage.Cancel) rig.sent.get(0).message();
        assertThat(RolloutRig.verifier().cancellation(cancel.signed())).isEqualTo(new Cancellation("spring", 1));
        rig.beat(canary);
        assertThat(rig.take(Kind.CANCEL)).as("not again at once").hasSize(1);
        rig.advanceAndBeat(Duration.ofSeconds(20), canary);
        assertThat(rig.take(Kind.CANCEL)).containsExactly(canary);
        assertThat(rig.transfer(canary, component.encodings().get(0).payload())).isEmpty();
        rig.report(canary, "spring", UpdateState.CANCELLED, UpdateReason.CANCELLED_BY_FLEET);
        rig.advanceAndBeat(Duration.ofSeconds(20), canary);
        assertThat(rig.take(Kind.CANCEL)).isEmpty();
        assertThat(rig.progress("spring", canary).progress()).isEqualTo(Progress.FAILED);
        assertThat(rig.done(rig.fleet.rollouts().abort("spring")).phase()).isEqualTo(Phase.ABORTED);
    }

    @Test
    void pause_holdsOffers_andLetsTransfersGoOn() throws IOException {
        DeviceId canary = startAndFindCanary();
        assertThat(rig.done(rig.fleet.rollouts().pause("spring")).phase()).isEqualTo(Phase.PAUSED);
        rig.advanceAndBeat(Duration.ofMinutes(20), canary);
        assertThat(rig.take(Kind.OFFER)).isEmpty();
        assertThat(rig.transfer(canary, component.encodings().get(1).payload())).isNotEmpty();
        rig.succeed(canary, "spring");
        assertThat(rig.take(Kind.OFFER)).isEmpty();
        rig.done(rig.fleet.rollouts().resume("spring"));

        assertThat(rig.take(Kind.OFFER)).hasSize(4);
    }

    @Test
    void device_thatIsNotHeardOf_countsAsFailed_andTheRolloutHalts() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.report(canary, "spring", UpdateState.FETCHING, UpdateReason.NONE);
        rig.rig.advance(HOUR.plusMinutes(2));

        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.HALTED, 5, 1, 0, 1));
        rig.sent.clear();
        rig.beat(canary);
        assertThat(rig.take(Kind.CANCEL)).containsExactly(canary);
    }

    @Test
    void offer_isRepeatedToADeviceThatShowsSignsOfLife_untilItAnswers() {
        DeviceId canary = startAndFindCanary();
        rig.beat(canary);
        assertThat(rig.take(Kind.OFFER)).as("just sent").isEmpty();
        rig.advanceAndBeat(Duration.ofSeconds(16), canary);
        assertThat(rig.take(Kind.OFFER)).containsExactly(canary);
        rig.report(canary, "spring", UpdateState.MANIFEST_OK, UpdateReason.NONE);
        rig.advanceAndBeat(Duration.ofSeconds(16), canary);
        assertThat(rig.take(Kind.OFFER)).isEmpty();
        rig.advanceAndBeat(Duration.ofMinutes(11), canary);
        assertThat(rig.take(Kind.OFFER)).as("it may have lost its memory").containsExactly(canary);
        rig.beat(others(canary).get(0));
        assertThat(rig.take(Kind.OFFER)).isEmpty();
    }

    @Test
    void refusal_countsAsFailed_butNotThatADeviceIsBusy() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.report(canary, "spring", UpdateState.REJECTED, UpdateReason.BUSY);
        assertThat(rig.progress("spring", canary).progress()).isEqualTo(Progress.OFFERED);
        assertThat(rig.progress("spring", canary).reported().orElseThrow().reason())
                .isEqualTo(UpdateReason.BUSY);
        rig.advanceAndBeat(Duration.ofSeconds(16), canary);
        assertThat(rig.take(Kind.OFFER)).containsExactly(canary);
        rig.report(canary, "spring", UpdateState.REJECTED, UpdateReason.MANIFEST_REFUSED);

        assertThat(rig.view("spring").status().phase()).isEqualTo(Phase.HALTED);
    }

    @Test
    void refusalOfAManifestThatIsNotGenuine_countsForTheDeviceThatWasOfferedOne() throws IOException {
        DeviceId canary = startAndFindCanary();
        UpdateEvent notGenuine = new UpdateEvent(
                0, "", 0, UpdateState.REJECTED, UpdateReason.MANIFEST_REFUSED, "NOT_GENUINE BAD_SIGNATURE");
        for (DeviceId device : others(canary)) {
            rig.receive(device, new UpdateMessage.Event(notGenuine));
        }
        assertThat(rig.view("spring").status().failed()).isZero();
        rig.receive(canary, new UpdateMessage.Event(notGenuine));
        assertThat(rig.view("spring").status().phase()).isEqualTo(Phase.HALTED);

        DeviceId second = startSecond();
        rig.report(second, "autumn", UpdateState.MANIFEST_OK, UpdateReason.NONE);
        rig.receive(second, new UpdateMessage.Event(notGenuine));
        assertThat(rig.view("autumn").status().failed())
                .as("a forged offer beside the accepted one")
                .isZero();
    }

    private DeviceId startSecond() {
        rig.sent.clear();
        rig.start("autumn", component, RULES, devices);
        return rig.take(Kind.OFFER).get(0);
    }

    @Test
    void device_thatRunsTheImageAlready_countsAsSucceeded() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.report(canary, "spring", UpdateState.REJECTED, UpdateReason.ALREADY_INSTALLED);

        assertThat(rig.progress("spring", canary).progress()).isEqualTo(Progress.SUCCEEDED);
        assertThat(rig.take(Kind.OFFER)).hasSize(4);
    }

    @Test
    void reports_ofOthersOrOfOtherCampaigns_changeNothing_andAreAcknowledged() throws IOException {
        DeviceId canary = startAndFindCanary();
        for (DeviceId device : others(canary)) {
            rig.report(device, "spring", UpdateState.CONFIRMED, UpdateReason.NONE);
        }
        rig.receive(
                canary,
                new UpdateMessage.Event(new UpdateEvent(7, "winter", 1, UpdateState.CONFIRMED, UpdateReason.NONE, "")));
        rig.receive(
                canary,
                new UpdateMessage.Event(new UpdateEvent(8, "spring", 2, UpdateState.CONFIRMED, UpdateReason.NONE, "")));

        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.RUNNING, 5, 1, 0, 0));
        assertThat(rig.progress("spring", canary).reported()).isEmpty();
        assertThat(rig.take(Kind.EVENT_ACK)).hasSize(6);
    }

    @Test
    void repeatedAndLateReports_areCountedOnce() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.succeed(canary, "spring");
        rig.succeed(canary, "spring");
        rig.report(canary, "spring", UpdateState.REJECTED, UpdateReason.MANIFEST_REFUSED);
        rig.report(canary, "spring", UpdateState.FETCHING, UpdateReason.NONE);

        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.RUNNING, 5, 5, 1, 0));
        assertThat(rig.progress("spring", canary).reported().orElseThrow().state())
                .isEqualTo(UpdateState.CONFIRMED);
    }

    @Test
    void blocks_areGivenToNobodyElse() throws IOException {
        DeviceId canary = startAndFindCanary();
        ImageDigest payload = component.encodings().get(1).payload();
        for (DeviceId device : others(canary)) {
            assertThat(rig.transfer(device, payload)).isEmpty();
        }
        assertThat(rig.transfer(new DeviceId("stranger"), payload)).isEmpty();
        assertThat(rig.log).contains("not served stranger");
        assertThat(rig.transfer(canary, RolloutRig.OLD_IMAGE))
                .as("an image as such")
                .isEmpty();
        assertThat(rig.transfer(canary, payload)).hasSize((int) payload.length());
        rig.fleet.registry().setStatus(canary, DeviceRecord.Status.SUSPENDED);
        assertThat(rig.transfer(canary, payload)).isEmpty();
    }

    @Test
    void devices_thatAreNotServed_areOfferedNothing() throws IOException {
        for (DeviceId device : devices) {
            rig.fleet.registry().setStatus(device, DeviceRecord.Status.SUSPENDED);
        }
        rig.sent.clear();
        rig.start("spring", component, RULES, devices);
        devices.forEach(rig::beat);

        assertThat(rig.sent).isEmpty();
    }

    @Test
    void blocks_underWay_areBounded() throws IOException {
        RolloutRules all = RolloutRules.canaryThenAll(5, 20, HOUR.toMillis());
        Component large = rig.fleet
                .rollouts()
                .artifacts()
                .publish(
                        new Release(RolloutRig.MODEL, "firmware", "2.0.0", 2), RolloutRig.image(3, 130_000), List.of());
        rig.start("spring", large, all, devices);
        ImageDigest payload = large.encodings().get(0).payload();
        rig.rig.holding = true;
        rig.sent.clear();
        for (int i = 0; i < 3; i++) {
            for (DeviceId device : devices) {
                rig.receive(device, new UpdateMessage.BlockRequest(payload.sha256(), 0, 120_000, 30_000));
            }
        }
        assertThat(rig.take(Kind.BLOCK))
                .as("two requests of 120 kB fit into 300 kB, one for each device")
                .hasSize(8)
                .containsOnly(devices.get(0), devices.get(1));
        rig.rig.holding = false;
        rig.rig.release();
        rig.receive(devices.get(2), new UpdateMessage.BlockRequest(payload.sha256(), 0, 120_000, 30_000));
        assertThat(rig.take(Kind.BLOCK)).hasSize(4);
    }

    @Test
    void failedDatabase_losesNothing_andTheRolloutGoesOnFromWhatIsStored() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.rig.worker.failure = new IOException("disk gone");
        rig.succeed(canary, "spring");
        assertThat(rig.take(Kind.EVENT_ACK)).isEmpty();
        assertThat(rig.log).anyMatch(line -> line.startsWith("failed"));
        rig.rig.worker.failure = null;
        rig.succeed(canary, "spring");

        assertThat(rig.take(Kind.EVENT_ACK)).hasSize(2);
        assertThat(rig.view("spring").status().succeeded()).isEqualTo(1);
    }

    @Test
    void transferForARolloutThatIsOver_isCalledOff() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.report(canary, "spring", UpdateState.FETCHING, UpdateReason.NONE);
        rig.rig.advance(Duration.ofDays(2));
        assertThat(rig.view("spring").status().phase()).isEqualTo(Phase.HALTED);
        rig.restart();
        rig.sent.clear();
        rig.transfer(canary, component.encodings().get(1).payload());
        assertThat(rig.take(Kind.CANCEL)).containsExactly(canary);
        rig.report(canary, "spring", UpdateState.CANCELLED, UpdateReason.CANCELLED_BY_FLEET);
        assertThat(rig.progress("spring", canary).reported().orElseThrow().state())
                .isEqualTo(UpdateState.CANCELLED);
    }

    @Test
    void plan_isRefused_whenItsNameWasUsedOrItsImageNotPublished() {
        startAndFindCanary();
        assertThatThrownBy(() -> rig.start("spring", component, RULES, devices))
                .hasMessageContaining("there was a rollout spring");
        Component unknown = new Component(
                "firmware",
                RolloutRig.MODEL,
                "3.0",
                3,
                component.target(),
                List.of(new io.dunlin.ota.manifest.Encoding(new ImageDigest(3, Digest.of(new byte[32])), null)));
        assertThatThrownBy(() -> rig.start("autumn", unknown, RULES, devices)).hasMessageContaining("not published");
        assertThatThrownBy(() -> rig.done(rig.fleet.rollouts().pause("winter")))
                .hasMessageContaining("there is no rollout winter");
        assertThatThrownBy(() -> new RolloutPlan("x", List.of(component), HOUR, RULES, Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void malformedMessages_areDropped() {
        rig.receive(devices.get(0), Channel.UPDATE, new byte[] {1, 2, 3});
        rig.receive(devices.get(0), new UpdateMessage.EventAck(3));

        assertThat(rig.log).hasSize(2).allMatch(line -> line.startsWith("malformed"));
        assertThat(rig.rig.outcome).isEqualTo(SendOutcome.ACCEPTED);
    }

    /** The fleet is started again after every message; nothing is counted twice, forgotten or offered to others. */
    @Test
    void restart_afterEachEvent_changesNothing() throws IOException {
        DeviceId canary = startAndFindCanary();
        rig.restartAndCompare();
        rig.report(canary, "spring", UpdateState.FETCHING, UpdateReason.NONE);
        rig.restartAndCompare();
        rig.report(canary, "spring", UpdateState.CONFIRMED, UpdateReason.NONE);
        rig.restartAndCompare();
        rig.done(rig.fleet.rollouts().pause("spring"));
        rig.restartAndCompare();
        rig.done(rig.fleet.rollouts().resume("spring"));
        rig.restartAndCompare();
        int left = 4;
        for (DeviceId device : others(canary)) {
            rig.sent.clear();
            rig.beat(device);
            assertThat(rig.take(Kind.OFFER)).containsExactly(device);
            rig.succeed(device, "spring");
            rig.restartAndCompare();
            left--;
            assertThat(rig.view("spring").status().phase()).isEqualTo(left == 0 ? Phase.COMPLETED : Phase.RUNNING);
        }
        assertThat(rig.view("spring").status()).isEqualTo(new RolloutStatus(Phase.COMPLETED, 5, 5, 5, 0));
    }
}
