/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A stateful model: requests of all sizes between two endpoints over a bad network, with restarts of the server. */
class ExchangesPropertyTest {

    @Property
    void everyRequestEnds_withAtMostOneEffectPerLifeOfTheServer(@ForAll long seed) {
        Random random = new Random(seed);
        Timing[] timings = {Timing.DEFAULT, Timing.LAN, Timing.NB_IOT};
        World world = new World(seed, timings[random.nextInt(3)]);
        world.wire.loss = random.nextInt(40);
        world.wire.repetition = random.nextInt(40);
        boolean restarts = random.nextBoolean();
        for (int i = 0; i < 60; i++) {
            if (restarts && random.nextInt(20) == 0) {
                world.startServer();
            } else {
                world.ask();
            }
            world.run(random.nextInt(20_000));
        }
        world.wire.loss = 0;
        world.run(4_000_000);
        world.asked.forEach((number, asked) -> {
            assertThat(asked.outcomes).as("request %s ends once", number).hasSize(1);
            Outcome outcome = asked.outcomes.get(0);
            if (outcome instanceof Outcome.Response response
                    && response.message().code().isSuccess()) {
                assertThat(asked.effects).as("effects of %s", number).isGreaterThan(0);
                assertThat(asked.answer).as("answer to %s", number).isEqualTo(World.answerTo(number));
            }
        });
        assertThat(world.doubled).as("requests with two effects").isEmpty();
        assertThat(world.isEmpty()).as("nothing is kept for ever").isTrue();
    }

    @Property
    void everyRequestIsAnswered_whenNothingIsLost(@ForAll long seed) {
        World world = new World(seed, Timing.DEFAULT);
        world.wire.repetition = 30;
        for (int i = 0; i < 20; i++) {
            world.ask();
            world.run(30_000);
        }
        world.run(4_000_000);
        world.asked.forEach((number, asked) -> {
            Outcome outcome = asked.outcomes.get(0);
            if (outcome.kind() != Outcome.Kind.CANCELLED) {
                assertThat(outcome.kind()).as("request %s", number).isEqualTo(Outcome.Kind.RESPONSE);
                assertThat(asked.answer).isEqualTo(World.answerTo(number));
            }
        });
    }
}
