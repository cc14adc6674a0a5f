/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.Sha256;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Reason;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.LogRecord;
import io.dunlin.security.sign.CommandReceiver;
import io.dunlin.security.sign.CommandVerifier;
import io.dunlin.security.sign.KeyUnavailableException;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.security.sign.Refusal;
import io.dunlin.security.sign.SigningKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signed commands, over a journal. After a failure of the journal no command is accepted until the device starts again. */
final class CommandPart implements Part, CommandReceiver.Output {

    private static final int CHANGE = 1;

    /** What the receiver remembers is at most about so large, so a snapshot never costs more than what it saves. */
    private static final long SNAPSHOT_AFTER_BYTES = 128 * 1024;

    /**
     * What commands need.
     *
     * @param verifier checks messages
     * @param receiptKey signs receipts
     * @param handler executes
     * @param digests SHA-256
     * @param wallMillis the time, or {@link CommandVerifier#NO_CLOCK}
     */
    record Options(
            CommandVerifier verifier,
            Supplier<SigningKey> receiptKey,
            CommandHandler handler,
            Sha256.Factory digests,
            LongSupplier wallMillis) {}

    private final Options options;
    private final Surroundings around;
    private final Agent agent;
    private final Callbacks<CommandId> executions;
    private final Callbacks<CommandId> seals;
    private final CommandReceiver receiver;
    private @Nullable AsyncJournal journal;
    private long changesBytes;
    private boolean open;

    CommandPart(Options options, Surroundings around, Agent agent) {
        this.options = options;
        this.around = around;
        this.agent = agent;
        this.executions = new Callbacks<>(around.loop(), around.executor());
        this.seals = new Callbacks<>(around.loop(), around.executor());
        this.receiver = new CommandReceiver(options.verifier(), options.digests(), this);
    }

    @Override
    public CompletableFuture<?> open() {
        return around.journal("command").thenAccept(opened -> {
            journal = opened.journal();
            byte[] snapshot = opened.replay().snapshot();
            if (snapshot != null) {
                receiver.replay(snapshot);
            }
            for (LogRecord change : opened.replay().changes()) {
                changesBytes += change.payload().length;
                receiver.replay(change.payload());
            }
            open = true;
            if (opened.journal().isFragmented()) {
                // Before anything is appended: a journal that is full takes a snapshot and nothing else.
                snapshot(opened.journal());
            }
            receiver.resume();
        });
    }

    @Override
    public void message(byte[] payload, long nowNanos) {
        if (open) {
            receiver.receive(payload, options.wallMillis().getAsLong());
        }
    }

    @Override
    public void persist(long record, byte[] bytes) {
        AsyncJournal to = journal;
        if (to == null || !open) {
            return;
        }
        changesBytes += bytes.length;
        to.append(CHANGE, bytes, new StorageWorker.Report<Long>() {
            @Override
            public void done(Long seq) {
                receiver.persisted(record);
            }

            @Override
            public void failed(Exception failure) {
                receiver.failed(record);
                around.troubles().storeBroken(Channel.COMMAND, String.valueOf(failure));
            }
        });
        if (changesBytes >= SNAPSHOT_AFTER_BYTES) {
            changesBytes = 0;
            // Not at once: the receiver is in the middle of a change.
            around.loop().execute(() -> snapshot(to));
        }
    }

    private void snapshot(AsyncJournal to) {
        if (open) {
            to.snapshot(receiver.snapshot(), new StorageWorker.Report<Long>() {
                @Override
                public void done(Long seq) {
                    // The journal starts over by itself.
                }

                @Override
                public void failed(Exception failure) {
                    around.troubles().storeFailed(Channel.COMMAND, String.valueOf(failure));
                }
            });
        }
    }

    @Override
    public void execute(Command command) {
        executions.add(command.id(), new Callbacks.Job() {
            private Receipt receipt = Receipt.failed(command.id(), Reason.OPERATION_FAILED, "no answer");

            @Override
            public void run() {
                receipt = call(command);
            }

            @Override
            public void done() {
                if (open) {
                    receiver.executed(receipt);
                }
            }
        });
    }

    private Receipt call(Command command) {
        try {
            Receipt receipt = options.handler().execute(command);
            if (receipt.id().equals(command.id()) && receipt.state().isFinal()) {
                return receipt;
            }
            return Receipt.failed(
                    command.id(), Reason.OPERATION_FAILED, "the handler gave no final receipt of this command");
        } catch (Exception e) {
            return Receipt.failed(command.id(), Reason.OPERATION_FAILED, Failures.text(e));
        }
    }

    @Override
    public void answer(Receipt receipt) {
        // A key may live in hardware that blocks. A later receipt of the same command says more than an earlier one.
        seals.add(receipt.id(), new Callbacks.Job() {
            private byte @Nullable [] sealed;

            @Override
            public void run() {
                try {
                    sealed = ReceiptSeal.seal(options.receiptKey().get(), around.tenant(), around.id(), receipt);
                } catch (IllegalStateException | KeyUnavailableException e) {
                    // No identity yet, or a key that cannot be used now: the fleet sends the command again and is
                    // answered
                    // then.
                    sealed = null;
                }
            }

            @Override
            public void done() {
                if (sealed != null && open) {
                    agent.send(Channel.COMMAND, sealed, Link.Report.IGNORE);
                }
            }
        });
    }

    @Override
    public void refused(Refusal refusal, @Nullable CommandId id) {
        String detail = id == null ? refusal.toString() : refusal + " " + id;
        if (refusal == Refusal.MALFORMED) {
            around.troubles().malformed(Channel.COMMAND, detail);
        } else {
            around.troubles().event(DeviceEvent.Kind.COMMAND_REFUSED, Channel.COMMAND, detail);
        }
    }

    @Override
    public CompletableFuture<?> stop() {
        open = false;
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        AsyncJournal to = journal;
        if (to == null) {
            stopped.complete(true);
        } else {
            to.close(new Ended(stopped));
        }
        return stopped;
    }
}
