/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import java.util.concurrent.CompletionStage;

/**
 * Something that every request passes before a service and every response after it: authorization, metrics, caching.
 *
 * @param <Q> what is asked
 * @param <S> what is answered
 */
@FunctionalInterface
public interface Filter<Q, S> {

    /**
     * Handles a request.
     *
     * @param request what is asked
     * @param next what comes after; need not be called
     * @return what is answered
     */
    CompletionStage<S> apply(Q request, Service<Q, S> next);

    /**
     * Puts another filter after this one.
     *
     * @param inner the filter that is nearer to the service
     * @return both as one
     */
    default Filter<Q, S> then(Filter<Q, S> inner) {
        return (request, next) -> apply(request, next.behind(inner));
    }
}
