/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A session and a broker over a line that is cut, goes silent and delivers in pieces, while the broker may forget all. */
class SessionModelPropertyTest {

    @Property
    void messages_arriveAtLeastOnceAndInOrder_whateverHappens(@ForAll long seed) {
        SessionWorld run = new SessionWorld(seed, true, false);
        run.play(300);
        run.heal();
        for (String sent : run.acceptedOrQueued) {
            assertThat(run.broker.taken).contains(sent);
        }
        assertFirstArrivalsInOrder(run.broker.taken);
        run.assertNothingLeft();
    }

    @Property
    void messages_ofQos2ArriveOnce_whileTheBrokerKeepsTheSession(@ForAll long seed) {
        SessionWorld run = new SessionWorld(seed, false, false);
        run.play(300);
        run.heal();
        assertThat(run.broker.taken).containsAll(run.acceptedOrQueued);
        assertThat(run.broker.taken.stream().filter(m -> m.contains(" 2")).toList())
                .doesNotHaveDuplicates();
        assertThat(run.delivered).containsAll(run.sentDown);
        assertThat(run.delivered.stream().filter(m -> m.startsWith("2")).toList())
                .doesNotHaveDuplicates();
        run.assertNothingLeft();
    }

    @Property
    void storedMessages_arriveAtLeastOnce_thoughProcessesDieAndTheBrokerForgets(@ForAll long seed) {
        SessionWorld run = new SessionWorld(seed, true, true);
        run.play(400);
        run.heal();
        assertThat(run.broker.taken).containsAll(run.stored);
        run.assertNothingLeft();
    }

    @Property
    void storedMessages_ofQos2ArriveOnce_thoughProcessesDie(@ForAll long seed) {
        SessionWorld run = new SessionWorld(seed, false, true);
        run.play(400);
        run.heal();
        assertThat(run.broker.taken).containsAll(run.stored);
        assertThat(run.broker.taken.stream().filter(m -> m.contains(" 2")).toList())
                .doesNotHaveDuplicates();
        assertThat(run.delivered).containsAll(run.sentDown);
        run.assertNothingLeft();
    }

    /** Of each topic and QoS the first arrivals carry rising numbers. */
    private static void assertFirstArrivalsInOrder(List<String> taken) {
        Set<String> seen = new HashSet<>();
        int[] last = new int[6];
        for (String message : taken) {
            if (seen.add(message)) {
                String[] parts = message.split(" |:", -1);
                int lane = Integer.parseInt(parts[0]) * 2 + Integer.parseInt(parts[1]) - 1;
                int number = Integer.parseInt(parts[2]);
                assertThat(number).as(message).isGreaterThan(last[lane]);
                last[lane] = number;
            }
        }
    }

    @Property
    void packetIds_areAlwaysTheLowestFree(@ForAll long seed) {
        Random random = new Random(seed);
        PacketIds ids = new PacketIds();
        boolean[] used = new boolean[65_536];
        for (int i = 0; i < 300; i++) {
            int chosen = 1 + random.nextInt(60);
            if (random.nextInt(3) > 0) {
                int lowest = 1;
                while (used[lowest]) {
                    lowest++;
                }
                assertThat(ids.take()).isEqualTo(lowest);
                used[lowest] = true;
            } else if (used[chosen]) {
                ids.free(chosen);
                used[chosen] = false;
            }
        }
        int count = 0;
        for (boolean one : used) {
            count += one ? 1 : 0;
        }
        assertThat(ids.inUse()).isEqualTo(count);
    }
}
