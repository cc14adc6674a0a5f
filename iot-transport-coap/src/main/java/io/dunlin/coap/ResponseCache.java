/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.OptionsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's cache of one peer's answers (RFC 7252 section 5.6): fresh ones are given without asking, stale ones are
 * validated by their ETag, and a successful change of a resource makes what is kept of it stale. Put it before a client:
 * {@code client.behind(new ResponseCache(100, 1 << 20, loop::nanoTime))}. Thread-safe.
 */
public final class ResponseCache implements Filter<CoapCall, CoapResult> {

    private static final long DEFAULT_MAX_AGE = 60;
    private static final long SECOND = 1_000_000_000L;

    private final int maxEntries;
    private final int maxBytes;
    private final LongSupplier nanoTime;
    /** Who was used least recently comes first. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Which entries there are of one resource. */
    private final Map<Options, List<Key>> resources = new HashMap<>();

    private long bytes;

    /** What makes two requests the same (section 5.4.2). */
    private record Key(Code method, Options options, List<Byte> body) {}

    private static final class Entry {
        final CoapResponse response;
        final long size;
        long freshUntil;

        Entry(CoapResponse response, long size, long freshUntil) {
            this.response = response;
            this.size = size;
            this.freshUntil = freshUntil;
        }
    }

    /**
     * Makes an empty cache.
     *
     * @param maxEntries how many answers to keep
     * @param maxBytes how many bytes their bodies may have together
     * @param nanoTime the monotonic clock
     */
    public ResponseCache(int maxEntries, int maxBytes, LongSupplier nanoTime) {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, got " + maxEntries + " entries and " + maxBytes + " bytes");
        }
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<CoapResult> apply(CoapCall call, Service<CoapCall, CoapResult> next) {
        Options resource = resource(call.options());
        if (!call.method().isSafe()) {
            return next.apply(call).thenApply(result -> {
                changed(resource, result);
                return result;
            });
        }
        if (call.options().has(Option.OBSERVE) || call.options().has(Option.ETAG)) {
            // The caller validates or observes by itself.
            return next.apply(call);
        }
        Key key = new Key(call.method(), cacheKey(call.options()), boxed(call.body()));
        Entry entry = find(key);
        if (entry == null) {
            return next.apply(call).thenApply(result -> keep(key, resource, result, null));
        }
        if (entry.freshUntil - nanoTime.getAsLong() > 0) {
            return CompletableFuture.completedStage(new CoapResult.Answer(entry.response));
        }
        byte[] tag = entry.response.options().opaque(Option.ETAG);
        CoapCall asked = tag == null ? call : call.etag(tag);
        return next.apply(asked).thenApply(result -> keep(key, resource, result, entry));
    }

    /**
     * Returns how many answers are kept.
     *
     * @return a count
     */
    public synchronized int size() {
        return entries.size();
    }

    private synchronized @Nullable Entry find(Key key) {
        return entries.get(key);
    }

    private synchronized CoapResult keep(Key key, Options resource, CoapResult result, @Nullable Entry validated) {
        if (!(result instanceof CoapResult.Answer answer)) {
            return result;
        }
        CoapResponse response = answer.response();
        long freshUntil = nanoTime.getAsLong() + response.options().uint(Option.MAX_AGE, DEFAULT_MAX_AGE) * SECOND;
        if (response.code() == Code.VALID && validated != null) {
            validated.freshUntil = freshUntil;
            return new CoapResult.Answer(validated.response);
        }
        remove(key);
        if (response.code() == Code.CONTENT && response.body().length <= maxBytes) {
            Entry entry = new Entry(response, response.body().length, freshUntil);
            entries.put(key, entry);
            resources.computeIfAbsent(resource, none -> new ArrayList<>()).add(key);
            bytes += entry.size;
            while (entries.size() > maxEntries || bytes > maxBytes) {
                remove(entries.keySet().iterator().next());
            }
        }
        return result;
    }

    private void remove(Key key) {
        Entry entry = entries.remove(key);
        if (entry == null) {
            return;
        }
        bytes -= entry.size;
        Options resource = resource(key.options);
        List<Key> others = resources.get(resource);
        if (others != null && others.remove(key) && others.isEmpty()) {
            resources.remove(resource);
        }
    }

    /** Sections 5.9.1.1, 5.9.1.2 and 5.9.1.4: what is kept of a changed resource is not fresh any more. */
    private synchronized void changed(Options resource, CoapResult result) {
        if (!(result instanceof CoapResult.Answer answer)
                || !answer.response().code().isSuccess()) {
            return;
        }
        for (Key key : resources.getOrDefault(resource, List.of())) {
            Entry entry = entries.get(key);
            if (entry != null) {
                entry.freshUntil = nanoTime.getAsLong();
            }
        }
    }

    /** Options whose numbers say so are no part of the key. */
    private static Options cacheKey(Options options) {
        OptionsBuilder key = Options.builder();
        for (Options.Cursor cursor = options.cursor(); cursor.next(); ) {
            if ((cursor.number() & 0x1E) != 0x1C) {
                key.raw(cursor.number(), cursor.bytes());
            }
        }
        return key.build();
    }

    private static Options resource(Options options) {
        OptionsBuilder resource = Options.builder();
        for (Options.Cursor cursor = options.cursor(); cursor.next(); ) {
            int number = cursor.number();
            if (number == Option.URI_HOST.number()
                    || number == Option.URI_PORT.number()
                    || number == Option.URI_PATH.number()
                    || number == Option.URI_QUERY.number()) {
                resource.raw(number, cursor.bytes());
            }
        }
        return resource.build();
    }

    private static List<Byte> boxed(byte[] body) {
        Byte[] boxes = new Byte[body.length];
        Arrays.setAll(boxes, i -> body[i]);
        return List.of(boxes);
    }
}
