/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import static io.dunlin.ota.update.Rig.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Storage;
import io.dunlin.ota.manifest.Manifests;
import io.dunlin.testkit.FaultyStorage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateAgentTest {

    private final FaultyStorage disk = new FaultyStorage(1);
    private final Storage storage = disk.storage();
    private final Rig rig = manufactured(storage);

    private static Rig manufactured(Storage storage) {
        Rig rig = new Rig(storage);
        try {
            rig.manufacture();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rig;
    }

    private List<UpdateState> states() {
        return rig.changes.stream().map(UpdateEvent::state).toList();
    }

    private UpdateEvent last() {
        return rig.changes.get(rig.changes.size() - 1);
    }

    @Test
    void offer_endsConfirmed_throughAllStatesInOrder() throws IOException {
        rig.runToRest(3, MINUTE);

        assertThat(states())
                .containsExactly(
                        UpdateState.MANIFEST_OK,
                        UpdateState.FETCHING,
                        UpdateState.SRC_VERIFIED,
                        UpdateState.APPLYING,
                        UpdateState.DST_VERIFIED,
                        UpdateState.ARMED,
                        UpdateState.RESTART_WAIT,
                        UpdateState.TRIAL,
                        UpdateState.SELF_TEST,
                        UpdateState.CONFIRMED);
        assertThat(rig.runningImage()).isEqualTo(Rig.NEW);
        assertThat(rig.slots.status().trial()).isFalse();
        assertThat(rig.record().securityCounter()).isEqualTo(7);
        assertThat(rig.recorded.get(rig.recorded.size() - 1)).isEqualTo(last());
        assertThat(storage.list()).doesNotContain("payload", "payload-marks", "checkpoint");
    }

    @Test
    void offer_endsConfirmed_overALossyLink() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Rig lossy = manufactured(new FaultyStorage(seed).storage());
            lossy.loss = new java.util.Random(seed);
            lossy.lossRate = 0.3;
            lossy.boot();
            for (int tries = 0; tries < 50 && !lossy.restartWanted; tries++) {
                lossy.toDevice(new UpdateMessage.Offer(lossy.offer));
                lossy.loop.run(30 * MINUTE);
            }
            lossy.runToRest(2, 600 * MINUTE);

            assertThat(lossy.runningImage()).as("seed %s", seed).isEqualTo(Rig.NEW);
            assertThat(lossy.recorded.get(lossy.recorded.size() - 1).state()).isEqualTo(UpdateState.CONFIRMED);
        }
    }

    /** Invariant 1: no write before signature, freshness, policy and space. */
    @Test
    void refusedOffer_writesNothing() throws IOException {
        rig.boot();
        rig.loop.run(MINUTE);
        rig.runToRest(2, MINUTE);
        long before = disk.operations();
        rig.offer = Rig.offer(10, 7, Rig.DELTA.bytes());
        rig.toDevice(new UpdateMessage.Offer(rig.offer));
        byte[] forged = Rig.OFFER.clone();
        forged[forged.length - 1]++;
        rig.toDevice(new UpdateMessage.Offer(forged));
        rig.toDevice(new UpdateMessage.Offer(Rig.offer(12, 6, Rig.DELTA.bytes())));
        rig.loop.run(MINUTE);

        assertThat(disk.operations()).isEqualTo(before);
        assertThat(rig.changes.subList(rig.changes.size() - 2, rig.changes.size()))
                .extracting(UpdateEvent::detail)
                .containsExactly("NOT_GENUINE BAD_SIGNATURE", "SECURITY_DOWNGRADE");
    }

    @Test
    void imageOrPayload_isRefused_whenThereIsNoRoom() throws IOException {
        rig.config = new UpdateConfig(
                rig.config.device(), rig.config.model(), "firmware", 100, 1 << 20, 512, 3, 2, MINUTE, 0);
        rig.boot();
        rig.loop.run(MINUTE);

        assertThat(last().reason()).isEqualTo(UpdateReason.NO_ROOM);
    }

    /** Invariant 2: a report that fails changes no state. Invariant 4: it is sent until it is acknowledged. */
    @Test
    void update_goesOn_whenNoReportIsEverAcknowledged() throws IOException {
        rig.acknowledging = false;
        rig.runToRest(3, MINUTE);
        assertThat(last().state()).isEqualTo(UpdateState.CONFIRMED);
        assertThat(rig.recorded).isEmpty();

        rig.acknowledging = true;
        rig.loop.run(30 * MINUTE);

        assertThat(rig.recorded).containsExactly(last());
        assertThat(rig.record().outbox()).isEmpty();
    }

    /** Invariant 3: the security counter moves with CONFIRMED and not before. */
    @Test
    void counter_doesNotMove_whenTheTestFails() throws IOException {
        rig.verdict = false;
        rig.runToRest(3, MINUTE);

        assertThat(last().state()).isEqualTo(UpdateState.REVERTED);
        assertThat(last().reason()).isEqualTo(UpdateReason.SELF_TEST_FAILED);
        assertThat(rig.runningImage()).isEqualTo(Rig.OLD);
        assertThat(rig.record().securityCounter()).isZero();
        assertThat(rig.record().running()).isEqualTo(Rig.OLD_IMAGE);
    }

    @Test
    void test_thatNeverEnds_countsAsFailed() throws IOException {
        rig.verdict = null;
        rig.runToRest(3, 10 * MINUTE);

        assertThat(last().reason()).isEqualTo(UpdateReason.SELF_TEST_FAILED);
        assertThat(rig.runningImage()).isEqualTo(Rig.OLD);
    }

    /** Invariant 5: an update can be called off until it is armed, then it is too late. */
    @Test
    void cancel_works_untilArmed() throws IOException {
        rig.shut.add(UpdateHost.Gate.ARM);
        rig.boot();
        rig.loop.run(MINUTE);
        assertThat(last().state()).isEqualTo(UpdateState.DST_VERIFIED);
        byte[] genuine = Manifests.cancel("spring", 11);
        byte[] forged = genuine.clone();
        forged[forged.length - 1]++;
        for (byte[] other : List.of(Manifests.cancel("spring", 12), Manifests.cancel("spring", 10), forged)) {
            rig.toDevice(new UpdateMessage.Cancel(other));
            rig.loop.run(MINUTE);
            assertThat(last().state()).isEqualTo(UpdateState.DST_VERIFIED);
        }
        rig.toDevice(new UpdateMessage.Cancel(genuine));
        rig.loop.run(MINUTE);
        assertThat(last().state()).isEqualTo(UpdateState.CANCELLED);

        Rig late = manufactured(new FaultyStorage(2).storage());
        late.shut.add(UpdateHost.Gate.RESTART);
        late.boot();
        late.loop.run(MINUTE);
        late.toDevice(new UpdateMessage.Cancel(genuine));
        late.loop.run(MINUTE);
        assertThat(late.changes.get(late.changes.size() - 1).state()).isEqualTo(UpdateState.RESTART_WAIT);
    }

    /** An offer may come after the cancellation that it was sent before. */
    @Test
    void cancel_ofWhatHasNotBegun_isReported_andItsOfferComesTooLate() throws IOException {
        rig.linked = false;
        rig.boot();
        rig.linked = true;
        rig.agent.linkUp(new Capabilities("test", 4096, 8, true, true));
        rig.toDevice(new UpdateMessage.Cancel(Manifests.cancel("spring", 11)));
        rig.loop.run(MINUTE);
        assertThat(rig.recorded)
                .containsExactly(new UpdateEvent(
                        1, "spring", 11, UpdateState.CANCELLED, UpdateReason.CANCELLED_BY_FLEET, "not begun"));
        rig.boot();
        rig.loop.run(MINUTE);
        assertThat(rig.changes).isEmpty();
        assertThat(rig.record().lastSequence()).isEqualTo(11);
        rig.toDevice(new UpdateMessage.Offer(Rig.offer(12, 7, Rig.DELTA.bytes())));
        rig.loop.run(MINUTE);
        assertThat(rig.restartWanted).isTrue();
        rig.toDevice(new UpdateMessage.Cancel(Manifests.cancel("autumn", 13)));
        rig.loop.run(MINUTE);
        assertThat(rig.record().state()).isEqualTo(UpdateState.RESTART_WAIT);
        assertThat(rig.record().plan().sequence()).isEqualTo(12);
    }

    /** Invariant 6: a confirmed slot never loses boot tries. */
    @Test
    void confirmedSlot_boots_howeverOften() throws IOException {
        rig.runToRest(3, MINUTE);
        for (int i = 0; i < 20; i++) {
            rig.boot();
            assertThat(rig.slots.status().trial()).isFalse();
            assertThat(rig.runningImage()).isEqualTo(Rig.NEW);
        }
    }

    @Test
    void image_thatCrashesInItsTrial_isGivenUpByTheBootLoader() throws IOException {
        rig.verdict = null;
        rig.boot();
        rig.loop.run(MINUTE / 2);
        for (int i = 0; i < 2; i++) {
            rig.boot();
            assertThat(rig.runningImage()).isEqualTo(Rig.NEW);
            rig.loop.run(MINUTE / 2);
        }
        rig.boot();
        rig.loop.run(MINUTE / 2);

        assertThat(rig.runningImage()).isEqualTo(Rig.OLD);
        assertThat(last().state()).isEqualTo(UpdateState.REVERTED);
        assertThat(last().reason()).isEqualTo(UpdateReason.NOT_BOOTED);
    }

    /** Invariant 7: the clock may jump; once accepted, an update does not look at it. */
    @Test
    void update_goesOn_whenTheClockJumpsBeyondTheExpiry() throws IOException {
        rig.boot();
        rig.loop.wallMillis = Long.MAX_VALUE;
        rig.loop.run(MINUTE);
        assertThat(last().detail()).isEqualTo("EXPIRED");
        rig.loop.wallMillis = 0;
        rig.toDevice(new UpdateMessage.Offer(rig.offer));
        rig.loop.run(1);
        rig.loop.wallMillis = Long.MAX_VALUE;
        rig.loop.run(MINUTE);

        assertThat(rig.restartWanted).isTrue();
    }

    /** Invariant 9: gates are asked before applying, arming and restarting, and waited for. */
    @Test
    void gates_holdTheUpdate_untilTheyOpen() throws IOException {
        rig.shut.addAll(List.of(UpdateHost.Gate.values()));
        rig.boot();
        for (UpdateHost.Gate gate : UpdateHost.Gate.values()) {
            rig.loop.run(10 * MINUTE);
            assertThat(last().state())
                    .isEqualTo(
                            switch (gate) {
                                case APPLY -> UpdateState.SRC_VERIFIED;
                                case ARM -> UpdateState.DST_VERIFIED;
                                case RESTART -> UpdateState.RESTART_WAIT;
                            });
            rig.shut.remove(gate);
        }
        rig.loop.run(MINUTE);

        assertThat(rig.restartWanted).isTrue();
        assertThat(rig.asked).contains("APPLY", "ARM", "RESTART");
    }

    /** Invariant 10: each device restarts at its own place in the span, the same after a crash. */
    @Test
    void restart_waitsForThisDevicesPlaceInTheSpan() throws IOException {
        rig.config = rig.config.withRestartDelayNanos(60 * MINUTE);
        rig.boot();
        long began = rig.loop.nanos;
        rig.loop.run(MINUTE / 60);
        assertThat(last().state()).isEqualTo(UpdateState.RESTART_WAIT);
        rig.loop.run(60 * MINUTE);
        assertThat(rig.restartWanted).isTrue();
        assertThat(rig.loop.nanos - began).isBetween(1L, 60 * MINUTE);
    }

    @Test
    void payload_isFetchedAgainThenGivenUp_whenItIsNotTheNamedOne() throws IOException {
        rig.payload = Rig.DELTA.bytes().clone();
        rig.payload[rig.payload.length - 1]++;
        rig.boot();
        rig.loop.run(10 * MINUTE);

        assertThat(last().state()).isEqualTo(UpdateState.FAILED);
        assertThat(last().reason()).isEqualTo(UpdateReason.PAYLOAD_DIGEST);
        assertThat(storage.exists("slot-1")).isFalse();
    }

    @Test
    void payload_isRefused_whenItIsNoPatch() throws IOException {
        rig.payload = new byte[700];
        rig.offer = Rig.offer(11, 7, rig.payload);
        rig.boot();
        rig.loop.run(10 * MINUTE);

        assertThat(last().reason()).isEqualTo(UpdateReason.PATCH_REFUSED);
        assertThat(last().detail()).startsWith("MALFORMED");
        assertThat(storage.exists("slot-1")).isFalse();
    }

    @Test
    void secondOffer_isRefusedAsBusy_andTheSameOneIgnored() throws IOException {
        rig.shut.add(UpdateHost.Gate.APPLY);
        rig.boot();
        rig.loop.run(MINUTE);
        int changes = rig.changes.size();
        rig.toDevice(new UpdateMessage.Offer(rig.offer));
        rig.loop.run(MINUTE);
        assertThat(rig.changes).hasSize(changes);
        rig.toDevice(new UpdateMessage.Offer(Rig.offer(12, 7, Rig.DELTA.bytes())));
        rig.loop.run(MINUTE);

        assertThat(last().reason()).isEqualTo(UpdateReason.BUSY);
    }

    @Test
    void offer_ofWhatRunsAlready_isAnsweredSo() throws IOException {
        rig.runToRest(3, MINUTE);
        rig.toDevice(new UpdateMessage.Offer(Rig.offer(12, 7, Rig.DELTA.bytes())));
        rig.loop.run(MINUTE);

        assertThat(last())
                .isEqualTo(new UpdateEvent(
                        0, "spring", 12, UpdateState.REJECTED, UpdateReason.ALREADY_INSTALLED, "ALREADY_INSTALLED"));
    }

    /** A device that was away sees the later of two updates first. The earlier one's rollout must not wait for it for ever. */
    @Test
    void offer_thatALaterOneOvertook_isAnsweredSo() throws IOException {
        rig.runToRest(3, MINUTE);
        rig.unacknowledged.clear();
        rig.toDevice(new UpdateMessage.Offer(Rig.offer(10, 7, Rig.DELTA.bytes())));
        rig.loop.run(MINUTE);

        assertThat(rig.unacknowledged)
                .containsExactly(new UpdateEvent(
                        0, "spring", 10, UpdateState.REJECTED, UpdateReason.MANIFEST_REFUSED, "OLD_SEQUENCE"));
        assertThat(rig.runningImage()).isEqualTo(Rig.NEW);
    }

    /** A fleet that heard of an end which the device then forgot would never speak to it of that update again. */
    @Test
    void nothingIsReported_thatCouldNotBeWritten() throws IOException {
        rig.payload = new byte[700];
        rig.offer = Rig.offer(11, 7, rig.payload);
        rig.boot();
        disk.readOnly(true);
        rig.loop.run(10 * MINUTE);
        assertThat(rig.recorded).isEmpty();
        disk.readOnly(false);
        rig.loop.run(10 * MINUTE);
        assertThat(rig.record().state()).isEqualTo(UpdateState.FAILED);
        assertThat(rig.recorded).contains(last());
    }

    /** A fleet whose database came from a backup offers again what it knew as finished. */
    @Test
    void offer_ofTheLastManifestAgain_isAnsweredWithItsEnd_afterThatWasAcknowledged() throws IOException {
        rig.runToRest(3, MINUTE);
        assertThat(rig.record().outbox()).isEmpty();
        rig.unacknowledged.clear();
        rig.toDevice(new UpdateMessage.Offer(rig.offer));
        rig.loop.run(MINUTE);

        assertThat(rig.unacknowledged)
                .containsExactly(
                        new UpdateEvent(0, "spring", 11, UpdateState.CONFIRMED, UpdateReason.NONE, "reported again"));
    }

    @Test
    void version_isThatOfTheManifest_fromTheTrialOn_andTheOldOneAfterReverting() throws IOException {
        rig.boot();
        rig.loop.run(MINUTE);
        assertThat(rig.agent.runningVersion()).isEmpty();
        rig.verdict = null;
        rig.boot();
        rig.loop.run(MINUTE / 2);
        assertThat(rig.agent.runningVersion()).isEqualTo("2.0");
        rig.loop.run(2 * MINUTE);
        rig.boot();
        rig.loop.run(MINUTE);
        assertThat(rig.agent.runningVersion()).isEmpty();

        Rig good = manufactured(new FaultyStorage(2).storage());
        good.runToRest(3, MINUTE);
        good.boot();
        good.loop.run(MINUTE);
        assertThat(good.agent.runningVersion()).isEqualTo("2.0");
        assertThat(good.agent.securityCounter()).isEqualTo(7);
    }

    /** A disk that is full of what the update itself put there must not keep the update from ending. */
    @Test
    void storage_thatTheUpdateFilled_isEmptied_andTheEndReported() throws IOException {
        int failed = 0;
        for (int room = 1500; room < 120_000; room += 4500) {
            FaultyStorage small = new FaultyStorage(room);
            Rig full = manufactured(small.storage());
            small.quota(small.usedBytes() + room);
            full.boot();
            full.loop.run(60 * MINUTE);

            assertThat(full.restartWanted || full.record().state() == UpdateState.FAILED)
                    .as("with %s B to spare: %s", room, full.changes)
                    .isTrue();
            if (!full.restartWanted) {
                failed++;
                assertThat(full.recorded.get(full.recorded.size() - 1).reason()).isEqualTo(UpdateReason.STORAGE);
                assertThat(full.runningImage()).isEqualTo(Rig.OLD);
            }
        }
        assertThat(failed).as("rooms that were too small, of 27").isBetween(3, 26);
    }

    @Test
    void storage_thatIsFull_endsTheUpdateWithoutHarm() throws IOException {
        rig.boot();
        disk.quota(disk.usedBytes() + 900);
        rig.loop.run(10 * MINUTE);
        disk.quota(Long.MAX_VALUE);
        rig.runToRest(3, 10 * MINUTE);

        assertThat(rig.runningImage()).isIn(Rig.OLD, Rig.NEW);
        assertThat(last().state().isTerminal()).isTrue();
    }
}
