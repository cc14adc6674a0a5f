/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure that names its seed and how to run it again; not to be wrapped in another one. */
final class SeedFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    SeedFailure(long seed, String what, List<String> lastEvents, @Nullable Throwable cause) {
        super(text(seed, what, lastEvents), cause);
    }

    private static String text(long seed, String what, List<String> lastEvents) {
        StringBuilder text =
                new StringBuilder("seed ").append(seed).append(" failed: ").append(what);
        text.append("\nrun it again with: ").append(Seeds.rerun(seed));
        lastEvents.forEach(line -> text.append("\n    ").append(line));
        return text.toString();
    }
}
