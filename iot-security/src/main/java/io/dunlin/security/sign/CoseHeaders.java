/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborType;
import io.dunlin.core.cbor.CborWriter;
import org.jspecify.annotations.Nullable;

/**
 * The protected header parameters that this profile knows: {@code alg}, {@code crit}, {@code kid} (RFC 9052 section 3.1)
 * and {@code typ} (RFC 9596). Others are passed over unless {@code crit} names them.
 *
 * @param algorithm the algorithm's number; null if absent or given as text
 * @param keyId the key's name; null if absent
 * @param type the type of the whole message; null if absent or given as a number
 * @param criticalUnderstood whether every parameter that {@code crit} names is present and known
 */
record CoseHeaders(
        @Nullable Long algorithm,
        @Nullable KeyId keyId,
        @Nullable String type,
        boolean criticalUnderstood) {

    private static final int ALG = 1;
    private static final int CRIT = 2;
    private static final int KID = 4;
    private static final int TYP = 16;
    private static final CoseHeaders EMPTY = new CoseHeaders(null, null, null, true);

    static byte[] ofSigner(SigningKey key, @Nullable String type) {
        CborWriter writer = new CborWriter().map(type == null ? 2 : 3);
        writer.integer(ALG).integer(key.algorithm().id());
        writer.integer(KID).bytes(key.id().toBytes());
        if (type != null) {
            writer.integer(TYP).text(type);
        }
        return writer.toByteArray();
    }

    static byte[] ofBody(String type) {
        return new CborWriter().map(1).integer(TYP).text(type).toByteArray();
    }

    /** Reads what a protected byte string holds: a map, or nothing at all instead of an empty map. */
    static CoseHeaders decode(byte[] encoded, CborLimits limits) {
        if (encoded.length == 0) {
            return EMPTY;
        }
        CborReader reader = new CborReader(encoded, 0, encoded.length, limits);
        Long algorithm = null;
        KeyId keyId = null;
        String type = null;
        long[] critical = {};
        boolean understood = true;
        int present = 0;
        for (int left = reader.map(); left > 0; left--) {
            if (reader.type() != CborType.INTEGER) {
                reader.text();
                reader.skip();
                continue;
            }
            long label = reader.integer();
            present |= bit(label);
            if (label == ALG && reader.type() == CborType.INTEGER) {
                algorithm = reader.integer();
            } else if (label == CRIT) {
                critical = critical(reader);
            } else if (label == KID) {
                keyId = keyId(reader);
            } else if (label == TYP && reader.type() == CborType.TEXT) {
                type = reader.text();
            } else {
                reader.skip();
            }
        }
        reader.end();
        for (long label : critical) {
            understood &= bit(label) != 0 && (present & bit(label)) != 0;
        }
        return new CoseHeaders(algorithm, keyId, type, understood);
    }

    /** One bit for each parameter that may be called critical, none for the others. */
    private static int bit(long label) {
        return label == ALG || label == KID || label == TYP ? 1 << (int) label : 0;
    }

    /** A label that is text is none of ours; 0, which is reserved, stands for it. */
    private static long[] critical(CborReader reader) {
        long[] labels = new long[reader.array()];
        if (labels.length == 0) {
            throw reader.unexpected("crit names nothing");
        }
        for (int i = 0; i < labels.length; i++) {
            if (reader.type() == CborType.TEXT) {
                reader.skip();
            } else {
                labels[i] = reader.integer();
            }
        }
        return labels;
    }

    private static KeyId keyId(CborReader reader) {
        byte[] bytes = reader.bytes();
        if (!KeyId.isValid(bytes)) {
            throw reader.unexpected("a key id has 1 to " + KeyId.MAX_BYTES + " bytes, not " + bytes.length);
        }
        return KeyId.of(bytes);
    }
}
