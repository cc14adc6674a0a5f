/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.fleet.rollout.RolloutView;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Installed;
import io.dunlin.ota.manifest.ManifestCheck;
import io.dunlin.ota.manifest.ManifestVerifier;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A fleet that rolls updates out, and devices whose messages the test writes. */
final class RolloutRig {

    static final Model MODEL = new Model("acme", "pump", "rev-b");
    static final byte[] OLD = image(1, 20_000);
    static final byte[] NEW = changed(OLD);
    static final ImageDigest OLD_IMAGE = ImageDigest.of(OLD, JdkSha256::new);
    private static final KeyPair PAIR = JcaKeys.generate();
    private static final SigningKey KEY = JcaKeys.signing(KeyId.of("firmware"), PAIR.getPrivate());
    private static final ManifestVerifier VERIFIER = new ManifestVerifier(
            KeyRing.of(List.of(JcaKeys.verification(KeyId.of("firmware"), Role.FIRMWARE, PAIR.getPublic()))),
            1,
            Tenant.DEFAULT);
    private static final byte[] BEAT = new Heartbeat(new BootEpoch(1), 5, 0, "1.0", 0, 0, 0, List.of()).encode();

    /** A message that a device got. */
    record Sent(DeviceId device, UpdateMessage message) {}

    final Database database;
    final FleetRig rig = new FleetRig();
    final List<Sent> sent = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    Fleet fleet;

    RolloutRig(String name) throws IOException {
        database = Database.inMemory(name);
        fleet = started();
    }

    static byte[] image(long seed, int length) {
        byte[] image = new byte[length];
        new Random(seed).nextBytes(image);
        return image;
    }

    static byte[] changed(byte[] image) {
        byte[] changed = image.clone();
        for (int i = 0; i < changed.length; i += 1009) {
            changed[i]++;
        }
        return changed;
    }

    private Fleet started() {
        rig.link.toDevices = (device, message) -> sent.add(new Sent(device, UpdateWire.decode(message)));
        Fleet made = Fleet.builder(database)
                .loop(rig.loop)
                .worker(rig.worker)
                .link(rig.link)
                .random(new SplittableRandom(3)::nextLong)
                .rollouts(new Rollouts.Trust(List.of(KEY), 300_000))
                .listener(new FleetListener() {
                    @Override
                    public void rolloutChanged(String campaign, RolloutStatus status) {
                        log.add(campaign + " " + status.phase());
                    }

                    @Override
                    public void malformed(DeviceId device, Channel channel, String reason) {
                        log.add("malformed " + reason);
                    }

                    @Override
                    public void notServed(DeviceId device, Channel channel) {
                        log.add("not served " + device);
                    }

                    @Override
                    public void failed(DeviceId device, Channel channel, Exception cause) {
                        log.add("failed " + cause);
                    }
                })
                .build();
        made.start();
        rig.run();
        return made;
    }

    /** Starts another fleet on what is in the database; the one before is as good as dead. */
    void restart() {
        rig.tasks.clear();
        fleet = started();
    }

    void close() {
        fleet.close();
        rig.run();
        database.close();
    }

    List<DeviceId> devices(int count) throws IOException {
        List<DeviceId> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DeviceId device = new DeviceId("pump-" + i);
            devices.add(device);
            fleet.registry().register(device, "pump");
        }
        return devices;
    }

    Component publish() throws IOException {
        fleet.rollouts().artifacts().add(OLD);
        return fleet.rollouts()
                .artifacts()
                .publish(new Release(MODEL, "firmware", "2.0.0", 2), NEW, List.of(OLD_IMAGE));
    }

    RolloutStatus start(String campaign, Component component, RolloutRules rules, List<DeviceId> devices) {
        sequence(campaign);
        return done(fleet.rollouts().start(RolloutPlan.of(campaign, component, Duration.ofDays(1), rules, devices)));
    }

    <T> T done(CompletableFuture<T> answer) {
        rig.run();
        return answer.getNow(null);
    }

    void receive(DeviceId device, UpdateMessage message) {
        receive(device, Channel.UPDATE, UpdateWire.encode(message));
    }

    void receive(DeviceId device, Channel channel, byte[] payload) {
        rig.link.listener().message(device, channel, payload, () -> {});
        rig.run();
    }

    void beat(DeviceId device) {
        receive(device, Channel.HEALTH, BEAT);
    }

    void advanceAndBeat(Duration span, DeviceId device) {
        rig.advance(span);
        beat(device);
    }

    void restartAndCompare() throws IOException {
        List<RolloutView> before = views();
        restart();
        if (!views().equals(before)) {
            throw new AssertionError("before the restart " + before + ", after it " + views());
        }
    }

    private List<RolloutView> views() throws IOException {
        List<RolloutView> views = new ArrayList<>();
        for (String campaign : fleet.rollouts().list(100)) {
            views.add(view(campaign));
        }
        return views;
    }

    void report(DeviceId device, String campaign, UpdateState state, UpdateReason reason) {
        receive(
                device,
                new UpdateMessage.Event(
                        new UpdateEvent(10L + state.code(), campaign, sequence(campaign), state, reason, "")));
    }

    void succeed(DeviceId device, String campaign) {
        report(device, campaign, UpdateState.MANIFEST_OK, UpdateReason.NONE);
        report(device, campaign, UpdateState.CONFIRMED, UpdateReason.NONE);
    }

    void fail(DeviceId device, String campaign) {
        report(device, campaign, UpdateState.REVERTED, UpdateReason.SELF_TEST_FAILED);
    }

    private final List<String> campaigns = new ArrayList<>();

    /** Campaigns are numbered in the order in which the test starts them. */
    private long sequence(String campaign) {
        if (!campaigns.contains(campaign)) {
            campaigns.add(campaign);
        }
        return campaigns.indexOf(campaign) + 1L;
    }

    /** Returns and forgets who was sent messages of a kind. */
    List<DeviceId> take(UpdateMessage.Kind kind) {
        List<DeviceId> devices = sent.stream()
                .filter(s -> s.message().kind() == kind)
                .map(Sent::device)
                .toList();
        sent.clear();
        return devices;
    }

    /** Judges an offer as a device that runs the old image does. */
    static ManifestCheck judge(UpdateMessage offer, long wallMillis) {
        return VERIFIER.check(
                ((UpdateMessage.Offer) offer).manifest(),
                new Installed(MODEL, "firmware", OLD_IMAGE, 0, 0),
                wallMillis);
    }

    static ManifestVerifier verifier() {
        return VERIFIER;
    }

    /** Transfers a payload as a device does. */
    byte[] transfer(DeviceId device, ImageDigest payload) {
        byte[] all = new byte[(int) payload.length()];
        int at = 0;
        while (at < all.length) {
            sent.clear();
            receive(
                    device,
                    new UpdateMessage.BlockRequest(payload.sha256(), at, Math.min(9000, all.length - at), 2000));
            int before = at;
            for (Sent s : sent) {
                if (s.message() instanceof UpdateMessage.Block block) {
                    System.arraycopy(block.bytes(), 0, all, at, block.bytes().length);
                    at += block.bytes().length;
                }
            }
            if (at == before) {
                return Arrays.copyOf(all, at);
            }
        }
        return all;
    }

    RolloutView view(String campaign) throws IOException {
        return fleet.rollouts().find(campaign).orElseThrow();
    }

    DeviceProgress progress(String campaign, DeviceId device) throws IOException {
        return view(campaign).devices().stream()
                .filter(progress -> progress.device().equals(device))
                .findFirst()
                .orElseThrow();
    }
}
