/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Sha256;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Reason;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The device's end of signed commands: what is genuine, for this device and new is written down, then executed, then
 * answered, and never executed because of a repetition.
 *
 * <p>Life: {@link #replay} every record that was persisted, in order; {@link #resume} once; then {@link #receive}. The
 * acceptance of a command and the use of its sequence number are one record, and nothing is executed before the record is
 * durable. A message that is refused by its contents is answered, after that too is durable, so that it stays refused; a
 * message that is not genuine, not for this device or a repetition of something forgotten changes nothing and gets no
 * answer. After a failure of the storage nothing more is accepted until a new receiver has replayed what is there.
 *
 * <p>One thread at a time. Outputs are called from within the methods; they must not call back.
 */
public final class CommandReceiver {

    /** How many commands may be accepted and unfinished at once. */
    public static final int MAX_UNFINISHED = 16;

    private final Sha256.Factory digests;
    private final Output output;
    private final CommandJournal journal = new CommandJournal();
    private final TreeMap<Long, Written> writing = new TreeMap<>();
    private final TreeSet<CommandId> accepting = new TreeSet<>();
    private CommandVerifier verifier;
    private long lastRecord;
    private boolean resumed;
    private boolean broken;

    /**
     * Creates a receiver that remembers nothing yet.
     *
     * @param verifier checks messages
     * @param digests SHA-256
     * @param output where effects go
     */
    public CommandReceiver(CommandVerifier verifier, Sha256.Factory digests, Output output) {
        this.verifier = verifier;
        this.digests = digests;
        this.output = output;
    }

    /** Where effects go. */
    public interface Output {
        /**
         * Append a record to the journal and force it; then call {@link CommandReceiver#persisted}, or
         * {@link CommandReceiver#failed}.
         *
         * @param record counts up from 1
         * @param bytes the record
         */
        void persist(long record, byte[] bytes);

        /**
         * Execute a command; then call {@link CommandReceiver#executed}.
         *
         * @param command what to do
         */
        void execute(Command command);

        /**
         * Send a receipt. Its loss does no harm: a repetition of the command is answered with the same.
         *
         * @param receipt what came of a command
         */
        void answer(Receipt receipt);

        /**
         * Take note of a message that was refused.
         *
         * @param refusal why
         * @param id the command's id if the message is genuine and for this device, else null
         */
        void refused(Refusal refusal, @Nullable CommandId id);
    }

    /** What becomes of a record once it is durable. */
    private record Written(CommandEntry entry, @Nullable Command toExecute) {}

    /**
     * Uses other keys or memberships from now on.
     *
     * @param changed checks messages
     */
    public void verifyWith(CommandVerifier changed) {
        verifier = changed;
    }

    /**
     * Applies a record of an earlier life.
     *
     * @param record as given to {@link Output#persist}, or a {@link #snapshot}
     * @throws DecodeException if it is no such record, or of a newer version: then accept no commands
     */
    public void replay(byte[] record) {
        if (resumed) {
            throw new IllegalStateException("replay comes before resume");
        }
        journal.replay(record);
    }

    /** Takes up what an earlier life left unfinished: repeats what may be repeated, and reports the rest as interrupted. */
    public void resume() {
        if (resumed) {
            throw new IllegalStateException("resume comes once");
        }
        resumed = true;
        for (CommandEntry entry : journal.unfinished()) {
            Command command = entry.toRepeat();
            if (entry.semantics() == Semantics.IDEMPOTENT && command != null) {
                output.execute(command);
            } else {
                finish(entry, Receipt.interrupted(entry.id()));
            }
        }
    }

    /**
     * Takes a message.
     *
     * @param message whatever came
     * @param wallMillis the time, or {@link CommandVerifier#NO_CLOCK} if the device does not know it
     */
    public void receive(byte[] message, long wallMillis) {
        if (!resumed) {
            throw new IllegalStateException("resume comes before receive");
        }
        CommandVerifier.Check check = verifier.check(message, wallMillis);
        CommandClaims claims = check.claims();
        KeyId key = check.key();
        if (claims == null || key == null) {
            refuse(check.refusal() == null ? Refusal.MALFORMED : check.refusal(), null);
            return;
        }
        CommandId id = claims.command().id();
        byte[] digest = digest(check.payload());
        CommandEntry known = journal.find(id);
        if (known != null) {
            repeat(known, digest);
            return;
        }
        ReplayGuard.Stream stream =
                new ReplayGuard.Stream(key, claims.audience().claim());
        Refusal stale = stale(journal.look(stream, claims.sequence()));
        if (broken || stale != null) {
            refuse(broken ? Refusal.STORAGE_FAILED : stale == null ? Refusal.REPLAYED : stale, id);
            return;
        }
        Refusal refusal = check.refusal();
        if (refusal == null && journal.unfinished().size() >= MAX_UNFINISHED) {
            refusal = Refusal.BUSY;
        }
        take(stream, claims, digest, refusal);
    }

    /**
     * Takes the result of a command.
     *
     * @param receipt the final receipt of a command that {@link Output#execute} named
     */
    public void executed(Receipt receipt) {
        CommandEntry entry = journal.find(receipt.id());
        if (entry == null || entry.receipt() != null || !receipt.state().isFinal()) {
            throw new IllegalArgumentException("no command is executed that this could finish: " + receipt);
        }
        finish(entry, receipt);
    }

    /**
     * Takes note that a record is durable.
     *
     * @param record its number
     */
    public void persisted(long record) {
        Written written = writing.remove(record);
        if (written == null) {
            throw new IllegalArgumentException("no record " + record + " is being written");
        }
        accepting.remove(written.entry().id());
        Command command = written.toExecute();
        Receipt receipt = written.entry().receipt();
        if (broken) {
            return;
        }
        if (command != null) {
            output.answer(Receipt.accepted(command.id()));
            output.execute(command);
        } else if (receipt != null) {
            output.answer(receipt);
        }
    }

    /**
     * Takes note that a record may or may not be durable. From now on everything new is refused: a restart finds out.
     *
     * @param record its number
     */
    public void failed(long record) {
        if (writing.remove(record) == null) {
            throw new IllegalArgumentException("no record " + record + " is being written");
        }
        broken = true;
    }

    /**
     * Returns one record that stands for all so far, those that are being written included.
     *
     * @return what to start the journal with instead of them
     */
    public byte[] snapshot() {
        return journal.snapshot(verifier.keys());
    }

    private void take(ReplayGuard.Stream stream, CommandClaims claims, byte[] digest, @Nullable Refusal refusal) {
        Command command = claims.command();
        boolean idempotent = command.semantics() == Semantics.IDEMPOTENT;
        Receipt receipt = refusal == null ? null : Receipt.rejected(command.id(), reason(refusal), "");
        CommandEntry entry = new CommandEntry(
                command.id(), digest, command.semantics(), idempotent && refusal == null ? command : null, receipt);
        byte[] record = journal.take(stream, claims.sequence(), entry);
        if (refusal != null) {
            output.refused(refusal, command.id());
        }
        write(record, new Written(entry, refusal == null ? command : null));
    }

    private void repeat(CommandEntry known, byte[] digest) {
        if (!known.isOf(digest)) {
            refuse(Refusal.ID_CONFLICT, known.id());
        } else if (!accepting.contains(known.id()) && !broken) {
            Receipt receipt = known.receipt();
            output.answer(receipt == null ? Receipt.accepted(known.id()) : receipt);
        }
    }

    private void finish(CommandEntry entry, Receipt receipt) {
        byte[] record = journal.finish(entry, receipt);
        if (!broken) {
            write(record, new Written(entry, null));
        }
    }

    private void write(byte[] record, Written written) {
        long number = ++lastRecord;
        writing.put(number, written);
        accepting.add(written.entry().id());
        output.persist(number, record);
    }

    private void refuse(Refusal refusal, @Nullable CommandId id) {
        output.refused(refusal, id);
    }

    private byte[] digest(byte[] payload) {
        Sha256 digest = digests.create();
        digest.update(payload, 0, payload.length);
        return digest.digest();
    }

    private static @Nullable Refusal stale(ReplayGuard.Freshness freshness) {
        return switch (freshness) {
            case FRESH -> null;
            case REPLAYED -> Refusal.REPLAYED;
            case TOO_OLD -> Refusal.TOO_OLD;
        };
    }

    private static Reason reason(Refusal refusal) {
        return switch (refusal) {
            case EXPIRED -> Reason.EXPIRED;
            case NOT_YET_VALID -> Reason.NOT_YET_VALID;
            case NO_CLOCK -> Reason.NONCE_REQUIRED;
            case NOT_PERMITTED -> Reason.NOT_PERMITTED;
            case BUSY -> Reason.BUSY;
            default -> Reason.OTHER;
        };
    }
}
