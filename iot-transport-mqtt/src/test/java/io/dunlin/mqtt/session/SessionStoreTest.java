/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dunlin.core.DecodeException;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.session.QueueRule.WhenFull;
import io.dunlin.mqtt.session.SessionConfig.LostSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session writes before it speaks, and how it goes on from that. */
class SessionStoreTest {

    private static final String ACCEPTED = "20 03 00 00 00";
    private static final String RESUMED = "20 03 01 00 00";

    private final HandStore store = new HandStore();
    private Harness client = Harness.ofDefaults().restore(store);

    private void write() {
        store.written(true, client.now);
    }

    private Harness.Server up() {
        Harness.Server server = client.connect(ACCEPTED);
        write();
        return server;
    }

    /** The process dies: what was not durable is gone. */
    private Harness.Server restart(String connAck) {
        store.waiting.clear();
        long now = client.now;
        client = Harness.ofDefaults();
        client.now = now;
        client.restore(store);
        return client.connect(connAck);
    }

    @Test
    void message_leaves_whenItIsDurable() {
        Harness.Server server = up();
        client.publish("a", QoS.AT_LEAST_ONCE);
        server.run("nothing");
        write();
        server.run("expect 32 07 0001 'a' 0001 00 'p'");
        assertThat(client.events()).containsExactly("up", "stored a");
    }

    @Test
    void message_isSentAgainWithItsPacketId_afterARestart() {
        Harness.Server server = up();
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.EXACTLY_ONCE);
        write();
        server.run("expect 32 07 0001 'a' 0001 00 'p'\nexpect 34 07 0001 'b' 0002 00 'p'");
        Harness.Server next = restart(RESUMED);
        next.run("expect 3a 07 0001 'a' 0001 00 'p'\nexpect 3c 07 0001 'b' 0002 00 'p'");
        next.run("send 40 02 0001");
        assertThat(client.events()).containsExactly("up, resumed", "restored a Accepted[reason=SUCCESS]");
    }

    @Test
    void message_isPublishedAnew_whenTheServerLostTheSession() { // rumqtt 1056
        up();
        client.publish("a", QoS.EXACTLY_ONCE);
        write();
        Harness.Server next = restart(ACCEPTED);
        next.run("nothing");
        write();
        next.run("nothing");
        write();
        next.run("expect 34 07 0001 'a' 0001 00 'p'");
    }

    @Test
    void message_thatWasQueuedOffline_isKept_andNamedBeforeItLeaves() {
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        write();
        assertThat(client.events()).containsExactly("stored a", "stored b");
        client.session.close(client.now);
        assertThat(client.events()).containsExactly("published a Kept[]", "published b Kept[]");
        Harness.Server next = restart(ACCEPTED);
        write();
        next.run("nothing");
        write();
        next.run("expect 32 07 0001 'a' 0001 00 'p'\nexpect 32 07 0001 'b' 0002 00 'p'");
    }

    @Test
    void connection_isTheSessions_onlyWhenTheStoreKnowsThatItIsANewOne() {
        client.connect(ACCEPTED);
        assertThat(client.events()).isEmpty();
        write();
        assertThat(client.events()).containsExactly("up");
    }

    @Test
    void connection_ends_whenTheStoreDoesNotTakeThatItIsANewOne() {
        Harness.Server server = client.connect(ACCEPTED);
        store.written(false, client.now);
        server.run("expect e0 01 83");
        assertThat(client.events()).singleElement().asString().startsWith("closed STORE_FAILED");
        // The server goes on with the session that it began, but the store does not know it yet.
        client.connect(RESUMED);
        assertThat(store.waiting).hasSize(1);
        write();
        assertThat(client.events()).containsExactly("up, resumed");
    }

    @Test
    void pubrel_leaves_whenItIsDurableThatPubrecCame() {
        Harness.Server server = up();
        client.publish("a", QoS.EXACTLY_ONCE);
        write();
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nsend 50 02 0001\nsend 50 02 0001\nnothing");
        write();
        server.run("expect 62 02 0001\nnothing");
        restart(RESUMED).run("expect 62 02 0001\nsend 70 02 0001\nnothing");
        assertThat(client.events()).containsExactly("up, resumed", "restored a Accepted[reason=SUCCESS]");
        write();
        restart(RESUMED).run("nothing");
    }

    @Test
    void pubrec_leaves_whenItIsDurableThatTheMessageWasTaken_andItIsNotDeliveredAgain() {
        Harness.Server server = up();
        server.run("send 34 07 0001 'd' 0007 00 'x'\nnothing");
        write();
        server.run("expect 50 02 0007");
        // PUBREC was lost with the process: the server sends the message again.
        Harness.Server next = restart(RESUMED).run("send 3c 07 0001 'd' 0007 00 'x'\nexpect 50 02 0007");
        assertThat(client.events()).containsExactly("up, resumed");
        next.run("send 62 02 0007\nnothing");
        write();
        next.run("expect 70 02 0007");
        // Its packet id may come with another message from now on.
        restart(RESUMED).run("send 34 07 0001 'd' 0007 00 'y'");
        assertThat(client.events()).containsExactly("up, resumed", "message d y");
    }

    @Test
    void handshakeThatTheStoreDoesNotTake_endsTheConnection_andGoesOnWithTheNext() {
        Harness.Server server = up();
        client.publish("a", QoS.EXACTLY_ONCE);
        write();
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nsend 50 02 0001");
        store.written(false, client.now);
        server.run("expect e0 01 83");
        server = client.connect(RESUMED).run("expect 3c 07 0001 'a' 0001 00 'p'\nsend 50 02 0001");
        write();
        server.run("expect 62 02 0001");
    }

    @Test
    void messageThatTheStoreDoesNotTake_isNotSent() {
        Harness.Server server = up();
        client.publish("a", QoS.AT_LEAST_ONCE);
        store.written(false, client.now);
        write();
        server.run("nothing");
        assertThat(client.events()).containsExactly("up", "published a NotSent[why=NOT_STORED]");
        assertThat(client.session.storedBytes()).isZero();
        client.publish("b", QoS.AT_LEAST_ONCE);
        write();
        server.run("expect 32 07 0001 'b' 0001 00 'p'");
    }

    @Test
    void messages_beyondTheStoresRoom_areRefused() {
        store.capacityBytes = 150;
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        assertThat(client.events()).containsExactly("published b NotSent[why=QUEUE_FULL]");
    }

    @Test
    void expiry_isCountedDown_alsoWhileThereIsNoProcess() {
        PropertySet expiring =
                PropertySet.builder().set(Property.MESSAGE_EXPIRY_INTERVAL, 60).build();
        client.publish(new Message("a", new byte[] {'p'}, QoS.AT_LEAST_ONCE, false, expiring));
        client.publish(new Message(
                "b",
                new byte[] {'p'},
                QoS.AT_LEAST_ONCE,
                false,
                PropertySet.builder().set(Property.MESSAGE_EXPIRY_INTERVAL, 10).build()));
        write();
        client.pass(Duration.ofSeconds(3));
        store.wallMillis += 23_000;
        Harness.Server next = restart(ACCEPTED);
        write();
        write();
        next.run("expect 32 0c 0001 'a' 0001 05 02 00000025 'p'");
        assertThat(client.events()).containsExactly("up", "restored b NotSent[why=EXPIRED]");
        // A wall clock that went back gives no message more time than it had.
        store.wallMillis -= 1_000_000_000_000L;
        restart(RESUMED).run("expect 3a 0c 0001 'a' 0001 05 02 0000003c 'p'");
    }

    @Test
    void rules_sayWhatIsDurable_andWhatGivesWay() { // hivemq-mqtt-client 456
        Harness own = new Harness(SessionConfig.builder("c")
                .queueRule(QueueRule.newest("position/+", 2))
                .queueRule(new QueueRule("log/#", true, WhenFull.DROP_OLDEST, 10, 3))
                .otherwise(new QueueRule("#", true, WhenFull.REFUSE, 1, 100))
                .build());
        own.restore(store);
        for (int i = 1; i <= 3; i++) {
            own.publish("position/" + i, QoS.AT_LEAST_ONCE);
        }
        assertThat(store.waiting).isEmpty();
        assertThat(own.events()).containsExactly("published position/1 NotSent[why=DROPPED]");
        for (int i = 1; i <= 4; i++) {
            own.publish("log/" + i, QoS.AT_LEAST_ONCE);
        }
        assertThat(own.events()).containsExactly("published log/1 NotSent[why=DROPPED]");
        own.publish("x", QoS.AT_LEAST_ONCE);
        own.publish("y", QoS.AT_LEAST_ONCE);
        assertThat(own.events()).containsExactly("published y NotSent[why=QUEUE_FULL]");
        store.written(true, own.now);
        assertThat(own.events())
                .containsExactly("stored log/1", "stored log/2", "stored log/3", "stored log/4", "stored x");
    }

    @Test
    void lostSession_reportedByPolicy_isForgottenByTheStore() {
        client = new Harness(
                SessionConfig.builder("c").lostSession(LostSession.REPORT).build());
        HandStore own = new HandStore();
        client.restore(own);
        Harness.Server server = client.connect(ACCEPTED);
        own.written(true, client.now);
        client.publish("a", QoS.AT_LEAST_ONCE);
        own.written(true, client.now);
        server.run("expect 32 07 0001 'a' 0001 00 'p'").lose();
        client.events();
        client.connect(ACCEPTED);
        own.written(true, client.now);
        assertThat(client.events()).containsExactly("published a Unknown[detail=the server lost the session]", "up");
        assertThat(StoredState.read("c", null, own.durable).messages).isEmpty();
    }

    @Test
    void snapshot_isWorthAllRecordsBeforeIt() {
        Harness.Server server = up();
        client.acknowledgeAtOnce = false;
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish("b", QoS.EXACTLY_ONCE);
        write();
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nexpect 34 07 0001 'b' 0002 00 'p'\nsend 50 02 0001");
        server.run("send 34 07 0001 'd' 0007 00 'x'");
        client.acknowledge(0);
        write();
        store.snapshot = client.session.snapshot(client.now);
        store.durable.clear();
        Harness.Server next = restart(RESUMED);
        next.run(
                "expect 62 02 0001\nexpect 3c 07 0001 'b' 0002 00 'p'\nsend 3c 07 0001 'd' 0007 00 'x'\nexpect 50 02 0007");
        assertThat(client.events()).containsExactly("up, resumed");
    }

    @Test
    void store_ofAnotherClientOrVersion_isRefused() {
        Harness other = new Harness(SessionConfig.builder("d").build());
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> other.restore(store))
                .withMessageContaining("\"c\"");
        byte[] newer = {StoreRecords.HEADER, StoreRecords.VERSION + 1, 'c'};
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> StoredState.read("c", null, List.of(newer)));
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> StoredState.read("c", null, List.of(StoreRecords.done(1))));
        byte[] cut = {0, 0, 0, 9, 0};
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> StoredState.read("c", cut, List.of()));
        byte[] unknown = {99};
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> StoredState.read("c", null, List.of(StoreRecords.header("c"), unknown)));
    }

    @Test
    void version1Records_areReadForEver() {
        byte[] header = {0, 1, 'c'};
        byte[] message = {
            1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0x32, 7, 0, 1, 'a', 0, 1, 0, 'p'
        };
        byte[] taken = {5, 0, 7};
        StoredState state = StoredState.read("c", null, List.of(header, message, taken));
        assertThat(state.lastNumber).isEqualTo(5);
        assertThat(state.messages.get(5L).id).isEqualTo(9);
        assertThat(state.messages.get(5L).message).isEqualTo(new Message("a", new byte[] {'p'}, QoS.AT_LEAST_ONCE));
        assertThat(state.taken).containsExactly(7);
    }
}
