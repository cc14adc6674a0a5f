/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Tenant;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the key vouches for when it signs a command: a CWT claims set (RFC 8392) with private claims. See "Commands and
 * receipts" in the wire contract.
 *
 * @param issuer who signed, for people; up to 64 characters
 * @param audience for whom
 * @param expiresSeconds the last second in which a device may accept it, since 1970
 * @param notBeforeSeconds the first
 * @param issuedSeconds when it was signed
 * @param sequence counts the commands of one key to one audience, at least 1
 * @param command what to do
 */
public record CommandClaims(
        String issuer,
        Audience audience,
        long expiresSeconds,
        long notBeforeSeconds,
        long issuedSeconds,
        long sequence,
        Command command) {

    /** The type of a signed command (RFC 9596). */
    public static final String TYPE = "application/dunlin-command+cwt";

    /** The longest signed command in bytes. */
    public static final int MAX_MESSAGE_BYTES = Command.MAX_ENCODED_BYTES + 1024;

    private static final int MAX_ISSUER = 64;
    private static final String AAD = "dunlin/command/v1/";
    private static final CborLimits LIMITS = CborLimits.DEFAULT.withMaxMessageBytes(MAX_MESSAGE_BYTES);
    private static final int ISS = 1;
    private static final int AUD = 3;
    private static final int EXP = 4;
    private static final int NBF = 5;
    private static final int IAT = 6;
    private static final int CTI = 7;
    // Of the range for private use: below -65536.
    private static final int SEQ = -70001;
    private static final int EPOCH = -70002;
    private static final int COMMAND = -70003;

    /** Checks the bounds. */
    public CommandClaims {
        if (sequence < 1) {
            throw new IllegalArgumentException("a sequence number is at least 1, got " + sequence);
        }
        if (issuer.length() > MAX_ISSUER) {
            throw new IllegalArgumentException("an issuer has up to 64 characters, got " + issuer.length());
        }
        if (issuedSeconds < 0 || notBeforeSeconds < 0 || expiresSeconds < notBeforeSeconds) {
            throw new IllegalArgumentException("no times of a command: issued " + issuedSeconds + ", not before "
                    + notBeforeSeconds + ", expires " + expiresSeconds);
        }
    }

    /**
     * Returns what the signature covers beside the message, so that it holds for one tenant only.
     *
     * @param tenant whose devices
     * @return ASCII
     */
    static byte[] externalAad(Tenant tenant) {
        return Ascii.bytes(AAD + tenant.value());
    }

    byte[] encode() {
        boolean group = audience.kind() == Audience.Kind.GROUP;
        CborWriter writer = CborWriter.withLimit(MAX_MESSAGE_BYTES).map(group ? 9 : 8);
        writer.integer(ISS).text(issuer);
        writer.integer(AUD).text(audience.claim());
        writer.integer(EXP).integer(expiresSeconds);
        writer.integer(NBF).integer(notBeforeSeconds);
        writer.integer(IAT).integer(issuedSeconds);
        writer.integer(CTI).bytes(command.id().toBytes());
        writer.integer(SEQ).integer(sequence);
        if (group) {
            writer.integer(EPOCH).integer(audience.epoch());
        }
        return writer.integer(COMMAND).bytes(command.encode()).toByteArray();
    }

    /**
     * Reads a claims set. An unknown claim refuses it, since it could forbid what the others ask for.
     *
     * @throws DecodeException if it is anything else
     */
    static CommandClaims decode(byte[] payload) {
        CborReader reader = new CborReader(payload, 0, payload.length, LIMITS);
        CborFields fields = CborFields.of(reader);
        String issuer = "";
        String aud = "";
        byte[] cti = {};
        long exp = 0;
        long nbf = 0;
        long iat = 0;
        long sequence = 0;
        long epoch = 0;
        @Nullable Command command = null;
        while (fields.next()) {
            switch (fields.key()) {
                case ISS -> issuer = reader.text();
                case AUD -> aud = reader.text();
                case EXP -> exp = reader.integer(0, Long.MAX_VALUE);
                case NBF -> nbf = reader.integer(0, Long.MAX_VALUE);
                case IAT -> iat = reader.integer(0, Long.MAX_VALUE);
                case CTI -> cti = reader.bytes();
                case SEQ -> sequence = reader.integer(1, Long.MAX_VALUE);
                case EPOCH -> epoch = reader.integer(1, Long.MAX_VALUE);
                case COMMAND -> command = Command.decode(reader.bytes());
                default -> throw fields.unknown();
            }
        }
        fields.require(ISS, AUD, EXP, NBF, IAT, CTI);
        reader.end();
        Audience audience = Audience.parse(aud, epoch);
        if (audience == null || command == null || sequence == 0) {
            throw reader.unexpected("audience, sequence or command is missing");
        }
        if (issuer.length() > MAX_ISSUER || exp < nbf || !names(cti, command.id())) {
            throw reader.unexpected("claims that do not agree");
        }
        return new CommandClaims(issuer, audience, exp, nbf, iat, sequence, command);
    }

    private static boolean names(byte[] cti, CommandId id) {
        return Arrays.equals(cti, id.toBytes());
    }
}
