/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A COSE_Sign1 or COSE_Sign message taken apart (RFC 9052 sections 4.1 and 4.2), with its tag, its payload inside.
 *
 * @param single whether it is a COSE_Sign1
 * @param bodyProtected the protected header of the body as it was signed
 * @param body the same, read
 * @param unprotectedEmpty whether the body's and every signature's unprotected header are empty
 * @param payload what was signed
 * @param signatures the signatures; of a COSE_Sign1 the one
 */
@SuppressWarnings("ArrayRecordComponent") // Lives inside one check; never compared.
record CoseMessage(
        boolean single,
        byte[] bodyProtected,
        CoseHeaders body,
        boolean unprotectedEmpty,
        byte[] payload,
        List<OneSignature> signatures) {

    static final int TAG_SIGN = 98;
    static final int TAG_SIGN1 = 18;

    /**
     * One signature of a message.
     *
     * @param encodedHeaders its protected header as it was signed
     * @param headers the same, read
     * @param unprotectedEmpty whether its unprotected header is empty
     * @param bytes the signature
     */
    record OneSignature(byte[] encodedHeaders, CoseHeaders headers, boolean unprotectedEmpty, byte[] bytes) {}

    /**
     * Takes a message apart.
     *
     * @throws DecodeException if it is not of this form or beyond the limits
     */
    static CoseMessage decode(byte[] message, CborLimits limits) {
        CborReader reader = new CborReader(message, 0, message.length, limits);
        long tag = reader.tag();
        if (tag != TAG_SIGN1 && tag != TAG_SIGN) {
            throw reader.unexpected("a signed message has tag 18 or 98, not " + tag);
        }
        boolean single = tag == TAG_SIGN1;
        reader.array(4);
        byte[] bodyProtected = reader.bytes();
        CoseHeaders body = CoseHeaders.decode(bodyProtected, limits);
        boolean unprotectedEmpty = readsEmptyMap(reader);
        byte[] payload = reader.bytes();
        List<OneSignature> signatures = new ArrayList<>(2);
        if (single) {
            signatures.add(new OneSignature(bodyProtected, body, true, reader.bytes()));
        } else {
            for (int left = reader.array(); left > 0; left--) {
                OneSignature signature = signature(reader, limits);
                unprotectedEmpty &= signature.unprotectedEmpty();
                signatures.add(signature);
            }
        }
        reader.end();
        return new CoseMessage(single, bodyProtected, body, unprotectedEmpty, payload, signatures);
    }

    /** Returns the bytes that a signature covers: the Sig_structure of RFC 9052 section 4.4. */
    static byte[] covered(
            boolean single, byte[] bodyProtected, byte[] signerProtected, byte[] externalAad, byte[] payload) {
        int most = 64 + bodyProtected.length + signerProtected.length + externalAad.length + payload.length;
        CborWriter writer = CborWriter.withLimit(most).array(single ? 4 : 5);
        writer.text(single ? "Signature1" : "Signature").bytes(bodyProtected);
        if (!single) {
            writer.bytes(signerProtected);
        }
        return writer.bytes(externalAad).bytes(payload).toByteArray();
    }

    private static OneSignature signature(CborReader reader, CborLimits limits) {
        reader.array(3);
        byte[] encoded = reader.bytes();
        CoseHeaders headers = CoseHeaders.decode(encoded, limits);
        return new OneSignature(encoded, headers, readsEmptyMap(reader), reader.bytes());
    }

    private static boolean readsEmptyMap(CborReader reader) {
        int pairs = reader.map();
        for (int left = 2 * pairs; left > 0; left--) {
            reader.skip();
        }
        return pairs == 0;
    }
}
