/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.io.IOException;

/** What is between one device and its fleet: a relay on the loopback that can be cut and mended. Thread-safe. */
public interface Network extends AutoCloseable {

    /** Returns where the device finds its fleet. */
    int port();

    /** Lets nothing through any more. */
    void cut();

    void mend();

    /** Returns how many bytes travelled to the device so far. */
    long downBytes();

    @Override
    void close() throws IOException;
}
