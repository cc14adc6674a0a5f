/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.fleet.command.CommandRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which commands an operator issued and which ones ran, where and how often. */
final class CommandLedger {

    /** How the fleet reads a command. */
    interface Book {
        /** Returns the command as it is stored, or null. */
        CommandRecord find(CommandId id);
    }

    private final Map<CommandId, Issued> issued = new TreeMap<>();
    private final Map<CommandId, Run> runs = new TreeMap<>();
    private final Map<Receipt.State, Integer> outcomes = new TreeMap<>();

    /** A command whose issue was answered. */
    private record Issued(DeviceId device, String operation, Semantics semantics) {}

    private static final class Run {
        final DeviceId device;
        final Command command;
        int times;

        Run(DeviceId device, Command command) {
            this.device = device;
            this.command = command;
        }
    }

    void issued(CommandId id, DeviceId device, String operation, Semantics semantics) {
        issued.put(id, new Issued(device, operation, semantics));
    }

    /** A device runs a command. */
    Receipt run(DeviceId device, Command command) {
        Run run = runs.computeIfAbsent(command.id(), id -> new Run(device, command));
        run.times++;
        assertThat(run.device).as("where command %s runs", command.id()).isEqualTo(device);
        if (command.operation().equals("fail")) {
            throw new IllegalStateException("the valve is stuck");
        }
        return Receipt.done(command.id(), result(command.id()));
    }

    private static byte[] result(CommandId id) {
        return new byte[] {1, (byte) id.hashCode()};
    }

    /** Tells whether nothing more will be known of any command. */
    boolean isSettled(Book book, long nowMillis) {
        return issued.keySet().stream()
                .map(book::find)
                .allMatch(record -> isFinal(record) || record.expiresAt().toEpochMilli() < nowMillis);
    }

    private static boolean isFinal(CommandRecord record) {
        return record.receipt().filter(receipt -> receipt.state().isFinal()).isPresent();
    }

    /** Checks what ran against what the fleet knows, once nothing happens any more. */
    void verify(Book book) {
        Map<CommandId, Semantics> semantics = new HashMap<>();
        runs.forEach((id, run) -> {
            CommandRecord record = book.find(id);
            assertThat(record).as("command %s, which ran, was issued", id).isNotNull();
            assertThat(record.device()).isEqualTo(run.device);
            assertThat(record.operation()).isEqualTo(run.command.operation());
            semantics.put(id, run.command.semantics());
            if (run.command.semantics() == Semantics.AT_MOST_ONCE) {
                assertThat(run.times).as("runs of command %s", id).isEqualTo(1);
            }
        });
        issued.forEach((id, command) -> {
            CommandRecord record = book.find(id);
            assertThat(record).as("issued command %s is stored", id).isNotNull();
            assertThat(record.device()).isEqualTo(command.device());
            assertThat(record.operation()).isEqualTo(command.operation());
            int times = runs.containsKey(id) ? runs.get(id).times : 0;
            record.receipt().ifPresent(receipt -> verify(receipt, command, times));
        });
    }

    private void verify(Receipt receipt, Issued command, int times) {
        outcomes.merge(receipt.state(), 1, Integer::sum);
        String what = receipt + " of a command that ran " + times + " times";
        switch (receipt.state()) {
            case DONE -> {
                assertThat(times).as(what).isPositive();
                assertThat(receipt.result()).isEqualTo(result(receipt.id()));
                assertThat(command.operation()).isNotEqualTo("fail");
            }
            case FAILED -> {
                assertThat(times).as(what).isPositive();
                assertThat(command.operation()).isEqualTo("fail");
            }
            case REJECTED -> assertThat(times).as(what).isZero();
            case INTERRUPTED -> assertThat(command.semantics()).as(what).isEqualTo(Semantics.AT_MOST_ONCE);
            case ACCEPTED -> {
                // Expired before its result was known; how often it may run was checked above.
            }
        }
    }

    int runs() {
        return runs.values().stream().mapToInt(run -> run.times).sum();
    }

    @Override
    public String toString() {
        return issued.size() + " commands issued, " + runs() + " runs, receipts " + outcomes;
    }
}
