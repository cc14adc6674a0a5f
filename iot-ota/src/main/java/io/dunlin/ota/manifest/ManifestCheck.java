/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.security.sign.Refusal;
import org.jspecify.annotations.Nullable;

/** What came of judging a manifest. */
public sealed interface ManifestCheck {

    /**
     * Tells which of the two it is.
     *
     * @return the kind
     */
    Kind kind();

    /** The kinds. */
    enum Kind {
        /** {@link Accepted}. */
        ACCEPTED,
        /** {@link Refused}. */
        REFUSED
    }

    /**
     * The device is to follow it.
     *
     * @param manifest the manifest
     * @param component the image for this device
     * @param encoding what to transfer
     */
    record Accepted(Manifest manifest, Component component, Encoding encoding) implements ManifestCheck {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }
    }

    /**
     * The device does not follow it.
     *
     * @param reason why
     * @param signature why the signatures do not hold, if that is the reason
     * @param manifest what it says, if the signatures hold and it could be read
     */
    record Refused(
            ManifestRefusal reason,
            @Nullable Refusal signature,
            @Nullable Manifest manifest) implements ManifestCheck {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }
}
