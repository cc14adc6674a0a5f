/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import static io.dunlin.security.sign.CommandBench.command;
import static io.dunlin.security.sign.CommandBench.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Reason;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.security.sign.jca.JcaKeys;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The attacks of the design on commands, by number. */
class CommandAttacksTest {

    private static final Command REBOOT = command(1, "reboot", Semantics.AT_MOST_ONCE);
    private static final Command SET = command(2, "set", Semantics.IDEMPOTENT);
    private final CommandBench device = new CommandBench().started();

    @Test
    void a01_sameBytesAgain_areAnsweredAndNotRunAgain() {
        byte[] message = signed(Keys.COMMAND_SIGNER, 1, REBOOT);
        device.accept(message);
        assertThat(device.lastReceipt()).isEqualTo(Receipt.accepted(REBOOT.id()));
        device.accept(message);
        assertThat(device.lastReceipt()).isEqualTo(Receipt.accepted(REBOOT.id()));
        Receipt done = Receipt.done(REBOOT.id(), new byte[] {1});
        device.receiver.executed(done);
        device.force();
        device.accept(message);
        assertThat(device.lastReceipt()).isEqualTo(done);
        assertThat(device.executed).containsExactly(REBOOT);
    }

    @Test
    void a02_replayAfterReboot_isAnsweredAndNotRunAgain() {
        byte[] message = signed(Keys.COMMAND_SIGNER, 1, REBOOT);
        device.accept(message);
        device.receiver.executed(Receipt.done(REBOOT.id(), new byte[0]));
        device.force();
        device.powerCut(0);
        device.accept(message);
        assertThat(device.executed).containsExactly(REBOOT);
        assertThat(device.lastReceipt().state()).isEqualTo(Receipt.State.DONE);
    }

    @Test
    void a03_powerCutBetweenAcceptAndRun_interruptsOrRepeats() {
        device.accept(signed(Keys.COMMAND_SIGNER, 1, REBOOT));
        device.accept(signed(Keys.COMMAND_SIGNER, 2, SET));
        device.powerCut(0);
        device.force();
        assertThat(device.executed).containsExactly(REBOOT, SET, SET);
        assertThat(device.lastReceipt()).isEqualTo(Receipt.interrupted(REBOOT.id()));
        device.accept(signed(Keys.COMMAND_SIGNER, 1, REBOOT));
        assertThat(device.lastReceipt()).isEqualTo(Receipt.interrupted(REBOOT.id()));
        assertThat(device.executed).hasSize(3);
    }

    @Test
    void a03_powerCutBeforeTheAcceptanceIsDurable_runsNothing() {
        byte[] message = signed(Keys.COMMAND_SIGNER, 1, REBOOT);
        device.receiver.receive(message, device.wallMillis);
        assertThat(device.executed).isEmpty();
        device.powerCut(0);
        assertThat(device.executed).isEmpty();
        device.accept(message);
        assertThat(device.executed).containsExactly(REBOOT);
    }

    @Test
    void a04_commandForAnotherDevice_isRefused() {
        Audience other = Audience.device(new DeviceId("dev-2"));
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, Tenant.DEFAULT, other, 1, REBOOT)))
                .isEqualTo(Refusal.WRONG_AUDIENCE);
        Audience group = Audience.group("valves", 3);
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, Tenant.DEFAULT, group, 1, REBOOT)))
                .isEqualTo(Refusal.WRONG_AUDIENCE);
        Audience before = Audience.group("pumps", 2);
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, Tenant.DEFAULT, before, 1, REBOOT)))
                .isEqualTo(Refusal.WRONG_EPOCH);
        assertUntouched();
        device.accept(signed(Keys.COMMAND_SIGNER, Tenant.DEFAULT, Audience.group("pumps", 3), 1, REBOOT));
        assertThat(device.executed).containsExactly(REBOOT);
    }

    @Test
    void a05_commandOfAnotherTenant_isRefused() {
        Audience self = Audience.device(CommandBench.DEVICE);
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, new Tenant("acme"), self, 1, REBOOT)))
                .isEqualTo(Refusal.BAD_SIGNATURE);
        assertUntouched();
    }

    @Test
    void a06_usedNumberInsideTheWindow_isRefused() {
        device.accept(signed(Keys.COMMAND_SIGNER, 5, REBOOT));
        device.accept(signed(Keys.COMMAND_SIGNER, 9, SET));
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 5, command(3, "x", Semantics.IDEMPOTENT))))
                .isEqualTo(Refusal.REPLAYED);
        assertThat(device.executed).hasSize(2);
    }

    @Test
    void a07_numberOlderThanTheWindow_isRefused() {
        device.accept(signed(Keys.COMMAND_SIGNER, 100, REBOOT));
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 36, SET))).isEqualTo(Refusal.TOO_OLD);
        device.accept(signed(Keys.COMMAND_SIGNER, 37, SET));
        assertThat(device.executed).containsExactly(REBOOT, SET);
    }

    @Test
    void a08_reorderedInsideTheWindow_runsEachOnce() {
        for (int sequence : new int[] {3, 1, 4, 2, 1, 3}) {
            device.accept(signed(Keys.COMMAND_SIGNER, sequence, command(sequence, "x", Semantics.AT_MOST_ONCE)));
        }
        assertThat(device.executed).extracting(c -> c.id().low()).containsExactly(3L, 1L, 4L, 2L);
    }

    @Test
    void a09_fastForwardByStolenKey_isHealedByANewKey() {
        device.accept(signed(Keys.COMMAND_SIGNER, Long.MAX_VALUE, REBOOT));
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 2, SET))).isEqualTo(Refusal.TOO_OLD);
        KeyId next = KeyId.of("command-2");
        device.keys = KeyRing.of(
                List.of(JcaKeys.verification(next, Role.COMMAND, Set.of("*"), Keys.STRANGER_PAIR.getPublic())));
        device.receiver.verifyWith(
                new CommandVerifier(device.keys, Tenant.DEFAULT, CommandBench.DEVICE, CommandBench.GROUPS));
        device.accept(signed(JcaKeys.signing(next, Keys.STRANGER_PAIR.getPrivate()), 1, SET));
        assertThat(device.executed).containsExactly(REBOOT, SET);
    }

    @Test
    void a10_numbersUsedUp_signNothing_andNoNumberBeyondTheRangeIsAccepted() {
        CommandSigner signer =
                new CommandSigner(Keys.COMMAND_SIGNER, Tenant.DEFAULT, "fleet", (k, a, n) -> Long.MAX_VALUE - 3);
        assertThatThrownBy(() -> signer.sign(REBOOT, Audience.device(CommandBench.DEVICE), 0, 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("used up");
        byte[] claims =
                new CommandClaims("f", Audience.device(CommandBench.DEVICE), 9, 9, 9, Long.MAX_VALUE, REBOOT).encode();
        int at = indexOf(claims, new byte[] {0x1B, 0x7F, -1, -1, -1, -1, -1, -1, -1});
        claims[at + 1] = -1; // 2^64 - 1
        byte[] message = CoseSigner.sign1(
                Keys.COMMAND_SIGNER, CommandClaims.TYPE, claims, CommandClaims.externalAad(Tenant.DEFAULT));
        assertThat(device.refuse(message)).isEqualTo(Refusal.BAD_CLAIMS);
        assertUntouched();
    }

    @Test
    void a11_sameIdWithAnotherBody_isRefused() {
        device.accept(signed(Keys.COMMAND_SIGNER, 1, REBOOT));
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 2, command(1, "reset", Semantics.AT_MOST_ONCE))))
                .isEqualTo(Refusal.ID_CONFLICT);
        assertThat(device.executed).containsExactly(REBOOT);
    }

    @Test
    void a12_firmwareKey_ordersNothing() {
        assertThat(device.refuse(signed(Keys.FIRMWARE_SIGNER, 1, REBOOT))).isEqualTo(Refusal.WRONG_ROLE);
        assertUntouched();
    }

    @Test
    void a21_unknownClaimsOrOtherShapes_areRefused() {
        byte[] extra = new CborWriter().map(1).integer(99).bool(true).toByteArray();
        for (byte[] claims : List.of(extra, new byte[0], new byte[] {1})) {
            byte[] message = CoseSigner.sign1(
                    Keys.COMMAND_SIGNER, CommandClaims.TYPE, claims, CommandClaims.externalAad(Tenant.DEFAULT));
            assertThat(device.refuse(message)).isEqualTo(Refusal.BAD_CLAIMS);
        }
        byte[] typed =
                CoseSigner.sign1(Keys.COMMAND_SIGNER, "other", new byte[0], CommandClaims.externalAad(Tenant.DEFAULT));
        assertThat(device.refuse(typed)).isEqualTo(Refusal.WRONG_TYPE);
        assertUntouched();
    }

    @Test
    void a33_expiredOrEarlyCommand_isRefusedForGood_whateverTheClockSaysLater() {
        byte[] message = signed(Keys.COMMAND_SIGNER, 1, REBOOT);
        long right = device.wallMillis;
        device.wallMillis = right + 5_000_000;
        assertThat(device.refuse(message)).isEqualTo(Refusal.EXPIRED);
        device.force();
        assertThat(device.lastReceipt().reason()).isEqualTo(Reason.EXPIRED);
        device.wallMillis = right;
        device.powerCut(0);
        device.accept(message);
        assertThat(device.lastReceipt().reason()).isEqualTo(Reason.EXPIRED);
        byte[] early = signed(Keys.COMMAND_SIGNER, 2, SET);
        device.wallMillis = right - 5_000_000;
        assertThat(device.refuse(early)).isEqualTo(Refusal.NOT_YET_VALID);
        device.wallMillis = CommandVerifier.NO_CLOCK;
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 3, command(3, "x", Semantics.IDEMPOTENT))))
                .isEqualTo(Refusal.NO_CLOCK);
        device.force();
        assertThat(device.lastReceipt().reason()).isEqualTo(Reason.NONCE_REQUIRED);
        assertThat(device.executed).isEmpty();
    }

    @Test
    void a37_operationOutsideTheKeysScope_isRefused() {
        assertThat(device.refuse(signed(Keys.REBOOT_SIGNER, 1, command(1, "factory-reset", Semantics.AT_MOST_ONCE))))
                .isEqualTo(Refusal.NOT_PERMITTED);
        device.force();
        assertThat(device.lastReceipt().reason()).isEqualTo(Reason.NOT_PERMITTED);
        device.accept(signed(Keys.REBOOT_SIGNER, 2, command(2, "reboot", Semantics.AT_MOST_ONCE)));
        assertThat(device.executed).extracting(Command::operation).containsExactly("reboot");
    }

    @Test
    void a41_receiptForgedByTheBroker_isNotOpened() {
        Receipt receipt = Receipt.done(REBOOT.id(), new byte[] {1, 2});
        SigningKey deviceKey = JcaKeys.signing(KeyId.of("dev-1"), Keys.STRANGER_PAIR.getPrivate());
        VerificationKey known = JcaKeys.verification(KeyId.of("dev-1"), Role.RECEIPT, Keys.STRANGER_PAIR.getPublic());
        byte[] sealed = ReceiptSeal.seal(deviceKey, Tenant.DEFAULT, CommandBench.DEVICE, receipt);
        assertThat(ReceiptSeal.open(sealed, known, Tenant.DEFAULT, CommandBench.DEVICE))
                .isEqualTo(receipt);
        assertThat(ReceiptSeal.open(sealed, known, Tenant.DEFAULT, new DeviceId("dev-2")))
                .isNull();
        assertThat(ReceiptSeal.open(sealed, known, new Tenant("acme"), CommandBench.DEVICE))
                .isNull();
        sealed[sealed.length - 70] ^= 1;
        assertThat(ReceiptSeal.open(sealed, known, Tenant.DEFAULT, CommandBench.DEVICE))
                .isNull();
        assertThat(ReceiptSeal.open(receipt.encode(), known, Tenant.DEFAULT, CommandBench.DEVICE))
                .isNull();
    }

    @Test
    void storageFailure_acceptsNothingMoreUntilReplayed() {
        byte[] message = signed(Keys.COMMAND_SIGNER, 1, REBOOT);
        device.receiver.receive(message, device.wallMillis);
        device.receiver.failed(1);
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 2, SET))).isEqualTo(Refusal.STORAGE_FAILED);
        assertThat(device.executed).isEmpty();
        assertThat(device.receipts).isEmpty();
        device.powerCut(1); // It had been written after all.
        device.force();
        assertThat(device.executed).isEmpty();
        assertThat(device.lastReceipt()).isEqualTo(Receipt.interrupted(REBOOT.id()));
    }

    @Test
    void tooManyUnfinished_areRefusedAsBusy_andFinishedOnesAreForgottenButNotRepeatable() {
        for (int i = 1; i <= CommandReceiver.MAX_UNFINISHED; i++) {
            device.accept(signed(Keys.COMMAND_SIGNER, i, command(i, "x", Semantics.AT_MOST_ONCE)));
        }
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 17, command(17, "x", Semantics.AT_MOST_ONCE))))
                .isEqualTo(Refusal.BUSY);
        for (int i = 1; i <= CommandReceiver.MAX_UNFINISHED; i++) {
            device.receiver.executed(Receipt.done(new CommandId(7, i), new byte[8 * 1024]));
        }
        device.force();
        device.compact();
        device.powerCut(0);
        assertThat(device.refuse(signed(Keys.COMMAND_SIGNER, 1, command(1, "x", Semantics.AT_MOST_ONCE))))
                .isEqualTo(Refusal.REPLAYED);
        assertThat(device.executed).hasSize(CommandReceiver.MAX_UNFINISHED);
        assertThat(device.durable.get(0).length).isLessThan(CommandJournal.MAX_FINISHED_BYTES + 4096);
    }

    @Test
    void signer_countsEachAudience_acrossACrash() {
        CommandBench.Counters counters = new CommandBench.Counters();
        Audience self = Audience.device(CommandBench.DEVICE);
        for (int i = 1; i <= 20; i++) {
            // Every third command a new process: the rest of its block is lost.
            CommandSigner signer = new CommandSigner(Keys.COMMAND_SIGNER, Tenant.DEFAULT, "fleet", counters);
            for (int j = 0; j < 3; j++) {
                int id = 3 * i + j;
                device.accept(signer.sign(
                        command(id, "x", Semantics.AT_MOST_ONCE),
                        self,
                        CommandBench.NOW_SECONDS,
                        CommandBench.NOW_SECONDS,
                        CommandBench.NOW_SECONDS + 60));
                device.receiver.executed(Receipt.done(new CommandId(7, id), new byte[0]));
                device.force();
            }
        }
        assertThat(device.executed).hasSize(60);
        assertThat(device.refusals).isEmpty();
    }

    private void assertUntouched() {
        assertThat(device.executed).isEmpty();
        assertThat(device.receipts).isEmpty();
        assertThat(device.written).isEmpty();
        assertThat(device.durable).isEmpty();
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (java.util.Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
