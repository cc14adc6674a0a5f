/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

/** Something could not go on because of what came of a request. */
public final class CoapException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CoapResult result;

    CoapException(CoapResult result) {
        super("no success, but " + result);
        this.result = result;
    }

    /**
     * Returns what came of the request.
     *
     * @return the peer's answer, or why there is none
     */
    public CoapResult result() {
        return result;
    }
}
