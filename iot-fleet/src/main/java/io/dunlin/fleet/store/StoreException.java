/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import java.io.IOException;
import java.sql.SQLException;

/** The database did not do what was asked. The transaction was rolled back. */
public final class StoreException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    StoreException(String what, SQLException cause) {
        super(what + ": " + cause.getMessage(), cause);
        this.retryable = isRetryable(cause);
    }

    /**
     * Tells whether the same transaction may succeed when tried again.
     *
     * @return true for a lost connection, a serialization failure or a lock that was not had in time
     */
    public boolean retryable() {
        return retryable;
    }

    /** SQLSTATE classes 08 (connection), 40 (rollback); H2's 50200 and PostgreSQL's 55P03 say lock time-out. */
    private static boolean isRetryable(SQLException cause) {
        String state = cause.getSQLState();
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("40")
                        || state.equals("55P03")
                        || cause.getErrorCode() == 50200);
    }
}
