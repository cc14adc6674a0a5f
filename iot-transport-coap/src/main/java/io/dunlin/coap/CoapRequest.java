/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.PeerKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of a peer with its whole body. Immutable. */
public final class CoapRequest {

    private final PeerKey peer;
    private final Code method;
    private final Options options;
    private final byte[] body;
    private final Map<String, String> variables;

    CoapRequest(PeerKey peer, Code method, Options options, byte[] body, Map<String, String> variables) {
        this.peer = peer;
        this.method = method;
        this.options = options;
        this.body = body;
        this.variables = variables;
    }

    CoapRequest with(Map<String, String> captured) {
        return new CoapRequest(peer, method, options, body, captured);
    }

    /**
     * Returns who asks.
     *
     * @return the peer
     */
    public PeerKey peer() {
        return peer;
    }

    /**
     * Returns the method.
     *
     * @return a code of class 0
     */
    public Code method() {
        return method;
    }

    /**
     * Returns the options.
     *
     * @return the options; of a request in blocks those of the last one
     */
    public Options options() {
        return options;
    }

    /**
     * Returns the path.
     *
     * @return see {@link Options#path}
     */
    public String path() {
        return options.path();
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
     * Tells whether the peer takes an answer of some format (RFC 7252 section 5.10.4); if not, the answer is 4.06.
     *
     * @param contentFormat the Content-Format of the answer
     * @return whether there is no Accept or it names this format
     */
    public boolean accepts(int contentFormat) {
        return options.uint(Option.ACCEPT, contentFormat) == contentFormat;
    }

    /**
     * Returns the body. It is not a copy: do not change it.
     *
     * @return all of it, empty if there is none
     */
    public byte[] body() {
        return body;
    }

    /**
     * Returns the path segment that a route's variable stands for.
     *
     * @param name the name between braces
     * @return the segment
     * @throws IllegalArgumentException if the route has no such variable
     */
    public String variable(String name) {
        @Nullable String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the route has no variable \"" + name + "\", only " + variables.keySet());
        }
        return value;
    }

    @Override
    public String toString() {
        return method + " " + path() + " from " + peer + ", " + body.length + " bytes";
    }
}
