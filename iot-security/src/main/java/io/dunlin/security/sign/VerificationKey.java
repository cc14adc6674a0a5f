/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * A public key, pinned to one algorithm, one role and, where the role is {@link Role#COMMAND}, to the operations that it
 * may order. Immutable.
 */
public final class VerificationKey {

    /** The scope of a key that may order every operation. */
    public static final String ANY_OPERATION = "*";

    private final KeyId id;
    private final Algorithm algorithm;
    private final Role role;
    private final TreeSet<String> operations;
    private final byte[] publicKey;
    private final SignatureCheck check;

    /**
     * Pins a key.
     *
     * @param id its name
     * @param algorithm the only algorithm that is accepted of it
     * @param role what it may sign
     * @param operations the operations that it may order, {@link #ANY_OPERATION} for all; empty if it orders none
     * @param publicKey the encoded public key; two names with equal encodings are one key
     * @param check checks its signatures
     */
    public VerificationKey(
            KeyId id, Algorithm algorithm, Role role, Set<String> operations, byte[] publicKey, SignatureCheck check) {
        this.id = id;
        this.algorithm = algorithm;
        this.role = role;
        this.operations = new TreeSet<>(operations);
        this.publicKey = publicKey.clone();
        this.check = check;
    }

    /**
     * Returns the key's name.
     *
     * @return as on the wire
     */
    public KeyId id() {
        return id;
    }

    /**
     * Returns the algorithm.
     *
     * @return the only one that is accepted
     */
    public Algorithm algorithm() {
        return algorithm;
    }

    /**
     * Returns the role.
     *
     * @return what the key may sign
     */
    public Role role() {
        return role;
    }

    /**
     * Tells whether the key may order an operation.
     *
     * @param operation the operation's name
     * @return whether it is in the key's scope
     */
    public boolean permits(String operation) {
        return operations.contains(ANY_OPERATION) || operations.contains(operation);
    }

    /**
     * Tells whether two names stand for the same key, so that it cannot be counted twice.
     *
     * @param other another key
     * @return whether the encoded public keys are equal
     */
    public boolean isSameKeyAs(VerificationKey other) {
        return Arrays.equals(publicKey, other.publicKey);
    }

    boolean matches(byte[] message, byte[] signature) {
        return signature.length == algorithm.signatureBytes() && check.matches(message, signature);
    }

    @Override
    public String toString() {
        return "VerificationKey[" + id + ", " + algorithm + ", " + role + "]";
    }
}
