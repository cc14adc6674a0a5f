/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.cbor.CborWriter;
import java.util.List;

/**
 * Signs messages in the profile that {@link CoseVerifier} accepts: {@code alg}, {@code kid} and {@code typ} protected,
 * nothing unprotected, the payload inside, deterministic encoding. Stateless.
 */
public final class CoseSigner {

    private static final byte[] NOTHING = {};

    private CoseSigner() {}

    /**
     * Signs with one key: COSE_Sign1 (RFC 9052 section 4.2).
     *
     * @param key signs
     * @param type what kind of message this is, so that it cannot pass for another
     * @param payload what to sign
     * @param externalAad what both sides know and do not send, such as the tenant
     * @return the message
     * @throws KeyUnavailableException if the key cannot be used now
     */
    public static byte[] sign1(SigningKey key, String type, byte[] payload, byte[] externalAad) {
        byte[] headers = CoseHeaders.ofSigner(key, type);
        byte[] signature = key.sign(CoseMessage.covered(true, headers, NOTHING, externalAad, payload));
        return CborWriter.withLimit(128 + headers.length + payload.length)
                .tag(CoseMessage.TAG_SIGN1)
                .array(4)
                .bytes(headers)
                .map(0)
                .bytes(payload)
                .bytes(signature)
                .toByteArray();
    }

    /**
     * Signs with several keys: COSE_Sign (RFC 9052 section 4.1).
     *
     * @param keys sign, each for itself
     * @param type what kind of message this is, so that it cannot pass for another
     * @param payload what to sign
     * @param externalAad what both sides know and do not send, such as the tenant
     * @return the message
     * @throws KeyUnavailableException if a key cannot be used now
     */
    public static byte[] sign(List<SigningKey> keys, String type, byte[] payload, byte[] externalAad) {
        if (keys.isEmpty() || keys.size() > CoseVerifier.MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "1 to " + CoseVerifier.MAX_SIGNATURES + " keys sign a message, got " + keys.size());
        }
        byte[] body = CoseHeaders.ofBody(type);
        CborWriter writer = CborWriter.withLimit(128 + body.length + payload.length + 256 * keys.size())
                .tag(CoseMessage.TAG_SIGN)
                .array(4)
                .bytes(body)
                .map(0)
                .bytes(payload)
                .array(keys.size());
        for (SigningKey key : keys) {
            byte[] headers = CoseHeaders.ofSigner(key, null);
            byte[] signature = key.sign(CoseMessage.covered(false, body, headers, externalAad, payload));
            writer.array(3).bytes(headers).map(0).bytes(signature);
        }
        return writer.toByteArray();
    }
}
