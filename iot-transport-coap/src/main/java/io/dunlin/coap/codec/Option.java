/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import org.jspecify.annotations.Nullable;

/**
 * The options that this library acts on (RFC 7252 table 4, 7641, 7959, 7967, 8768, 9175). OSCORE and Q-Block are not
 * among them, so a message that needs them is refused with 4.02 as their RFCs want.
 */
public enum Option {
    /** If-Match. */
    IF_MATCH(1, Format.OPAQUE, 0, 8, true),
    /** Uri-Host. */
    URI_HOST(3, Format.STRING, 1, 255, false),
    /** ETag. */
    ETAG(4, Format.OPAQUE, 1, 8, true),
    /** If-None-Match. */
    IF_NONE_MATCH(5, Format.EMPTY, 0, 0, false),
    /** Observe (RFC 7641). */
    OBSERVE(6, Format.UINT, 0, 3, false),
    /** Uri-Port. */
    URI_PORT(7, Format.UINT, 0, 2, false),
    /** Location-Path. */
    LOCATION_PATH(8, Format.STRING, 0, 255, true),
    /** Uri-Path. */
    URI_PATH(11, Format.STRING, 0, 255, true),
    /** Content-Format. */
    CONTENT_FORMAT(12, Format.UINT, 0, 2, false),
    /** Max-Age, in seconds. */
    MAX_AGE(14, Format.UINT, 0, 4, false),
    /** Uri-Query. */
    URI_QUERY(15, Format.STRING, 0, 255, true),
    /** Hop-Limit (RFC 8768). */
    HOP_LIMIT(16, Format.UINT, 1, 1, false),
    /** Accept. */
    ACCEPT(17, Format.UINT, 0, 2, false),
    /** Location-Query. */
    LOCATION_QUERY(20, Format.STRING, 0, 255, true),
    /** Block2 (RFC 7959). */
    BLOCK2(23, Format.UINT, 0, 3, false),
    /** Block1 (RFC 7959). */
    BLOCK1(27, Format.UINT, 0, 3, false),
    /** Size2 (RFC 7959). */
    SIZE2(28, Format.UINT, 0, 4, false),
    /** Proxy-Uri. */
    PROXY_URI(35, Format.STRING, 1, 1034, false),
    /** Proxy-Scheme. */
    PROXY_SCHEME(39, Format.STRING, 1, 255, false),
    /** Size1. */
    SIZE1(60, Format.UINT, 0, 4, false),
    /** Echo (RFC 9175). */
    ECHO(252, Format.OPAQUE, 1, 40, false),
    /** No-Response (RFC 7967). */
    NO_RESPONSE(258, Format.UINT, 0, 1, false),
    /** Request-Tag (RFC 9175). */
    REQUEST_TAG(292, Format.OPAQUE, 0, 8, true);

    /** What a value holds (RFC 7252 section 3.2). */
    public enum Format {
        /** Nothing. */
        EMPTY,
        /** Bytes. */
        OPAQUE,
        /** A number without leading zero bytes; others are accepted. */
        UINT,
        /** UTF-8 text. */
        STRING
    }

    private static final @Nullable Option[] BY_NUMBER = byNumber();

    private final int number;
    private final Format format;
    private final int minBytes;
    private final int maxBytes;
    private final boolean repeatable;

    Option(int number, Format format, int minBytes, int maxBytes, boolean repeatable) {
        this.number = number;
        this.format = format;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
        this.repeatable = repeatable;
    }

    private static @Nullable Option[] byNumber() {
        @Nullable Option[] table = new @Nullable Option[293];
        for (Option option : values()) {
            table[option.number] = option;
        }
        return table;
    }

    /**
     * Finds an option by its number.
     *
     * @param number the number on the wire
     * @return the option, or null if this library does not act on it
     */
    public static @Nullable Option of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    /**
     * Tells whether a receiver that does not act on an option must refuse the message (RFC 7252 section 5.4.6).
     *
     * @param number the option's number
     * @return whether it is critical; else it is elective
     */
    public static boolean isCritical(int number) {
        return (number & 1) != 0;
    }

    /**
     * Returns the number on the wire.
     *
     * @return 1 to 65535
     */
    public int number() {
        return number;
    }

    /**
     * Returns what a value holds.
     *
     * @return the format
     */
    public Format format() {
        return format;
    }

    /**
     * Tells whether it may occur more than once.
     *
     * @return whether it is repeatable
     */
    public boolean repeatable() {
        return repeatable;
    }

    /**
     * Tells whether a value has a permitted length.
     *
     * @param bytes the value's length
     * @return whether it is within the option's bounds
     */
    public boolean accepts(int bytes) {
        return bytes >= minBytes && bytes <= maxBytes;
    }
}
