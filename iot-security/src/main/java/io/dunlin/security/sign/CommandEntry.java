/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the journal knows of one command. */
final class CommandEntry {

    private final CommandId id;
    private final byte[] digest;
    private final Semantics semantics;
    private final @Nullable Command toRepeat;
    private @Nullable Receipt receipt;

    /**
     * Creates an entry.
     *
     * @param digest of the signed claims, so that another command of the same id is found out
     * @param toRepeat the command if it may run again, so that it can
     * @param receipt the final receipt, null while the command runs
     */
    CommandEntry(
            CommandId id, byte[] digest, Semantics semantics, @Nullable Command toRepeat, @Nullable Receipt receipt) {
        this.id = id;
        this.digest = digest;
        this.semantics = semantics;
        this.toRepeat = toRepeat;
        this.receipt = receipt;
    }

    CommandId id() {
        return id;
    }

    byte[] digest() {
        return digest;
    }

    boolean isOf(byte[] otherDigest) {
        return Arrays.equals(digest, otherDigest);
    }

    Semantics semantics() {
        return semantics;
    }

    @Nullable
    Command toRepeat() {
        return toRepeat;
    }

    @Nullable
    Receipt receipt() {
        return receipt;
    }

    void finish(Receipt finalReceipt) {
        receipt = finalReceipt;
    }

    /** Returns what the entry costs, about, in bytes. */
    int size() {
        int repeat = toRepeat == null ? 0 : toRepeat.arguments().length;
        int result =
                receipt == null ? 0 : receipt.result().length + receipt.text().length();
        return 128 + repeat + result;
    }
}
