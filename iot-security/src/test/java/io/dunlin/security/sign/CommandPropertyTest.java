/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import static io.dunlin.security.sign.CommandBench.command;
import static io.dunlin.security.sign.CommandBench.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The life of a device with its commands: repetitions, reordering and power cuts at any step. */
class CommandPropertyTest {

    private static final int COMMANDS = 6;
    private static final List<Command> CAST = new ArrayList<>();
    private static final List<byte[]> MESSAGES = new ArrayList<>();

    static {
        for (int i = 1; i <= COMMANDS; i++) {
            Command command = command(i, "x", i % 2 == 0 ? Semantics.IDEMPOTENT : Semantics.AT_MOST_ONCE);
            CAST.add(command);
            MESSAGES.add(signed(Keys.TOY_SIGNER, i, command));
        }
    }

    /**
     * Whatever happens: a command that may run once does not run twice; nothing runs before its acceptance is durable;
     * final receipts never change; and in the end, after a last repetition of every message, each has a final receipt.
     */
    @Property
    void anyLife_runsAtMostOnce_andEndsWithOneFinalReceiptEach(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 11) Integer> steps, @ForAll int chance) {
        CommandBench device = new CommandBench(Keys.TOY_RING).started();
        Model model = new Model(device);
        int pick = chance;
        for (int step : steps) {
            pick = pick * 1103515245 + 12345;
            int random = (pick >>> 16) & 0x7FFF;
            if (step < COMMANDS) {
                device.receiver.receive(MESSAGES.get(step), device.wallMillis);
            } else if (step == 6) {
                device.force();
            } else if (step == 7) {
                device.powerCut(random % 3);
                model.restarted();
            } else if (step == 8) {
                if (device.written.isEmpty()) {
                    device.compact();
                }
            } else {
                model.finishOne(random);
            }
            model.check();
        }
        for (int round = 0; round < 3; round++) {
            for (byte[] message : MESSAGES) {
                device.receiver.receive(message, device.wallMillis);
            }
            device.force();
            model.check();
            while (model.finishOne(0)) {
                device.force();
                model.check();
            }
        }
        assertThat(model.finals).hasSize(COMMANDS);
    }

    /** What must hold, kept apart from the code that is tested. */
    private static final class Model {
        private final CommandBench device;
        private final Map<CommandId, Receipt> finals = new HashMap<>();
        private final Map<CommandId, Integer> runs = new HashMap<>();
        private final List<Command> running = new ArrayList<>();
        private int seenRuns;
        private int seenReceipts;

        Model(CommandBench device) {
            this.device = device;
        }

        void restarted() {
            running.clear();
        }

        boolean finishOne(int random) {
            look();
            if (running.isEmpty()) {
                return false;
            }
            Command command = running.remove(random % running.size());
            device.receiver.executed(Receipt.done(command.id(), new byte[] {(byte) random}));
            return true;
        }

        void check() {
            look();
            for (; seenReceipts < device.receipts.size(); seenReceipts++) {
                Receipt receipt = device.receipts.get(seenReceipts);
                if (receipt.state().isFinal()) {
                    Receipt before = finals.putIfAbsent(receipt.id(), receipt);
                    assertThat(before == null || before.equals(receipt))
                            .as("%s after %s", receipt, before)
                            .isTrue();
                }
            }
            for (Command command : CAST) {
                if (command.semantics() == Semantics.AT_MOST_ONCE) {
                    assertThat(runs.getOrDefault(command.id(), 0)).isLessThanOrEqualTo(1);
                }
            }
        }

        private void look() {
            for (; seenRuns < device.executed.size(); seenRuns++) {
                Command command = device.executed.get(seenRuns);
                runs.merge(command.id(), 1, Integer::sum);
                running.add(command);
                assertThat(finals).as("run after its final receipt").doesNotContainKey(command.id());
                assertThat(durableIds()).as("run before it was durable").contains(command.id());
            }
        }

        private List<CommandId> durableIds() {
            CommandJournal journal = new CommandJournal();
            device.durable.forEach(journal::replay);
            List<CommandId> ids = new ArrayList<>();
            for (Command command : CAST) {
                if (journal.find(command.id()) != null) {
                    ids.add(command.id());
                }
            }
            return ids;
        }
    }
}
