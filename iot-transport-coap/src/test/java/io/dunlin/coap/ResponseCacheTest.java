/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.exchange.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ResponseCacheTest {

    private static final byte[] TAG = {7};

    private final List<CoapCall> asked = new ArrayList<>();
    private final ResponseCache cache = new ResponseCache(2, 100, () -> this.now);
    private long now;
    private CoapResult answer = new CoapResult.Answer(CoapResponse.content(0, new byte[] {1}));
    private final Service<CoapCall, CoapResult> client = ((Service<CoapCall, CoapResult>) call -> {
                asked.add(call);
                return CompletableFuture.completedStage(answer);
            })
            .behind(cache);

    private CoapResponse send(CoapCall call) {
        return ((CoapResult.Answer) client.apply(call).toCompletableFuture().join()).response();
    }

    private void answers(CoapResponse response) {
        answer = new CoapResult.Answer(response);
    }

    private static CoapCall get(String path) {
        return CoapCall.of(Code.GET, path);
    }

    private void seconds(long seconds) {
        now += seconds * 1_000_000_000L;
    }

    @Test
    void freshAnswer_isGivenWithoutAsking_forSixtySecondsOrMaxAge() {
        send(get("/a"));
        seconds(59);
        assertThat(send(get("/a")).body()).containsExactly(1);
        assertThat(asked).hasSize(1);
        seconds(1);
        answers(CoapResponse.content(0, new byte[] {2}).maxAge(5));
        assertThat(send(get("/a")).body()).containsExactly(2);
        seconds(4);
        send(get("/a"));
        assertThat(asked).hasSize(2);
        seconds(1);
        send(get("/a"));
        assertThat(asked).hasSize(3);
    }

    @Test
    void staleAnswer_isValidatedByItsTag_andFreshAgain() {
        answers(CoapResponse.content(0, new byte[] {1}).etag(TAG).maxAge(1));
        send(get("/a"));
        seconds(2);
        answers(CoapResponse.of(Code.VALID).maxAge(10));
        assertThat(send(get("/a")).body()).containsExactly(1);
        assertThat(asked.get(1).options().opaque(Option.ETAG)).isEqualTo(TAG);
        seconds(9);
        assertThat(send(get("/a")).code()).isSameAs(Code.CONTENT);
        assertThat(asked).hasSize(2);
    }

    @Test
    void change_makesWhatIsKeptStale_whenItSucceeded() {
        send(get("/a").query("x=1"));
        answers(CoapResponse.of(Code.FORBIDDEN));
        send(CoapCall.of(Code.PUT, "/a").query("x=1"));
        send(get("/a").query("x=1"));
        assertThat(asked).hasSize(2);
        answers(CoapResponse.of(Code.CHANGED));
        send(CoapCall.of(Code.PUT, "/a").query("x=1"));
        answers(CoapResponse.content(0, new byte[] {3}));
        assertThat(send(get("/a").query("x=1")).body()).containsExactly(3);
    }

    @Test
    void key_isAllButWhatIsMarkedAsNoPartOfIt() {
        send(get("/a"));
        send(get("/a").accept(60));
        send(CoapCall.of(Code.FETCH, "/a").body(0, new byte[] {1}));
        assertThat(asked).hasSize(3);
        send(CoapCall.of(Code.FETCH, "/a").body(0, new byte[] {1}));
        assertThat(asked).hasSize(3);
        send(CoapCall.of(Code.FETCH, "/a").body(0, new byte[] {2}));
        assertThat(asked).hasSize(4);
        CoapCall sized = CoapCall.of(Code.FETCH, "/a").body(0, new byte[] {2});
        send(sized.options(sized.options().toBuilder().uint(Option.SIZE1, 1).build()));
        assertThat(asked).hasSize(4);
    }

    @Test
    void cache_isBounded_andKeepsNoErrors() {
        answers(CoapResponse.of(Code.NOT_FOUND));
        send(get("/none"));
        assertThat(cache.size()).isZero();
        answers(CoapResponse.content(0, new byte[60]));
        send(get("/a"));
        send(get("/b"));
        assertThat(cache.size()).as("120 bytes are more than 100").isEqualTo(1);
        answers(CoapResponse.content(0, new byte[1]));
        send(get("/c"));
        send(get("/d"));
        assertThat(cache.size()).isEqualTo(2);
        answers(CoapResponse.content(0, new byte[101]));
        send(get("/huge"));
        send(get("/huge"));
        assertThat(cache.size()).isEqualTo(2);
        answer = new CoapResult.NoAnswer(Outcome.Kind.TIMEOUT);
        assertThat(client.apply(get("/late")).toCompletableFuture().join()).isEqualTo(answer);
        assertThatThrownBy(() -> new ResponseCache(0, 1, () -> 0)).hasMessageContaining("0 entries");
    }

    @Test
    void callerThatValidatesByItself_isNotServedFromTheCache() {
        send(get("/a"));
        send(get("/a").etag(TAG));
        assertThat(asked).hasSize(2);
    }
}
