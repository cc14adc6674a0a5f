/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.EntityTag;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Filters for conditional requests and validation (RFC 7252 sections 5.6.2, 5.10.6 and 5.10.8). */
public final class Conditions {

    private Conditions() {}

    /**
     * Gives every 2.05 answer to GET and FETCH an ETag, made of its body unless the service has set one, and answers 2.03
     * without a body when the request named that tag.
     *
     * @return the filter
     */
    public static Filter<CoapRequest, CoapResponse> validating() {
        return (request, next) -> {
            if (!request.method().isSafe()) {
                return next.apply(request);
            }
            return next.apply(request).thenApply(response -> validated(request, response));
        };
    }

    private static CoapResponse validated(CoapRequest request, CoapResponse response) {
        if (response.code() != Code.CONTENT) {
            return response;
        }
        byte[] own = response.options().opaque(Option.ETAG);
        byte[] tag = own == null ? EntityTag.of(response.body()) : own;
        for (byte[] known : request.options().opaques(Option.ETAG)) {
            if (Arrays.equals(known, tag)) {
                Options options = response.options().toBuilder()
                        .without(Option.CONTENT_FORMAT)
                        .without(Option.ETAG)
                        .opaque(Option.ETAG, tag)
                        .build();
                return response.with(Code.VALID, options, new byte[0]);
            }
        }
        return own == null ? response.etag(tag) : response;
    }

    /**
     * Answers 4.12 without asking the service when If-Match or If-None-Match do not hold. The check and the service's
     * first step happen in one turn of the loop, so a service that acts at once is not overtaken.
     *
     * @param current finds the tag of the resource that a request names, null if there is no such resource; does not
     *     block
     * @return the filter
     */
    public static Filter<CoapRequest, CoapResponse> preconditions(
            Function<? super CoapRequest, byte @Nullable []> current) {
        return (request, next) -> {
            Options options = request.options();
            boolean ifMatch = options.has(Option.IF_MATCH);
            boolean ifNoneMatch = options.has(Option.IF_NONE_MATCH);
            if (!ifMatch && !ifNoneMatch) {
                return next.apply(request);
            }
            byte[] tag = current.apply(request);
            boolean holds = (!ifMatch || anyMatches(options, tag)) && (!ifNoneMatch || tag == null);
            return holds
                    ? next.apply(request)
                    : CompletableFuture.completedStage(CoapResponse.of(Code.PRECONDITION_FAILED));
        };
    }

    /** An empty If-Match asks only that the resource exists. */
    private static boolean anyMatches(Options options, byte @Nullable [] tag) {
        if (tag == null) {
            return false;
        }
        for (byte[] wanted : options.opaques(Option.IF_MATCH)) {
            if (wanted.length == 0 || Arrays.equals(wanted, tag)) {
                return true;
            }
        }
        return false;
    }
}
