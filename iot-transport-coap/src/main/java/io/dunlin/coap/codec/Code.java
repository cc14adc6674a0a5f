/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/**
 * A method or a response code (RFC 7252 section 12.1): a class of 3 bits and a detail of 5. There is one object for each
 * of the 256 codes, so codes may be compared with {@code ==}.
 */
public final class Code {

    private static final Code[] ALL = all();

    /** No request and no response: an empty message. */
    public static final Code EMPTY = of(0, 0);

    /** GET: reads; safe. */
    public static final Code GET = of(0, 1);
    /** POST: has the resource process the payload. */
    public static final Code POST = of(0, 2);
    /** PUT: replaces; idempotent. */
    public static final Code PUT = of(0, 3);
    /** DELETE: removes; idempotent. */
    public static final Code DELETE = of(0, 4);
    /** FETCH: reads what the payload describes; safe (RFC 8132). */
    public static final Code FETCH = of(0, 5);
    /** PATCH: changes in part (RFC 8132). */
    public static final Code PATCH = of(0, 6);
    /** iPATCH: changes in part; idempotent (RFC 8132). */
    public static final Code IPATCH = of(0, 7);

    /** 2.01. */
    public static final Code CREATED = of(2, 1);
    /** 2.02. */
    public static final Code DELETED = of(2, 2);
    /** 2.03. */
    public static final Code VALID = of(2, 3);
    /** 2.04. */
    public static final Code CHANGED = of(2, 4);
    /** 2.05. */
    public static final Code CONTENT = of(2, 5);
    /** 2.31 (RFC 7959). */
    public static final Code CONTINUE = of(2, 31);
    /** 4.00. */
    public static final Code BAD_REQUEST = of(4, 0);
    /** 4.01. */
    public static final Code UNAUTHORIZED = of(4, 1);
    /** 4.02. */
    public static final Code BAD_OPTION = of(4, 2);
    /** 4.03. */
    public static final Code FORBIDDEN = of(4, 3);
    /** 4.04. */
    public static final Code NOT_FOUND = of(4, 4);
    /** 4.05. */
    public static final Code METHOD_NOT_ALLOWED = of(4, 5);
    /** 4.06. */
    public static final Code NOT_ACCEPTABLE = of(4, 6);
    /** 4.08 (RFC 7959). */
    public static final Code REQUEST_ENTITY_INCOMPLETE = of(4, 8);
    /** 4.12. */
    public static final Code PRECONDITION_FAILED = of(4, 12);
    /** 4.13. */
    public static final Code REQUEST_ENTITY_TOO_LARGE = of(4, 13);
    /** 4.15. */
    public static final Code UNSUPPORTED_CONTENT_FORMAT = of(4, 15);
    /** 4.29 (RFC 8516). */
    public static final Code TOO_MANY_REQUESTS = of(4, 29);
    /** 5.00. */
    public static final Code INTERNAL_SERVER_ERROR = of(5, 0);
    /** 5.01. */
    public static final Code NOT_IMPLEMENTED = of(5, 1);
    /** 5.03. */
    public static final Code SERVICE_UNAVAILABLE = of(5, 3);
    /** 5.04. */
    public static final Code GATEWAY_TIMEOUT = of(5, 4);
    /** 5.08: the request passed too many proxies (RFC 8768). */
    public static final Code HOP_LIMIT_REACHED = of(5, 8);
    /** 5.05. */
    public static final Code PROXYING_NOT_SUPPORTED = of(5, 5);

    /** 7.01: capabilities and settings of a connection (RFC 8323 section 5.3). */
    public static final Code CSM = of(7, 1);
    /** 7.02. */
    public static final Code PING = of(7, 2);
    /** 7.03. */
    public static final Code PONG = of(7, 3);
    /** 7.04: the connection should end. */
    public static final Code RELEASE = of(7, 4);
    /** 7.05: the connection has ended, because of an error. */
    public static final Code ABORT = of(7, 5);

    private final int value;
    private final String text;

    private Code(int value) {
        this.value = value;
        int detail = value & 31;
        this.text = (value >> 5) + (detail < 10 ? ".0" : ".") + detail;
    }

    private static Code[] all() {
        Code[] codes = new Code[256];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = new Code(i);
        }
        return codes;
    }

    /**
     * Returns a code by its parts.
     *
     * @param codeClass 0 to 7
     * @param detail 0 to 31
     * @return the code
     */
    public static Code of(int codeClass, int detail) {
        if (codeClass < 0 || codeClass > 7 || detail < 0 || detail > 31) {
            throw new IllegalArgumentException(
                    "a code is a class of 0 to 7 and a detail of 0 to 31, got " + codeClass + " and " + detail);
        }
        return ALL[codeClass << 5 | detail];
    }

    static Code ofByte(byte value) {
        return ALL[value & 0xFF];
    }

    /**
     * Returns the code on the wire.
     *
     * @return 0 to 255
     */
    public int value() {
        return value;
    }

    /**
     * Returns the class.
     *
     * @return 0 for requests, 2, 4 and 5 for responses
     */
    public int codeClass() {
        return value >> 5;
    }

    /**
     * Tells whether this is a method.
     *
     * @return whether the class is 0 and the detail is not
     */
    public boolean isRequest() {
        return value > 0 && value < 32;
    }

    /**
     * Tells whether this is a response code.
     *
     * @return whether the class is 2, 4 or 5
     */
    public boolean isResponse() {
        int codeClass = value >> 5;
        return codeClass == 2 || codeClass == 4 || codeClass == 5;
    }

    /**
     * Tells whether this is a response code of success.
     *
     * @return whether the class is 2
     */
    public boolean isSuccess() {
        return value >> 5 == 2;
    }

    /**
     * Tells whether a method changes nothing (RFC 7252 section 5.1), so that it may be processed again.
     *
     * @return whether this is GET or FETCH
     */
    public boolean isSafe() {
        return this == GET || this == FETCH;
    }

    /**
     * Tells whether this is about a connection (RFC 8323 section 5).
     *
     * @return whether its class is 7
     */
    public boolean isSignal() {
        return value >> 5 == 7;
    }

    /** Returns class and detail as the RFCs write them, such as {@code 4.04}. */
    @Override
    public String toString() {
        return text;
    }
}
