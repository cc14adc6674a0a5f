/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.security.sign.Audience;
import io.dunlin.security.sign.CommandSigner;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.VerificationKey;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Issues signed commands. A command is durable before it is sent, and is sent again, the same bytes, to a device that
 * shows signs of life until it has a final receipt or expires. Safe for use by several threads; {@link #find} blocks.
 */
public final class Commands {

    /** How long to wait for a receipt before the same command is sent again. */
    private static final long REPEAT_NANOS = 10_000_000_000L;

    private static final int MAX_AT_ONCE = 16;
    private static final int MAX_REMEMBERED = 10_000;

    private final GroupCommit commits;
    private final Loop loop;
    private final FleetLink link;
    private final Tenant tenant;
    private final RandomSource random;
    private final Trust trust;
    private final CommandListener listener;
    private final CommandSigner signer;
    private final CommandTable table;

    /** When commands were last sent, on the loop; one that is forgotten is only sent again earlier. */
    private final Map<CommandId, Long> sentAt = new LinkedHashMap<>();

    /**
     * Who signs for whom.
     *
     * @param key signs commands; devices trust it in role {@link io.dunlin.security.sign.Role#COMMAND}
     * @param issuer who signs, for people; up to 64 characters
     * @param devices knows the keys by which devices sign receipts
     */
    public record Trust(SigningKey key, String issuer, DeviceKeys devices) {}

    /**
     * Creates the service.
     *
     * @param database where commands are kept
     * @param commits runs the changes
     * @param loop on which {@code commits} and {@code link} are used
     * @param link the way to the devices
     * @param tenant whose devices
     * @param random where the names of commands come from
     * @param trust who signs for whom
     * @param listener who is told of receipts
     */
    public Commands(
            Database database,
            GroupCommit commits,
            Loop loop,
            FleetLink link,
            Tenant tenant,
            RandomSource random,
            Trust trust,
            CommandListener listener) {
        this.commits = commits;
        this.loop = loop;
        this.link = link;
        this.tenant = tenant;
        this.random = random;
        this.trust = trust;
        this.listener = listener;
        this.signer = new CommandSigner(trust.key(), tenant, trust.issuer(), new DatabaseCounters(database, tenant));
        this.table = new CommandTable(database, tenant);
    }

    /**
     * Issues a command to a device, which need not be reachable now.
     *
     * @param device to whom
     * @param operation what to run
     * @param arguments one item of deterministic CBOR, or no bytes
     * @param semantics what becomes of it after a loss of power
     * @param validity how long the device may accept it, at least a second
     * @return the command's name, once it is durable; fails if the database did or the key was not available
     * @throws IllegalArgumentException if the operation, the arguments or the validity are not valid
     */
    public CompletableFuture<CommandId> issue(
            DeviceId device, String operation, byte[] arguments, Semantics semantics, Duration validity) {
        if (validity.toSeconds() < 1) {
            throw new IllegalArgumentException("a command is valid for at least a second, got " + validity);
        }
        CommandId id = new CommandId(random.nextLong(), random.nextLong());
        Command command = new Command(id, operation, semantics, arguments);
        CompletableFuture<CommandId> answer = new CompletableFuture<>();
        loop.execute(() -> commits.submit(
                database -> {
                    long now = Math.floorDiv(loop.wallMillis(), 1000L);
                    long expires = now + validity.toSeconds();
                    byte[] signed = signer.sign(command, Audience.device(device), now, now, expires);
                    table.add(device, command, now * 1000, expires * 1000, signed);
                    return () -> {
                        send(device, new CommandTable.Open(id, signed));
                        answer.complete(id);
                    };
                },
                answer::completeExceptionally));
        return answer;
    }

    /**
     * Reads a command and what came of it.
     *
     * @param id its name
     * @return the command, or empty if it was never issued
     * @throws StoreException if the database failed
     */
    public Optional<CommandRecord> find(CommandId id) throws StoreException {
        return table.find(id);
    }

    /**
     * Takes a receipt. Called on the worker, in a transaction of {@link GroupCommit}.
     *
     * @param device who sent it
     * @param payload the message
     * @return what to do once it is durable
     * @throws DecodeException if no key of the device signed it
     * @throws IOException if it could not be stored or the keys not be looked up
     */
    public Runnable received(DeviceId device, byte[] payload) throws IOException {
        Receipt receipt = open(device, payload);
        boolean isNews = table.settle(device, receipt);
        return () -> {
            if (receipt.state().isFinal()) {
                sentAt.remove(receipt.id());
            }
            if (isNews) {
                listener.receipt(device, receipt);
            }
        };
    }

    private Receipt open(DeviceId device, byte[] payload) throws IOException {
        for (VerificationKey key : trust.devices().of(device)) {
            Receipt receipt = ReceiptSeal.open(payload, key, tenant, device);
            if (receipt != null) {
                return receipt;
            }
        }
        throw new DecodeException("a receipt that no key of the device signed", 0);
    }

    /**
     * Notes that a device showed signs of life. Called on the worker.
     *
     * @param device which
     * @return sends, on the loop, the commands whose receipts are overdue
     * @throws IOException if the database failed
     */
    public Runnable alive(DeviceId device) throws IOException {
        List<CommandTable.Open> open = table.open(device, loop.wallMillis(), MAX_AT_ONCE);
        return () -> {
            for (CommandTable.Open command : open) {
                Long before = sentAt.get(command.id());
                if (before == null || loop.nanoTime() - before >= REPEAT_NANOS) {
                    send(device, command);
                }
            }
        };
    }

    private void send(DeviceId device, CommandTable.Open command) {
        sentAt.remove(command.id());
        sentAt.put(command.id(), loop.nanoTime());
        if (sentAt.size() > MAX_REMEMBERED) {
            sentAt.remove(sentAt.keySet().iterator().next());
        }
        link.send(device, Channel.COMMAND, command.signed(), outcome -> {
            if (outcome.retryable()) {
                // It did not arrive for all that is known, so the next sign of life is reason enough to send it.
                sentAt.remove(command.id());
            }
        });
    }
}
