/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Options;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Bytes in, bytes out. The names TD_COAP_CORE are those of the ETSI CoAP plugtests; here each is run in both roles by the
 * two tests that carry it.
 */
class ExchangesTest {

    /** Option 258 with the value 2: no interest in responses of class 2. */
    private static final String NO_RESPONSE_2 = "d1 f5 02";

    private final Lockstep end = new Lockstep(Timing.DEFAULT, ExchangeLimits.DEFAULT);

    /** Splits a request that left into its id and token, in hexadecimal. */
    private static String id(String hex) {
        return hex.substring(4, 8);
    }

    private static String token(String hex) {
        return hex.substring(8, 24);
    }

    @Test
    void tdCoapCore01to04_confirmableRequest_isAnsweredOnItsAcknowledgement() {
        end.answer = Code.CONTENT;
        end.answerBody = "hi";
        for (String code : new String[] {"01", "02", "03", "04"}) {
            end.receive("42" + code + "12" + code + " aabb b474657374");
            end.expect("624512" + code + "aabb ff6869");
        }
        assertThat(end.requests).hasSize(4);
        assertThat(end.requests.get(0).request().options().path()).isEqualTo("/test");
        assertThat(end.requests.get(0).peer()).isEqualTo(end.peer);
    }

    @Test
    void tdCoapCore01to04_confirmableRequest_endsWithThePiggybackedResponse() {
        for (Code code : new Code[] {Code.GET, Code.POST, Code.PUT, Code.DELETE}) {
            end.ask(true, code, "/test", "", 60_000);
            String request = end.next();
            assertThat(request).startsWith("480" + code.value()).endsWith("b474657374");
            end.receive("6845" + id(request) + token(request) + "ff6869");
            assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESPONSE);
            end.expectNothing();
        }
    }

    @Test
    void tdCoapCore05to08_nonConfirmableRequest_isAnsweredNonConfirmably() {
        end.answer = Code.CONTENT;
        end.receive("52021201 aabb b474657374");
        String response = end.next();
        assertThat(response).startsWith("5245").endsWith("aabb");
        end.receive("52021201 aabb b474657374");
        end.expectNothing();
        assertThat(end.requests).hasSize(1);
    }

    @Test
    void tdCoapCore05to08_nonConfirmableRequest_endsWithTheResponse_andIsNotSentAgain() {
        end.ask(false, Code.GET, "/test", "", 60_000);
        String request = end.next();
        assertThat(request).startsWith("5801");
        end.advance(10_000);
        end.expectNothing();
        end.receive("5845 7777" + token(request));
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESPONSE);
    }

    @Test
    void tdCoapCore09_slowAnswer_comesApart_andIsSentAgainUntilAcknowledged() {
        end.receive("42021201 aabb b473657061");
        end.advance(499);
        end.expectNothing();
        end.advance(1);
        end.expect("60001201");
        end.receive("42021201 aabb b473657061");
        end.expect("60001201");
        assertThat(end.requests).hasSize(1);
        end.requests.get(0).respond(Code.CHANGED, Options.NONE, new byte[] {1}, end.now);
        String response = end.next();
        assertThat(response).startsWith("4244").endsWith("aabbff01");
        end.advance(3_000);
        end.expect(response);
        end.receive("6000" + id(response));
        end.advance(300_000);
        end.expectNothing();
    }

    @Test
    void tdCoapCore09_separateResponse_isAcknowledged_alsoWhenItComesTwice() {
        end.ask(true, Code.GET, "/separate", "", 60_000);
        String request = end.next();
        end.receive("6000" + id(request));
        end.advance(20_000);
        end.expectNothing();
        end.receive("4845 0909" + token(request) + "ff61");
        end.expect("60000909");
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESPONSE);
        end.receive("4845 0909" + token(request) + "ff61");
        end.expect("60000909");
        assertThat(end.outcomes).isEmpty();
    }

    @Test
    void tdCoapCore10_responseWithAnotherToken_isReset() {
        end.ask(true, Code.GET, "/test", "", 60_000);
        String request = end.next();
        end.receive("4845 0909 0102030405060708 ff61");
        end.expect("70000909");
        end.receive("6845" + id(request) + "0102030405060708");
        end.receive("5845 0910 0102030405060708");
        assertThat(end.outcomes).isEmpty();
        assertThat(end.exchanges.counters().unmatched()).isEqualTo(3);
    }

    @Test
    void separateResponse_endsTheRequest_whenTheAcknowledgementWasLost() {
        end.ask(true, Code.GET, "/test", "", 60_000);
        String request = end.next();
        end.receive("4845 0909" + token(request));
        end.expect("60000909");
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESPONSE);
        end.advance(200_000);
        end.expectNothing();
    }

    @Test
    void confirmableRequest_isSentFiveTimesWithDoublingWaits_thenTimesOut() {
        end.ask(true, Code.POST, "/a", "x", 500_000);
        String first = end.next();
        long started = end.now;
        long wait = 0;
        for (int i = 0; i < 4; i++) {
            long before = end.now;
            end.now = end.exchanges.deadlineNanos();
            end.exchanges.tick(end.now);
            end.expect(first);
            long waited = end.now - before;
            if (i == 0) {
                assertThat(waited).isBetween(2_000 * Lockstep.MILLI, 3_000 * Lockstep.MILLI);
            } else {
                assertThat(waited).isEqualTo(2 * wait);
            }
            wait = waited;
        }
        assertThat(end.outcomes).isEmpty();
        end.advance(100_000);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.TIMEOUT);
        assertThat(end.now - started).isGreaterThan(62_000 * Lockstep.MILLI);
        assertThat(end.exchanges.counters().retransmissions()).isEqualTo(4);
    }

    @Test
    void request_ends_whenReset_timedOutOrCancelled_andALateResponseIsReset() {
        end.ask(true, Code.GET, "/a", "", 60_000);
        String reset = end.next();
        end.receive("7000" + id(reset));
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESET);
        end.ask(true, Code.GET, "/a", "", 1_000);
        end.next();
        end.advance(1_000);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.TIMEOUT);
        ClientExchange exchange = end.ask(true, Code.GET, "/a", "", 60_000);
        String cancelled = end.next();
        exchange.cancel(end.now);
        exchange.cancel(end.now);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.CANCELLED);
        end.receive("4845 0909" + token(cancelled));
        end.expect("70000909");
        end.ask(true, Code.GET, "/a", "", 60_000);
        end.next();
        end.exchanges.close(end.now);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.CLOSED);
        end.ask(true, Code.GET, "/a", "", 60_000);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.CLOSED);
    }

    @Test
    void nstart_keepsTheSecondRequestBack_untilTheFirstIsAcknowledged() {
        end.ask(true, Code.GET, "/1", "", 60_000);
        end.ask(true, Code.GET, "/2", "", 60_000);
        String first = end.next();
        end.expectNothing();
        end.receive("6000" + id(first));
        assertThat(end.next()).endsWith("b132");
    }

    @Test
    void queue_isBounded_andTellsBusy() {
        var limits = new ExchangeLimits(ExchangeLimits.DEFAULT.codec(), 1, 2, 8, 8, 0);
        Lockstep small = new Lockstep(Timing.DEFAULT, limits);
        small.ask(true, Code.GET, "/1", "", 60_000);
        small.ask(true, Code.GET, "/2", "", 60_000);
        small.ask(true, Code.GET, "/3", "", 60_000);
        small.ask(true, Code.GET, "/4", "", 60_000);
        assertThat(small.outcome()).isEqualTo(Outcome.Kind.BUSY);
        small.exchanges.ping(new Lockstep.Key("other"), (outcome, at) -> small.outcomes.add(outcome), small.now);
        assertThat(small.outcome()).isEqualTo(Outcome.Kind.BUSY);
    }

    @Test
    void ping_isAnsweredWithReset_inBothRoles() {
        end.receive("4000 1234");
        end.expect("70001234");
        assertThat(end.exchanges.peers()).isZero();
        end.exchanges.ping(end.peer, (outcome, at) -> end.outcomes.add(outcome), end.now);
        String ping = end.next();
        assertThat(ping).startsWith("4000").hasSize(8);
        end.receive("7000" + id(ping));
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.RESET);
        end.exchanges.ping(end.peer, (outcome, at) -> end.outcomes.add(outcome), end.now);
        end.advance(100_000);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void duplicatePost_getsTheSameAnswer_andHasNoSecondEffect_untilTheLifetimeIsOver() {
        end.answer = Code.CHANGED;
        end.receive("42021201 aabb b161 ff01");
        end.expect("62441201aabb");
        end.answer = Code.CONTENT;
        end.receive("42021201 aabb b161 ff01");
        end.expect("62441201aabb");
        assertThat(end.requests).hasSize(1);
        end.advance(246_999);
        end.receive("42021201 aabb b161 ff01");
        end.expect("62441201aabb");
        end.advance(1);
        end.receive("42021201 aabb b161 ff01");
        end.expect("62451201aabb");
        assertThat(end.requests).hasSize(2);
        assertThat(end.exchanges.counters().duplicates()).isEqualTo(2);
    }

    @Test
    void duplicateGet_isComputedAgain_andLeavesNothingBehind() {
        end.answer = Code.CONTENT;
        end.receive("42011201 aabb b161");
        end.receive("42011201 aabb b161");
        assertThat(end.requests).hasSize(2);
        assertThat(end.exchanges.toString()).contains("remembered=0");
    }

    @Test
    void duplicateOfASlowGet_isNotServedTwiceAtOnce() {
        end.receive("42011201 aabb b161");
        end.receive("42011201 aabb b161");
        end.expectNothing();
        assertThat(end.requests).hasSize(1);
        end.requests.get(0).respond(Code.CONTENT, Options.NONE, new byte[0], end.now);
        end.expect("62451201aabb");
        end.receive("42011201 aabb b161");
        assertThat(end.requests).hasSize(2);
    }

    @Test
    void peerThatRestarted_isServed_thoughItUsesAnIdAgain() {
        end.answer = Code.CHANGED;
        end.receive("42021201 aabb b161");
        end.receive("42021201 ccdd b161");
        end.expect("62441201aabb");
        end.expect("62441201ccdd");
        assertThat(end.requests).hasSize(2);
    }

    @Test
    void badMessages_areAnsweredAsTheRfcSays_andCounted() {
        end.receive("40");
        end.receive("80010001");
        end.receive("50010001ff");
        end.expectNothing();
        end.receive("40010001ff");
        end.expect("70000001");
        end.receive("4101000190".replace("90", "aa90"));
        end.expect("61820001aa");
        end.receive("41010002aab12e");
        end.expect("61800002aa");
        assertThat(end.exchanges.counters().malformed()).isEqualTo(6);
        assertThat(end.exchanges.counters().received()).isEqualTo(6);
        assertThat(end.requests).isEmpty();
    }

    @Test
    void responseWithAnUnknownCriticalOption_endsTheRequest() {
        end.ask(true, Code.GET, "/a", "", 60_000);
        String request = end.next();
        end.receive("6845" + id(request) + token(request) + "90");
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.BAD_RESPONSE);
        end.ask(true, Code.GET, "/a", "", 60_000);
        request = end.next();
        end.receive("4845 0707" + token(request) + "90");
        end.expect("70000707");
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.BAD_RESPONSE);
    }

    @Test
    void ignoredRequest_isAcknowledgedOnly() {
        end.receive("42021201 aabb b161");
        end.requests.get(0).ignore();
        end.expect("60001201");
        end.requests.get(0).respond(Code.CHANGED, Options.NONE, new byte[0], end.now);
        end.expectNothing();
    }

    @Test
    void floodOfOnePeer_neverVoidsAnothersDeduplication() {
        var limits = new ExchangeLimits(ExchangeLimits.DEFAULT.codec(), 10, 8, 8, 256, 4096);
        Lockstep server = new Lockstep(Timing.DEFAULT, limits);
        server.answer = Code.CHANGED;
        server.receive("42021201 aabb b161");
        server.expect("62441201aabb");
        var flood = new Lockstep.Key("flood");
        for (int i = 0; i < 65_536; i++) {
            server.receive(flood, "4202" + String.format("%04x", i) + "aabbb161");
        }
        for (int i = 0; i < 100; i++) {
            server.receive(new Lockstep.Key("spoofed " + i), "42021201aabbb161");
        }
        long served = server.requests.size();
        assertThat(served).isEqualTo(1 + 256 + 8);
        assertThat(server.exchanges.counters().refused()).isEqualTo(65_536 - 256 + 92);
        assertThat(server.exchanges.peers()).isEqualTo(10);
        server.drain();
        server.receive("42021201 aabb b161");
        server.expect("62441201aabb");
        assertThat(server.requests).hasSize((int) served);
    }

    @Test
    void idlePeer_isForgotten_andAnUnansweredRequestToo() {
        end.receive("42021201 aabb b161");
        end.ask(false, Code.GET, "/a", "", 60_000);
        assertThat(end.exchanges.peers()).isEqualTo(1);
        end.advance(1_000_000);
        assertThat(end.exchanges.peers()).isZero();
        assertThat(end.exchanges.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(end.outcome()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void messageIds_areNotUsedTwiceWithinTheLifetime() {
        MessageIds ids = new MessageIds(65_535, Timing.DEFAULT, 0);
        long lifetime = Timing.DEFAULT.exchangeLifetimeNanos();
        long[] usedAt = new long[65_536];
        Arrays.fill(usedAt, -lifetime);
        long now = 0;
        long burst = 0;
        for (int i = 0; i < 200_000; i++) {
            now = ids.freeAt(now);
            burst += now == 0 ? 1 : 0;
            int id = ids.next(now);
            assertThat(now - usedAt[id]).isGreaterThanOrEqualTo(lifetime);
            usedAt[id] = now;
        }
        assertThat(burst).isEqualTo(MessageIds.BURST);
        assertThat(200_000L * 1_000_000_000L / now).isBetween(240L, 265L);
    }

    @Test
    void timing_hasTheDerivedValuesOfRfc7252Section482() {
        assertThat(Timing.DEFAULT.maxTransmitSpanNanos()).isEqualTo(45_000_000_000L);
        assertThat(Timing.DEFAULT.maxTransmitWaitNanos()).isEqualTo(93_000_000_000L);
        assertThat(Timing.DEFAULT.exchangeLifetimeNanos()).isEqualTo(247_000_000_000L);
        assertThat(Timing.LAN.exchangeLifetimeNanos()).isLessThan(20_000_000_000L);
        assertThatThrownBy(() -> new Timing(0, 150, 4, 1, 1, 0)).hasMessageContaining("positive");
        assertThatThrownBy(() -> new Timing(5, 150, 4, 1, 1, 5)).hasMessageContaining("ACK_TIMEOUT 5");
        assertThatThrownBy(() -> new Timing(61_000_000_000L, 150, 4, 1, 1, 1)).hasMessageContaining("61000000000");
        assertThatThrownBy(() -> new Timing(5, 99, 4, 1, 1, 1)).hasMessageContaining("99");
        assertThatThrownBy(() -> new Timing(5, 150, 4, 0, 1, 1)).hasMessageContaining("nstart");
    }

    @Test
    void respond_refusesAMethodAsAnswer() {
        end.receive("42021201 aabb b161");
        ServerExchange exchange = end.requests.get(0);
        assertThatThrownBy(() -> exchange.respond(Code.GET, Options.NONE, new byte[0], end.now))
                .hasMessageContaining("0.01");
        assertThatThrownBy(() -> end.ask(true, Code.CONTENT, "/", "", 1)).hasMessageContaining("2.05");
    }

    @Test
    void rfc7967_answerThatIsNotWanted_isNotSent() {
        end.answer = Code.CHANGED;
        end.receive("4202 1201 aabb " + NO_RESPONSE_2);
        end.expect("60001201");
        end.answer = Code.BAD_REQUEST;
        end.receive("4202 1202 aabb " + NO_RESPONSE_2);
        end.expect("6280 1202 aabb");
        end.answer = Code.CHANGED;
        end.receive("5202 1203 aabb " + NO_RESPONSE_2);
        end.expectNothing();
    }

    @Test
    void rfc8974_longTokens_areGivenBack() {
        end.answer = Code.CONTENT;
        String medium = "aa".repeat(20);
        end.receive("4d011201 07" + medium);
        end.expect("6d451201 07" + medium);
        String large = "bb".repeat(300);
        end.receive("4e011202 001f" + large);
        end.expect("6e451202 001f" + large);
    }

    @Test
    void associationThatIsOver_endsWhatWaitsForIt_andForgetsThePeer() {
        end.ask(true, Code.GET, "/test", "", 60_000);
        end.ask(true, Code.GET, "/test", "", 60_000);
        end.receive("42021201 aabb b474657374");
        end.exchanges.disconnected(end.peer, end.now);
        assertThat(end.outcomes)
                .extracting(Outcome::kind)
                .containsExactly(Outcome.Kind.DISCONNECTED, Outcome.Kind.DISCONNECTED);
        assertThat(end.exchanges.peers()).isZero();
        end.exchanges.disconnected(end.peer, end.now);
        end.drain();
        end.requests.remove(0).respond(Code.CHANGED, Options.NONE, new byte[0], end.now);
        end.advance(300_000);
        end.receive("42021201 aabb b474657374");
        assertThat(end.requests).as("a later association begins from nothing").hasSize(1);
    }
}
