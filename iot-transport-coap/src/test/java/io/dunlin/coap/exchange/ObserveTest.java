/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.CodecLimits;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes in, bytes out. The names TD_COAP_OBS are those of the ETSI CoAP plugtests. */
class ObserveTest {

    private static final String REGISTER = "4201 1201 aabb 60 5474657374";
    private static final ObservePolicy UNCONFIRMED =
            new ObservePolicy(10, 2, 3, 86_400_000_000_000L, 3_000 * Lockstep.MILLI);

    private final Lockstep end = new Lockstep(Timing.DEFAULT, ExchangeLimits.DEFAULT);
    private final List<String> told = new ArrayList<>();

    private ServerObservation observed(ObservePolicy policy, String registration) {
        end.receive(registration);
        ServerExchange exchange = end.requests.remove(end.requests.size() - 1);
        exchange.leaveIfAsked();
        ServerObservation observation = exchange.observe(policy, () -> told.add("gone"), end.now);
        exchange.respond(Code.CONTENT, Options.NONE, new byte[] {0x30}, end.now);
        return observation;
    }

    private void change(ServerObservation observation, int state) {
        observation.notify(Code.CONTENT, Options.NONE, new byte[] {(byte) state}, end.now);
    }

    /** Type and code, token and what follows of a message that left; checks that the Observe option is there. */
    private String notification() {
        String hex = end.next();
        assertThat(hex.substring(12, 14))
                .as("an Observe option of 3 bytes at most in %s", hex)
                .startsWith("6");
        return hex.substring(0, 4) + " " + hex.substring(hex.length() - 2);
    }

    private static String id(String hex) {
        return hex.substring(4, 8);
    }

    @Test
    void tdCoapObs01_observerIsTold_inConfirmableMessagesWithGrowingNumbers() {
        ServerObservation observation = observed(ObservePolicy.DEFAULT, REGISTER);
        assertThat(end.next()).startsWith("62451201aabb6").endsWith("ff30");
        change(observation, 0x31);
        String first = end.next();
        assertThat(first).startsWith("4245").endsWith("ff31");
        end.receive("6000" + id(first));
        change(observation, 0x32);
        String second = end.next();
        end.receive("6000" + id(second));
        long before = Message.decode(bytes(first), 0, first.length() / 2, CodecLimits.DEFAULT)
                .options()
                .uint(Option.OBSERVE, -1);
        long after = Message.decode(bytes(second), 0, second.length() / 2, CodecLimits.DEFAULT)
                .options()
                .uint(Option.OBSERVE, -1);
        assertThat(after).isEqualTo(before + 1);
        assertThat(told).isEmpty();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void tdCoapObs02_unconfirmedNotifications_areSpaced_andEveryThirdIsConfirmable() {
        ServerObservation observation = observed(UNCONFIRMED, REGISTER);
        end.drain();
        change(observation, 0x31);
        assertThat(notification()).isEqualTo("5245 31");
        change(observation, 0x32);
        change(observation, 0x33);
        end.expectNothing();
        end.advance(3_000);
        assertThat(notification()).as("the state between was never told").isEqualTo("5245 33");
        end.advance(3_000);
        change(observation, 0x34);
        assertThat(notification()).isEqualTo("4245 34");
    }

    @Test
    void tdCoapObs05_observerThatLeaves_isToldNothing() {
        ServerObservation observation = observed(ObservePolicy.DEFAULT, REGISTER);
        end.receive("4201 1202 aabb 6101 5474657374");
        end.requests.get(0).leaveIfAsked();
        assertThat(told).containsExactly("gone");
        end.drain();
        change(observation, 0x31);
        end.expectNothing();
        assertThat(observation.isOpen()).isFalse();
    }

    @Test
    void tdCoapObs06_observerThatResets_isToldNothingMore() {
        ServerObservation confirmed = observed(ObservePolicy.DEFAULT, REGISTER);
        end.drain();
        change(confirmed, 0x31);
        end.receive("7000" + id(end.next()));
        assertThat(told).containsExactly("gone");
        ServerObservation unconfirmed = observed(UNCONFIRMED, "4201 1203 aacc 60 5474657374");
        end.drain();
        change(unconfirmed, 0x31);
        end.receive("7000" + id(end.next()));
        assertThat(told).containsExactly("gone", "gone");
        assertThat(unconfirmed.isOpen()).isFalse();
    }

    @Test
    void tdCoapObs07_observerThatDoesNotAnswer_isGivenUp() {
        ServerObservation observation = observed(ObservePolicy.DEFAULT, REGISTER);
        change(observation, 0x31);
        end.advance(100_000);
        assertThat(told).containsExactly("gone");
        assertThat(observation.isOpen()).isFalse();
    }

    @Test
    void tdCoapObs09_errorEndsTheObservation() {
        ServerObservation observation = observed(ObservePolicy.DEFAULT, REGISTER);
        end.drain();
        observation.notify(Code.NOT_FOUND, Options.NONE, new byte[0], end.now);
        assertThat(end.next()).startsWith("4284").endsWith("aabb");
        assertThat(told).containsExactly("gone");
        change(observation, 0x31);
        end.expectNothing();
        assertThatThrownBy(() -> observation.notify(Code.GET, Options.NONE, new byte[0], end.now))
                .hasMessageContaining("0.01");
    }

    @Test
    void rfc7641Section452_whatIsSentAgain_isTheLatestState_withAnIdOfItsOwn() {
        ServerObservation observation = observed(ObservePolicy.DEFAULT, REGISTER);
        end.drain();
        change(observation, 0x31);
        String first = end.next();
        change(observation, 0x32);
        change(observation, 0x33);
        end.expectNothing();
        end.advance(3_000);
        String again = end.next();
        assertThat(again).endsWith("ff33");
        assertThat(id(again)).isNotEqualTo(id(first));
        end.receive("6000" + id(first));
        end.receive("6000" + id(again));
        end.advance(60_000);
        end.expectNothing();
        assertThat(observation.isOpen()).isTrue();
    }

    @Test
    void registeringAgain_replacesTheObservation_andCountsOn() {
        ServerObservation before = observed(ObservePolicy.DEFAULT, REGISTER);
        ServerObservation after = observed(ObservePolicy.DEFAULT, "4201 1203 aabb 60 5474657374");
        assertThat(told).containsExactly("gone");
        assertThat(before.isOpen()).isFalse();
        assertThat(after.number()).isEqualTo(before.number() + 1);
    }

    @Test
    void observers_areBounded_andOneMoreGetsAPlainAnswer() {
        assertThat(observed(UNCONFIRMED, REGISTER)).isNotNull();
        assertThat(observed(UNCONFIRMED, "4201 1202 aacc 60 5474657374")).isNotNull();
        assertThat(observed(UNCONFIRMED, "4201 1203 aadd 60 5474657374")).isNull();
        assertThat(observed(ObservePolicy.DEFAULT, "4202 1204 aaee 60 5474657374"))
                .as("POST observes nothing")
                .isNull();
        assertThatThrownBy(() -> new ObservePolicy(1, 1, 0, 1, 0)).hasMessageContaining("every 0.");
        assertThatThrownBy(() -> new ObservePolicy(1, 1, 1, 0, 0)).hasMessageContaining("24 hours");
    }

    private ClientObservation observing() {
        Options options = Options.builder().path("/test").build();
        return end.exchanges.observe(
                end.peer,
                Code.GET,
                options,
                new byte[0],
                60_000 * Lockstep.MILLI,
                new ClientObservation.Handler() {
                    @Override
                    public void notified(Message notification, long now) {
                        told.add("" + (char) notification.payload()[0]);
                    }

                    @Override
                    public void ended(Outcome outcome, long now) {
                        told.add(outcome.kind().name());
                    }
                },
                end.now);
    }

    @Test
    void notifications_areToldInTheirOrder_andOldOnesNot() {
        observing();
        String request = end.next();
        String token = request.substring(8, 24);
        assertThat(request).endsWith("605474657374");
        end.receive("6845" + id(request) + token + "6105 ff 61");
        end.receive("5845 0001" + token + "6107 ff 62");
        end.receive("5845 0002" + token + "6106 ff 63");
        end.receive("4845 0003" + token + "6108 ff 64");
        end.expect("60000003");
        end.receive("5845 0004" + token + "63 800009 ff 65");
        assertThat(told).containsExactly("a", "b", "d");
        end.receive("5845 0005" + token + "63 800008 ff 66");
        assertThat(told).as("2^23 ahead is behind").containsExactly("a", "b", "d");
        end.receive("5845 0006" + token + "63 800007 ff 67");
        assertThat(told).containsExactly("a", "b", "d", "g");
    }

    @Test
    void anyNotification_isNewer_after128Seconds() {
        observing();
        String request = end.next();
        String token = request.substring(8, 24);
        end.receive("6845" + id(request) + token + "6105 820400 ff 61");
        end.advance(129_000);
        end.receive("5845 0002" + token + "6104 ff 62");
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void tdCoapObs04_observer_registersAgain_whenMaxAgeIsOver() {
        observing();
        String request = end.next();
        String token = request.substring(8, 24);
        end.receive("6845" + id(request) + token + "6105 810a ff 61");
        end.advance(14_000);
        end.expectNothing();
        end.advance(12_000);
        String again = end.next();
        assertThat(again).contains(token).endsWith("605474657374");
        end.receive("6845" + id(again) + token + "6101 810a ff 62");
        assertThat(told).as("a server that restarted counts from the beginning").containsExactly("a", "b");
    }

    @Test
    void cancellation_isTold_andACrossingNotificationIsReset() {
        ClientObservation observation = observing();
        String request = end.next();
        String token = request.substring(8, 24);
        end.receive("6845" + id(request) + token + "6105 ff 61");
        observation.cancel(end.now);
        String leave = end.next();
        assertThat(leave).contains(token).endsWith("61015474657374");
        end.receive("4845 0003" + token + "6106 ff 62");
        end.expect("70000003");
        end.receive("6845" + id(leave) + token + "ff 63");
        end.receive("5845 0004" + token + "6107 ff 64");
        end.expect("70000004");
        observation.cancel(end.now);
        end.advance(300_000);
        end.expectNothing();
        assertThat(told).containsExactly("a");
        assertThat(end.exchanges.peers()).isZero();
    }

    @Test
    void observation_ends_withAnError_aPlainAnswerOrSilence() {
        observing();
        String request = end.next();
        end.receive("6884" + id(request) + request.substring(8, 24));
        observing();
        request = end.next();
        end.receive("6845" + id(request) + request.substring(8, 24) + "ff 61");
        observing();
        end.advance(100_000);
        observing();
        end.exchanges.close(end.now);
        assertThat(told).containsExactly("RESPONSE", "RESPONSE", "TIMEOUT", "CLOSED");
        assertThat(observing()).isNull();
        assertThat(told).last().isEqualTo("CLOSED");
        assertThatThrownBy(() -> end.exchanges.observe(end.peer, Code.PUT, Options.NONE, new byte[0], 1, null, end.now))
                .hasMessageContaining("0.03");
    }
}
