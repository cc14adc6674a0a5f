/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.Exchanges;
import java.time.Duration;

/**
 * A request of ours before it is sent. Immutable; each method returns a changed copy.
 */
public final class CoapCall {

    private static final byte[] NO_BYTES = {};

    private final Code method;
    private final Options options;
    private final byte[] body;
    private final boolean confirmable;
    private final Duration timeout;

    private CoapCall(Code method, Options options, byte[] body, boolean confirmable, Duration timeout) {
        this.method = method;
        this.options = options;
        this.body = body;
        this.confirmable = confirmable;
        this.timeout = timeout;
    }

    /**
     * Begins a confirmable request that waits for 100 seconds, a little more than retransmission takes with the default
     * timing.
     *
     * @param method a code of class 0
     * @param path begins with a slash
     * @return the call
     */
    public static CoapCall of(Code method, String path) {
        if (!method.isRequest()) {
            throw new IllegalArgumentException("a request has a method, not code " + method);
        }
        Options options = Options.builder().path(path).build();
        return new CoapCall(method, options, NO_BYTES, true, Duration.ofSeconds(100));
    }

    /**
     * Adds a body.
     *
     * @param contentFormat its Content-Format
     * @param bytes the body; the caller no longer changes it
     * @return the changed call
     */
    public CoapCall body(int contentFormat, byte[] bytes) {
        Options changed =
                options.toBuilder().uint(Option.CONTENT_FORMAT, contentFormat).build();
        return new CoapCall(method, changed, bytes, confirmable, timeout);
    }

    /**
     * Replaces all options, the path included.
     *
     * @param replacement the options, without blocks
     * @return the changed call
     */
    public CoapCall options(Options replacement) {
        return new CoapCall(method, replacement, body, confirmable, timeout);
    }

    /**
     * Adds a part of the query.
     *
     * @param part such as {@code name=value}
     * @return the changed call
     */
    public CoapCall query(String part) {
        return options(options.toBuilder().string(Option.URI_QUERY, part).build());
    }

    /**
     * Asks for one format (RFC 7252 section 5.10.4).
     *
     * @param contentFormat the only Content-Format to answer with
     * @return the changed call
     */
    public CoapCall accept(int contentFormat) {
        return options(options.toBuilder().uint(Option.ACCEPT, contentFormat).build());
    }

    /**
     * Names a version that is known, so that the answer may be 2.03 without a body (section 5.10.6.2).
     *
     * @param tag its ETag
     * @return the changed call
     */
    public CoapCall etag(byte[] tag) {
        return options(options.toBuilder().opaque(Option.ETAG, tag).build());
    }

    /**
     * Asks only if the resource is of this version (section 5.10.8.1).
     *
     * @param tag its ETag; empty means that it exists
     * @return the changed call
     */
    public CoapCall ifMatch(byte[] tag) {
        return options(options.toBuilder().opaque(Option.IF_MATCH, tag).build());
    }

    /**
     * Asks only if the resource does not exist (section 5.10.8.2).
     *
     * @return the changed call
     */
    public CoapCall ifNoneMatch() {
        return options(options.toBuilder().flag(Option.IF_NONE_MATCH).build());
    }

    /**
     * Sends the request once only.
     *
     * @return the changed call
     */
    public CoapCall nonConfirmable() {
        return new CoapCall(method, options, body, false, timeout);
    }

    /**
     * Sends the request once only and asks for no response of any class (RFC 7967): it ends with
     * {@link io.dunlin.coap.exchange.Outcome.Kind#NOT_AWAITED} a moment after it has left.
     *
     * @return the changed call
     */
    public CoapCall noResponse() {
        Options changed = options.toBuilder()
                .without(Option.NO_RESPONSE)
                .uint(Option.NO_RESPONSE, Exchanges.NO_RESPONSE_AT_ALL)
                .build();
        return new CoapCall(method, changed, body, false, timeout);
    }

    /**
     * Sets how long to wait for the whole response.
     *
     * @param span more than zero
     * @return the changed call
     */
    public CoapCall timeout(Duration span) {
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("a timeout is positive, got " + span);
        }
        return new CoapCall(method, options, body, confirmable, span);
    }

    Code method() {
        return method;
    }

    /**
     * Returns the options.
     *
     * @return the options
     */
    public Options options() {
        return options;
    }

    byte[] body() {
        return body;
    }

    boolean confirmable() {
        return confirmable;
    }

    Duration timeout() {
        return timeout;
    }
}
