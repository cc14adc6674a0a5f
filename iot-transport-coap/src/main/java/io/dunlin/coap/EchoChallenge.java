/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Has clients show that they are where they say, or that their request is no older than some time, by repeating a value
 * (RFC 9175 section 2). The value is the time and a code that only this server can make, so nothing is kept for a client.
 * Thread-safe.
 */
public final class EchoChallenge {

    private static final int MAC_BYTES = 16;
    private static final int VALUE_BYTES = Long.BYTES + MAC_BYTES;

    private final SecretKeySpec key;
    private final long windowNanos;
    private final LongSupplier nanoTime;

    /**
     * Makes a challenge.
     *
     * @param key at least 16 random bytes; servers that share it accept each other's values
     * @param window how old a value may be
     * @param nanoTime the monotonic clock
     */
    public EchoChallenge(byte[] key, Duration window, LongSupplier nanoTime) {
        if (key.length < 16 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(
                    "a challenge needs a key of 16 bytes and some time, got " + key.length + " and " + window);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.windowNanos = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Asks for a fresh value before some requests reach the service (section 2.3): those that move a valve, for instance.
     *
     * @param which the requests that must be fresh
     * @return the filter
     */
    public Filter<CoapRequest, CoapResponse> fresh(Predicate<? super CoapRequest> which) {
        return (request, next) -> !which.test(request) || isFresh(request) ? next.apply(request) : challenge(request);
    }

    /**
     * Sends no large answers to peers that may not be there (section 2.4): an answer to a safe request of a peer without
     * authentication that is larger than the request by some factor is replaced by the challenge.
     *
     * @param factor how much larger an answer may be, at least 1; 3 is what the RFC names
     * @return the filter
     */
    public Filter<CoapRequest, CoapResponse> limitingAmplification(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("the factor must be at least 1, got " + factor);
        }
        return (request, next) -> {
            if (request.peer().authenticated() || !request.method().isSafe()) {
                return next.apply(request);
            }
            // Header, token and path have some bytes too; counting the body alone would ask everybody.
            long most = factor * (long) (request.body().length + request.path().length() + MAC_BYTES);
            return next.apply(request)
                    .thenCompose(response -> response.body().length <= most || isFresh(request)
                            ? CompletableFuture.completedStage(response)
                            : challenge(request));
        };
    }

    private CompletionStage<CoapResponse> challenge(CoapRequest request) {
        byte[] value = value(nanoTime.getAsLong(), request);
        Options options = Options.builder().opaque(Option.ECHO, value).build();
        return CompletableFuture.completedStage(CoapResponse.of(Code.UNAUTHORIZED, options, new byte[0]));
    }

    private boolean isFresh(CoapRequest request) {
        byte[] value = request.options().opaque(Option.ECHO);
        if (value == null || value.length != VALUE_BYTES) {
            return false;
        }
        long madeAt = ByteBuffer.wrap(value).getLong();
        long age = nanoTime.getAsLong() - madeAt;
        return age >= 0 && age <= windowNanos && MessageDigest.isEqual(value, value(madeAt, request));
    }

    private byte[] value(long madeAt, CoapRequest request) {
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(madeAt).array();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(time);
            byte[] code = mac.doFinal(request.peer().toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(VALUE_BYTES)
                    .put(time)
                    .put(code, 0, MAC_BYTES)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every platform has HmacSHA256", e);
        }
    }
}
