/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.Utf8;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Arrays;

/**
 * What came of a command. Immutable; the result is copied in and out.
 *
 * @param id which command
 * @param state how far it came
 * @param reason {@link Reason#NONE} if and only if the state is {@code ACCEPTED} or {@code DONE}
 * @param text more for people, at most {@value #MAX_TEXT_BYTES} bytes of UTF-8, may be empty
 * @param result what the operation answered, in the operation's own form; empty unless {@code DONE} or {@code FAILED}
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record Receipt(CommandId id, State state, Reason reason, String text, byte[] result) {

    /** The most bytes of UTF-8 that {@link #text} may have. */
    public static final int MAX_TEXT_BYTES = 256;

    /** The most bytes that {@link #result} may have. */
    public static final int MAX_RESULT_BYTES = 16 * 1024;

    /** The most bytes that {@link #encode} may make. */
    public static final int MAX_ENCODED_BYTES = MAX_RESULT_BYTES + MAX_TEXT_BYTES + 64;

    // Room for the fields that a newer sender may add.
    private static final CborLimits LIMITS = CborLimits.DEFAULT.withMaxMessageBytes(2 * MAX_ENCODED_BYTES);
    private static final byte[] NO_BYTES = {};
    private static final int ID = 1;
    private static final int STATE = 2;
    private static final int REASON = 3;
    private static final int TEXT = 4;
    private static final int RESULT = 5;

    /** How far a command came. All but {@link #ACCEPTED} are final. */
    public enum State {
        /** The acceptance is durable; the command runs or will run. */
        ACCEPTED(1),
        /** It ran and succeeded. */
        DONE(2),
        /** It ran and failed. */
        FAILED(3),
        /** It was refused and never ran. */
        REJECTED(4),
        /** Power was lost after the acceptance; whether it ran is not known, and it will not run again. */
        INTERRUPTED(5);

        private final int code;

        State(int code) {
            this.code = code;
        }

        static State read(CborReader reader) {
            long code = reader.integer(1, values().length);
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw reader.unexpected("state " + code);
        }

        /**
         * Returns the number on the wire.
         *
         * @return at least 1
         */
        public int code() {
            return code;
        }

        /**
         * Tells whether no later receipt may say anything else.
         *
         * @return whether this is the last state
         */
        public boolean isFinal() {
            return this != ACCEPTED;
        }
    }

    /** Checks the bounds and that state, reason and result agree. */
    public Receipt {
        String trouble = trouble(state, reason, result);
        if (!trouble.isEmpty()) {
            throw new IllegalArgumentException(trouble);
        }
        int textBytes = Utf8.length(text);
        if (textBytes > MAX_TEXT_BYTES || result.length > MAX_RESULT_BYTES) {
            throw new IllegalArgumentException("a receipt holds " + MAX_TEXT_BYTES + " bytes of text and "
                    + MAX_RESULT_BYTES + " of result, got " + textBytes + " and " + result.length);
        }
        result = result.clone();
    }

    /**
     * Makes the receipt of a command whose acceptance is durable.
     *
     * @param id which command
     * @return a receipt that is not final
     */
    public static Receipt accepted(CommandId id) {
        return new Receipt(id, State.ACCEPTED, Reason.NONE, "", NO_BYTES);
    }

    /**
     * Makes the receipt of a command that succeeded.
     *
     * @param id which command
     * @param result what it answered, may be empty
     * @return a final receipt
     */
    public static Receipt done(CommandId id, byte[] result) {
        return new Receipt(id, State.DONE, Reason.NONE, "", result);
    }

    /**
     * Makes the receipt of a command that ran and failed.
     *
     * @param id which command
     * @param reason why
     * @param text more for people
     * @return a final receipt
     */
    public static Receipt failed(CommandId id, Reason reason, String text) {
        return new Receipt(id, State.FAILED, reason, text, NO_BYTES);
    }

    /**
     * Makes the receipt of a command that was refused.
     *
     * @param id which command
     * @param reason why
     * @param text more for people
     * @return a final receipt
     */
    public static Receipt rejected(CommandId id, Reason reason, String text) {
        return new Receipt(id, State.REJECTED, reason, text, NO_BYTES);
    }

    /**
     * Makes the receipt of a command that a loss of power interrupted.
     *
     * @param id which command
     * @return a final receipt
     */
    public static Receipt interrupted(CommandId id) {
        return new Receipt(id, State.INTERRUPTED, Reason.INTERRUPTED, "", NO_BYTES);
    }

    /**
     * Reads the claims that {@link #encode} wrote. Keys and reasons of a newer sender are passed over.
     *
     * @param claims the whole encoding
     * @return the receipt
     * @throws DecodeException if the bytes are anything else
     */
    public static Receipt decode(byte[] claims) {
        CborReader reader = new CborReader(claims, 0, claims.length, LIMITS);
        CborFields fields = CborFields.of(reader);
        CommandId id = new CommandId(0, 0);
        State state = State.ACCEPTED;
        Reason reason = Reason.NONE;
        String text = "";
        byte[] result = NO_BYTES;
        while (fields.next()) {
            switch (fields.key()) {
                case ID -> id = CommandWire.id(reader);
                case STATE -> state = State.read(reader);
                case REASON -> reason = Reason.ofCode(reader.integer(1, 255));
                case TEXT -> text = text(reader);
                case RESULT -> result = CommandWire.present(reader, MAX_RESULT_BYTES);
                default -> reader.skip();
            }
        }
        fields.require(ID, STATE);
        reader.end();
        String trouble = trouble(state, reason, result);
        if (!trouble.isEmpty()) {
            throw reader.unexpected(trouble);
        }
        return new Receipt(id, state, reason, text, result);
    }

    /**
     * Writes the claims: a map of deterministic CBOR, see "Commands and receipts" in the wire contract.
     *
     * @return the encoding
     */
    public byte[] encode() {
        boolean hasReason = reason != Reason.NONE;
        boolean hasText = !text.isEmpty();
        boolean hasResult = result.length > 0;
        int pairs = 2 + (hasReason ? 1 : 0) + (hasText ? 1 : 0) + (hasResult ? 1 : 0);
        CborWriter writer = CborWriter.withLimit(MAX_ENCODED_BYTES).map(pairs);
        writer.integer(ID).bytes(id.toBytes());
        writer.integer(STATE).integer(state.code());
        if (hasReason) {
            writer.integer(REASON).integer(reason.code());
        }
        if (hasText) {
            writer.integer(TEXT).text(text);
        }
        if (hasResult) {
            writer.integer(RESULT).bytes(result);
        }
        return writer.toByteArray();
    }

    @Override
    public byte[] result() {
        return result.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Receipt that
                && id.equals(that.id)
                && state == that.state
                && reason == that.reason
                && text.equals(that.text)
                && Arrays.equals(result, that.result);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + state.hashCode();
    }

    @Override
    public String toString() {
        String why = reason == Reason.NONE ? "" : " " + reason + (text.isEmpty() ? "" : " \"" + text + '"');
        return "Receipt[" + id + ' ' + state + why + ", " + result.length + " bytes]";
    }

    private static String text(CborReader reader) {
        String text = reader.text();
        int bytes = Utf8.length(text);
        if (bytes > MAX_TEXT_BYTES) {
            throw new LimitExceeded("MAX_TEXT_BYTES", MAX_TEXT_BYTES, bytes, reader.offset());
        }
        if (text.isEmpty()) {
            throw reader.unexpected("an empty text, which is left out");
        }
        return text;
    }

    /** Returns what does not agree, or nothing. */
    private static String trouble(State state, Reason reason, byte[] result) {
        boolean explains = reason != Reason.NONE;
        if (explains == (state == State.ACCEPTED || state == State.DONE)) {
            return "the state " + state + " does not go with the reason " + reason;
        }
        boolean ran = state == State.DONE || state == State.FAILED;
        return result.length > 0 && !ran ? "a result in the state " + state : "";
    }
}
