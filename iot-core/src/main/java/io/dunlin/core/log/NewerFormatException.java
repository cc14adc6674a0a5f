/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import java.io.IOException;

/**
 * A file was written by a newer version of this library in a format that this one does not read. Nothing was changed;
 * run the newer version, or give this one another directory.
 */
public final class NewerFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int version;

    /**
     * Creates the exception.
     *
     * @param name what was found
     * @param version its version
     * @param supported the newest version that this library reads
     */
    public NewerFormatException(String name, int version, int supported) {
        super(name + " has format version " + version + ", this library reads up to " + supported
                + "; nothing was changed");
        this.version = version;
    }

    /**
     * Returns the version that was found.
     *
     * @return greater than what is supported
     */
    public int version() {
        return version;
    }
}
