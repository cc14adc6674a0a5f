/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Arrays;

/**
 * One operation that a device is asked to run. It carries no sender, audience, time or sequence number: those belong to
 * the signed envelope around it. Immutable; the arguments are copied in and out.
 *
 * @param id its name, never used for another command
 * @param operation what to run: 1 to 64 of {@code A-Z a-z 0-9 . _ -}, the first a letter or digit
 * @param semantics what becomes of it after a loss of power
 * @param arguments one item of deterministic CBOR whose meaning the operation defines, or no bytes if it takes none
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record Command(CommandId id, String operation, Semantics semantics, byte[] arguments) {

    /** The most bytes that {@link #arguments} may have. */
    public static final int MAX_ARGUMENTS_BYTES = 16 * 1024;

    /** The most bytes that {@link #encode} may make. */
    public static final int MAX_ENCODED_BYTES = MAX_ARGUMENTS_BYTES + 128;

    private static final CborLimits LIMITS = CborLimits.DEFAULT.withMaxMessageBytes(MAX_ENCODED_BYTES);
    private static final int ID = 1;
    private static final int OPERATION = 2;
    private static final int SEMANTICS = 3;
    private static final int ARGUMENTS = 4;

    /** Checks the bounds and that the arguments are deterministic CBOR. */
    public Command {
        if (!DeviceId.isValid(operation)) {
            throw new IllegalArgumentException(
                    "an operation is 1 to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit, got \"" + operation
                            + "\"");
        }
        if (arguments.length > MAX_ARGUMENTS_BYTES) {
            throw new IllegalArgumentException(
                    "the arguments have " + arguments.length + " bytes, more than " + MAX_ARGUMENTS_BYTES);
        }
        arguments = arguments.clone();
        try {
            checkItem(arguments);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("the arguments are not one item of deterministic CBOR", e);
        }
    }

    /**
     * Reads the claims that {@link #encode} wrote. A key that is not known is refused, since it could forbid what the
     * others ask for.
     *
     * @param claims the whole encoding
     * @return the command
     * @throws DecodeException if the bytes are anything else
     */
    public static Command decode(byte[] claims) {
        CborReader reader = new CborReader(claims, 0, claims.length, LIMITS);
        CborFields fields = CborFields.of(reader);
        CommandId id = new CommandId(0, 0);
        String operation = "";
        Semantics semantics = Semantics.AT_MOST_ONCE;
        byte[] arguments = {};
        while (fields.next()) {
            switch (fields.key()) {
                case ID -> id = CommandWire.id(reader);
                case OPERATION -> operation = operation(reader);
                case SEMANTICS -> semantics = Semantics.read(reader);
                case ARGUMENTS -> arguments = CommandWire.present(reader, MAX_ARGUMENTS_BYTES);
                default -> throw fields.unknown();
            }
        }
        fields.require(ID, OPERATION, SEMANTICS);
        reader.end();
        checkItem(arguments);
        return new Command(id, operation, semantics, arguments);
    }

    /**
     * Writes the claims: a map of deterministic CBOR, see "Commands and receipts" in the wire contract.
     *
     * @return the encoding
     */
    public byte[] encode() {
        boolean hasArguments = arguments.length > 0;
        CborWriter writer = CborWriter.withLimit(MAX_ENCODED_BYTES).map(hasArguments ? 4 : 3);
        writer.integer(ID).bytes(id.toBytes());
        writer.integer(OPERATION).text(operation);
        writer.integer(SEMANTICS).integer(semantics.code());
        if (hasArguments) {
            writer.integer(ARGUMENTS).bytes(arguments);
        }
        return writer.toByteArray();
    }

    @Override
    public byte[] arguments() {
        return arguments.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Command that
                && id.equals(that.id)
                && operation.equals(that.operation)
                && semantics == that.semantics
                && Arrays.equals(arguments, that.arguments);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Arrays.hashCode(arguments);
    }

    @Override
    public String toString() {
        return "Command[" + id + ' ' + operation + ' ' + semantics + ", " + arguments.length + " bytes]";
    }

    private static String operation(CborReader reader) {
        String text = reader.text();
        if (!DeviceId.isValid(text)) {
            throw reader.unexpected("no name of an operation: \"" + text + "\"");
        }
        return text;
    }

    private static void checkItem(byte[] arguments) {
        if (arguments.length > 0) {
            CborReader reader = new CborReader(arguments);
            reader.skip();
            reader.end();
        }
    }
}
