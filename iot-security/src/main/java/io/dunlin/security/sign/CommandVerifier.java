/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks all of a signed command that needs no memory: signature, type, tenant, audience, times and the key's scope.
 * Immutable; safe for use by several threads.
 */
public final class CommandVerifier {

    /** Stands for the wall time of a device that does not know it. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /** How far a device's clock may be from the server's, in seconds. */
    public static final long SKEW_SECONDS = 120;

    private final CoseVerifier messages;
    private final KeyRing keys;
    private final byte[] externalAad;
    private final DeviceId device;
    private final TreeMap<String, Long> groups;

    /**
     * Creates a verifier.
     *
     * @param keys whom to trust
     * @param tenant the device's tenant
     * @param device the device
     * @param groups the groups that it is a member of, each with the epoch of the membership
     */
    public CommandVerifier(KeyRing keys, Tenant tenant, DeviceId device, Map<String, Long> groups) {
        this.messages = new CoseVerifier(keys, CommandClaims.MAX_MESSAGE_BYTES);
        this.keys = keys;
        this.externalAad = CommandClaims.externalAad(tenant);
        this.device = device;
        this.groups = new TreeMap<>(groups);
    }

    /**
     * What came of a check. A command that is genuine and for this device has claims even if it is refused.
     *
     * @param refusal why it is refused, null if it is not
     * @param claims what was signed, null unless the message is genuine and for this device
     * @param key the key that signed it, null with {@code claims}
     * @param payload the signed bytes, empty without claims
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives inside one call; never compared.
    record Check(
            @Nullable Refusal refusal,
            @Nullable CommandClaims claims,
            @Nullable KeyId key,
            byte[] payload) {
        private static final byte[] NOTHING = {};

        static Check stranger(Refusal refusal) {
            return new Check(refusal, null, null, NOTHING);
        }
    }

    Check check(byte[] message, long wallMillis) {
        Verification verification = messages.verify1(message, Role.COMMAND, CommandClaims.TYPE, externalAad);
        if (verification.kind() == Verification.Kind.REFUSED) {
            return Check.stranger(((Verification.Refused) verification).refusal());
        }
        Verification.Verified genuine = (Verification.Verified) verification;
        CommandClaims claims;
        try {
            claims = CommandClaims.decode(genuine.payload());
        } catch (DecodeException e) {
            return Check.stranger(Refusal.BAD_CLAIMS);
        }
        Refusal elsewhere = checkAudience(claims.audience());
        if (elsewhere != null) {
            return Check.stranger(elsewhere);
        }
        VerificationKey key = genuine.signers().get(0);
        Refusal refusal = checkTime(claims, wallMillis);
        if (refusal == null && !key.permits(claims.command().operation())) {
            refusal = Refusal.NOT_PERMITTED;
        }
        return new Check(refusal, claims, key.id(), genuine.payload());
    }

    KeyRing keys() {
        return keys;
    }

    private @Nullable Refusal checkAudience(Audience audience) {
        if (audience.kind() == Audience.Kind.DEVICE) {
            return audience.name().equals(device.value()) ? null : Refusal.WRONG_AUDIENCE;
        }
        Long epoch = groups.get(audience.name());
        if (epoch == null) {
            return Refusal.WRONG_AUDIENCE;
        }
        return epoch == audience.epoch() ? null : Refusal.WRONG_EPOCH;
    }

    private static @Nullable Refusal checkTime(CommandClaims claims, long wallMillis) {
        if (wallMillis == NO_CLOCK) {
            return Refusal.NO_CLOCK;
        }
        long seconds = Math.floorDiv(wallMillis, 1000L);
        if (seconds - SKEW_SECONDS > claims.expiresSeconds()) {
            return Refusal.EXPIRED;
        }
        boolean early =
                seconds < claims.notBeforeSeconds() - SKEW_SECONDS || seconds < claims.issuedSeconds() - SKEW_SECONDS;
        return early ? Refusal.NOT_YET_VALID : null;
    }
}
