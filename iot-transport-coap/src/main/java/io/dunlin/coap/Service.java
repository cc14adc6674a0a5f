/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import java.util.concurrent.CompletionStage;

/**
 * A function from a request to a future response. It is called on the endpoint's loop and must not block; one that has to
 * returns a future that another thread completes.
 *
 * @param <Q> what is asked
 * @param <S> what is answered
 */
@FunctionalInterface
public interface Service<Q, S> {

    /**
     * Serves a request.
     *
     * @param request what is asked
     * @return what is answered; a stage that fails, or an exception, is answered with 5.00
     */
    CompletionStage<S> apply(Q request);

    /**
     * Puts a filter before this service.
     *
     * @param filter sees requests first and responses last
     * @return the filtered service
     */
    default Service<Q, S> behind(Filter<Q, S> filter) {
        return request -> filter.apply(request, this);
    }
}
