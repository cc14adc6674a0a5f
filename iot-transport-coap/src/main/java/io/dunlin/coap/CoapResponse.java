/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import org.jspecify.annotations.Nullable;

/** A response with its whole body. Immutable, so one object may answer many requests. */
public final class CoapResponse {

    private static final byte[] NO_BYTES = {};

    private final Code code;
    private final Options options;
    private final byte[] body;
    private final @Nullable Subject subject;

    private CoapResponse(Code code, Options options, byte[] body, @Nullable Subject subject) {
        if (!code.isResponse()) {
            throw new IllegalArgumentException("a response has a code of class 2, 4 or 5, not " + code);
        }
        this.code = code;
        this.options = options;
        this.body = body;
        this.subject = subject;
    }

    /**
     * Makes a response without body.
     *
     * @param code a response code
     * @return the response
     */
    public static CoapResponse of(Code code) {
        return new CoapResponse(code, Options.NONE, NO_BYTES, null);
    }

    /**
     * Makes a response.
     *
     * @param code a response code
     * @param options its options, without blocks
     * @param body its body, of any size; the caller no longer changes it
     * @return the response
     */
    public static CoapResponse of(Code code, Options options, byte[] body) {
        return new CoapResponse(code, options, body, null);
    }

    /**
     * Makes a 2.05 response.
     *
     * @param contentFormat the body's Content-Format
     * @param body its body, of any size; the caller no longer changes it
     * @return the response
     */
    public static CoapResponse content(int contentFormat, byte[] body) {
        Options options =
                Options.builder().uint(Option.CONTENT_FORMAT, contentFormat).build();
        return new CoapResponse(Code.CONTENT, options, body, null);
    }

    /**
     * Adds a tag that names this version of the representation (RFC 7252 section 5.10.6).
     *
     * @param tag 1 to 8 bytes
     * @return the changed response
     */
    public CoapResponse etag(byte[] tag) {
        return with(
                code,
                options.toBuilder()
                        .without(Option.ETAG)
                        .opaque(Option.ETAG, tag)
                        .build(),
                body);
    }

    /**
     * Says how long the response may be used without asking again (section 5.10.5). Without it that is 60 s.
     *
     * @param seconds at least 0
     * @return the changed response
     */
    public CoapResponse maxAge(long seconds) {
        return with(
                code,
                options.toBuilder()
                        .without(Option.MAX_AGE)
                        .uint(Option.MAX_AGE, seconds)
                        .build(),
                body);
    }

    /**
     * Lets a peer that asked to observe be told of later states.
     *
     * @param observed what this response tells the state of
     * @return the changed response
     */
    public CoapResponse observable(Subject observed) {
        return new CoapResponse(code, options, body, observed);
    }

    @Nullable
    Subject subject() {
        return subject;
    }

    CoapResponse with(Code newCode, Options newOptions, byte[] newBody) {
        return new CoapResponse(newCode, newOptions, newBody, subject);
    }

    /**
     * Returns the code.
     *
     * @return a code of class 2, 4 or 5
     */
    public Code code() {
        return code;
    }

    /**
     * Returns the options.
     *
     * @return the options
     */
    public Options options() {
        return options;
    }

    /**
     * Returns the body's format.
     *
     * @return the Content-Format, or -1 if none is stated
     */
    public int contentFormat() {
        return (int) options.uint(Option.CONTENT_FORMAT, -1);
    }

    /**
     * Returns the body. It is not a copy: do not change it.
     *
     * @return all of it, empty if there is none
     */
    public byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return code + " " + options + ", " + body.length + " bytes";
    }
}
