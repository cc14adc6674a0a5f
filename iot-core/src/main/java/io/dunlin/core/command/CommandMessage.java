/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * What the fleet sends down the command channel: a signed command, or the acknowledgement of a receipt, after which the
 * device stops repeating it. Immutable.
 */
public final class CommandMessage {

    /** The most bytes that a signed command may have: the command, its claims, keys and signatures. */
    public static final int MAX_SIGNED_BYTES = Command.MAX_ENCODED_BYTES + 2048;

    private static final CborLimits LIMITS = new CborLimits(MAX_SIGNED_BYTES + 16, 2, 8, 0, MAX_SIGNED_BYTES);

    private final Kind kind;
    private final byte[] signed;
    private final CommandId id;
    private final Receipt.State state;

    private CommandMessage(Kind kind, byte[] signed, CommandId id, Receipt.State state) {
        this.kind = kind;
        this.signed = signed;
        this.id = id;
        this.state = state;
    }

    /** What a message is. */
    public enum Kind {
        /** A signed command, see {@link #signed}. */
        COMMAND,
        /** The fleet has a receipt, see {@link #id} and {@link #state}. */
        RECEIPT_STORED
    }

    /**
     * Wraps a signed command.
     *
     * @param signed the envelope, at most {@value #MAX_SIGNED_BYTES} bytes
     * @return the message
     */
    public static CommandMessage command(byte[] signed) {
        if (signed.length > MAX_SIGNED_BYTES) {
            throw new IllegalArgumentException(
                    "the signed command has " + signed.length + " bytes, more than " + MAX_SIGNED_BYTES);
        }
        return new CommandMessage(Kind.COMMAND, signed.clone(), new CommandId(0, 0), Receipt.State.ACCEPTED);
    }

    /**
     * Acknowledges a receipt.
     *
     * @param id which command's
     * @param state which of its receipts
     * @return the message
     */
    public static CommandMessage receiptStored(CommandId id, Receipt.State state) {
        return new CommandMessage(Kind.RECEIPT_STORED, new byte[0], id, state);
    }

    /**
     * Reads a message.
     *
     * @param message the whole message
     * @return what it says
     * @throws DecodeException if it is not one
     */
    public static CommandMessage decode(byte[] message) {
        CborReader in = new CborReader(message, 0, message.length, LIMITS);
        int count = in.array();
        int tag = (int) in.integer(0, 1);
        if (count != (tag == 0 ? 2 : 3)) {
            throw in.unexpected("an array of " + count);
        }
        CommandMessage read;
        if (tag == 0) {
            byte[] signed = in.bytes();
            if (signed.length > MAX_SIGNED_BYTES) {
                throw new LimitExceeded("maxSignedBytes", MAX_SIGNED_BYTES, signed.length, in.offset());
            }
            read = new CommandMessage(Kind.COMMAND, signed, new CommandId(0, 0), Receipt.State.ACCEPTED);
        } else {
            CommandId id = CommandWire.id(in);
            read = receiptStored(id, Receipt.State.read(in));
        }
        in.end();
        return read;
    }

    /**
     * Writes the message.
     *
     * @return deterministic CBOR
     */
    public byte[] encode() {
        CborWriter out = CborWriter.withLimit(LIMITS.maxMessageBytes());
        if (kind == Kind.COMMAND) {
            return out.array(2).integer(0).bytes(signed).toByteArray();
        }
        return out.array(3).integer(1).bytes(id.toBytes()).integer(state.code()).toByteArray();
    }

    /**
     * Tells what this message is.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the signed command.
     *
     * @return the envelope, empty unless {@link #kind} is {@link Kind#COMMAND}
     */
    public byte[] signed() {
        return signed.clone();
    }

    /**
     * Returns which command's receipt is stored.
     *
     * @return meaningful only if {@link #kind} is {@link Kind#RECEIPT_STORED}
     */
    public CommandId id() {
        return id;
    }

    /**
     * Returns which receipt is stored.
     *
     * @return meaningful only if {@link #kind} is {@link Kind#RECEIPT_STORED}
     */
    public Receipt.State state() {
        return state;
    }
}
