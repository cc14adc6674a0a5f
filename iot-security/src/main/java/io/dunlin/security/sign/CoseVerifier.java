/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks signed messages against pinned keys, fail closed, in this order: size, strict parse, empty unprotected headers,
 * {@code crit}, key, role, algorithm, signature, type. Nothing is taken from a message before its signature holds but
 * the name of the key to try. Immutable; safe for use by several threads.
 */
public final class CoseVerifier {

    /** The most signatures that a message may carry. */
    public static final int MAX_SIGNATURES = 8;

    private static final int MAX_DEPTH = 6;
    private static final int MAX_ITEMS = 16;

    private final KeyRing keys;
    private final CborLimits limits;

    /**
     * Creates a verifier.
     *
     * @param keys whom to trust
     * @param maxMessageBytes the longest message to look at, in bytes
     */
    public CoseVerifier(KeyRing keys, int maxMessageBytes) {
        this.keys = keys;
        this.limits = new CborLimits(maxMessageBytes, MAX_DEPTH, MAX_ITEMS, maxMessageBytes, maxMessageBytes);
    }

    /**
     * Checks a COSE_Sign1.
     *
     * @param message the message
     * @param role the role that its key must have
     * @param type the type that it must have
     * @param externalAad what the signer covered beside it
     * @return its payload, or why it is refused
     */
    public Verification verify1(byte[] message, Role role, String type, byte[] externalAad) {
        return verify(true, message, role, type, externalAad, 1);
    }

    /**
     * Checks a COSE_Sign of several keys. Signatures by keys that are not trusted for the role count for nothing, so that
     * one message serves verifiers with older and newer keys; a wrong signature in the name of a key that is trusted for
     * it refuses the message.
     *
     * @param message the message
     * @param role the role that its keys must have
     * @param type the type that it must have
     * @param externalAad what the signers covered beside it
     * @param threshold how many different keys must have signed, at least 1
     * @return its payload and the keys that signed it, or why it is refused
     */
    public Verification verify(byte[] message, Role role, String type, byte[] externalAad, int threshold) {
        if (threshold < 1) {
            throw new IllegalArgumentException("a threshold is at least 1, got " + threshold);
        }
        return verify(false, message, role, type, externalAad, threshold);
    }

    private Verification verify(
            boolean single, byte[] message, Role role, String type, byte[] externalAad, int threshold) {
        if (message.length > limits.maxMessageBytes()) {
            return refused(Refusal.TOO_LARGE);
        }
        CoseMessage parsed;
        try {
            parsed = CoseMessage.decode(message, limits);
        } catch (DecodeException e) {
            return refused(Refusal.MALFORMED);
        }
        Refusal structural = checkStructure(parsed, single);
        if (structural != null) {
            return refused(structural);
        }
        List<VerificationKey> signers = new ArrayList<>(threshold);
        Refusal firstUncounted = null;
        for (CoseMessage.OneSignature signature : parsed.signatures()) {
            Refusal refusal = count(parsed, signature, role, externalAad, signers);
            if (refusal == Refusal.BAD_SIGNATURE || refusal == Refusal.WRONG_ALGORITHM) {
                return refused(refusal);
            }
            firstUncounted = firstUncounted == null ? refusal : firstUncounted;
        }
        if (signers.size() < threshold) {
            return refused(single && firstUncounted != null ? firstUncounted : Refusal.THRESHOLD_NOT_MET);
        }
        if (!type.equals(parsed.body().type())) {
            return refused(Refusal.WRONG_TYPE);
        }
        return new Verification.Verified(parsed.payload(), signers);
    }

    private static @Nullable Refusal checkStructure(CoseMessage message, boolean single) {
        int signatures = message.signatures().size();
        if (message.single() != single || signatures > MAX_SIGNATURES) {
            return Refusal.MALFORMED;
        }
        if (!message.unprotectedEmpty()) {
            return Refusal.UNPROTECTED_HEADER;
        }
        boolean understood = message.body().criticalUnderstood();
        for (CoseMessage.OneSignature signature : message.signatures()) {
            understood &= signature.headers().criticalUnderstood();
        }
        if (!understood) {
            return Refusal.UNKNOWN_CRITICAL;
        }
        return signatures == 0 ? Refusal.NO_SIGNATURE : null;
    }

    /** Adds a signature's key to the signers, once, or returns why it does not count; null also for a repeated key. */
    private @Nullable Refusal count(
            CoseMessage message,
            CoseMessage.OneSignature signature,
            Role role,
            byte[] externalAad,
            List<VerificationKey> signers) {
        CoseHeaders headers = signature.headers();
        KeyId id = headers.keyId();
        if (id == null) {
            return Refusal.KEY_NOT_NAMED;
        }
        VerificationKey key = keys.find(id);
        if (keys.isRevoked(id)) {
            return Refusal.KEY_REVOKED;
        }
        if (key == null) {
            return Refusal.UNKNOWN_KEY;
        }
        if (key.role() != role) {
            return Refusal.WRONG_ROLE;
        }
        if (headers.algorithm() == null || Algorithm.ofId(headers.algorithm()) != key.algorithm()) {
            return Refusal.WRONG_ALGORITHM;
        }
        byte[] covered = CoseMessage.covered(
                message.single(), message.bodyProtected(), signature.encodedHeaders(), externalAad, message.payload());
        if (!key.matches(covered, signature.bytes())) {
            return Refusal.BAD_SIGNATURE;
        }
        for (VerificationKey signer : signers) {
            if (signer.isSameKeyAs(key)) {
                return null;
            }
        }
        signers.add(key);
        return null;
    }

    private static Verification refused(Refusal refusal) {
        return new Verification.Refused(refusal);
    }
}
