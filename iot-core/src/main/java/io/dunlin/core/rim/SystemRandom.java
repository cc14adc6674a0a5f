/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.RandomSource;
import java.security.SecureRandom;

/** The platform's secure generator. Safe for use by several threads. */
public final class SystemRandom implements RandomSource {

    private final SecureRandom random = new SecureRandom();

    /** Creates a source; the platform seeds it. */
    public SystemRandom() {}

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
