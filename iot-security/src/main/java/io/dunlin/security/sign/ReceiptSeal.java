/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs receipts with the device's key, so that nothing between device and server can forge one. Stateless. */
public final class ReceiptSeal {

    /** The type of a signed receipt (RFC 9596). */
    public static final String TYPE = "application/dunlin-receipt+cbor";

    /** The longest signed receipt in bytes. */
    public static final int MAX_MESSAGE_BYTES = Receipt.MAX_ENCODED_BYTES + 512;

    private static final String AAD = "dunlin/receipt/v1/";

    private ReceiptSeal() {}

    /**
     * Signs a receipt.
     *
     * @param key the device's key
     * @param tenant the device's tenant
     * @param device the device
     * @param receipt what came of a command
     * @return the message
     * @throws KeyUnavailableException if the key cannot be used now
     */
    public static byte[] seal(SigningKey key, Tenant tenant, DeviceId device, Receipt receipt) {
        return CoseSigner.sign1(key, TYPE, receipt.encode(), externalAad(tenant, device));
    }

    /**
     * Checks a receipt.
     *
     * @param message what came
     * @param key the key of the device that it came from, in role {@link Role#RECEIPT}
     * @param tenant the device's tenant
     * @param device the device that it came from
     * @return the receipt, or null if this device did not sign it
     */
    public static @Nullable Receipt open(byte[] message, VerificationKey key, Tenant tenant, DeviceId device) {
        Verification verification = new CoseVerifier(KeyRing.of(List.of(key)), MAX_MESSAGE_BYTES)
                .verify1(message, Role.RECEIPT, TYPE, externalAad(tenant, device));
        if (verification.kind() == Verification.Kind.REFUSED) {
            return null;
        }
        try {
            return Receipt.decode(((Verification.Verified) verification).payload());
        } catch (DecodeException e) {
            return null;
        }
    }

    private static byte[] externalAad(Tenant tenant, DeviceId device) {
        return Ascii.bytes(AAD + tenant.value() + '/' + device.value());
    }
}
