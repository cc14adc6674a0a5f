/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A model of two ends of a connection: every request ends once, and those that arrive are served once and in order. */
class StreamSessionPropertyTest {

    /** One end with what it asked, was asked and was told. */
    private static final class End implements StreamSession.Output {
        final StreamSession session;
        final List<StreamRequest> open = new ArrayList<>();
        final List<Integer> served = new ArrayList<>();
        final List<String> ended = new ArrayList<>();
        byte[] stream = {};
        int asked;

        End(long seed) {
            session = new StreamSession(StreamLimits.DEFAULT, new Random(seed)::nextLong, this);
        }

        @Override
        public void send(byte[] bytes) {
            int at = stream.length;
            stream = Arrays.copyOf(stream, at + bytes.length);
            System.arraycopy(bytes, 0, stream, at, bytes.length);
        }

        @Override
        public void request(StreamRequest request) {
            served.add(Integer.parseInt(request.message().options().path().substring(1)));
            open.add(request);
        }

        @Override
        public void released() {}

        @Override
        public void closed(String reason) {
            open.clear();
        }

        void ask(Random random) {
            int number = asked++;
            session.request(
                    Code.PUT,
                    Options.builder().path("/" + number).build(),
                    new byte[random.nextInt(2_000)],
                    1_000_000_000L,
                    (outcome, now) -> ended.add(number + " " + outcome.kind()),
                    0);
        }

        void answer(Random random) {
            if (!open.isEmpty()) {
                open.remove(random.nextInt(open.size()))
                        .respond(Code.CHANGED, Options.NONE, new byte[random.nextInt(300)]);
            }
        }

        void moveTo(End other, int most) {
            int length = Math.min(most, stream.length);
            byte[] moved = Arrays.copyOf(stream, length);
            stream = Arrays.copyOfRange(stream, length, stream.length);
            other.session.receive(moved, 0, length, 0);
        }
    }

    @Property
    void everyRequestEndsOnce_andIsServedInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        End a = new End(seed);
        End b = new End(seed + 1);
        a.session.start();
        b.session.start();
        // Messages of more than the 1152 bytes that are allowed by default wait for the peer's settings.
        a.moveTo(b, Integer.MAX_VALUE);
        b.moveTo(a, Integer.MAX_VALUE);
        boolean breaks = random.nextInt(4) == 0;
        for (int i = 0; i < 100; i++) {
            End from = random.nextBoolean() ? a : b;
            switch (random.nextInt(4)) {
                case 0 -> from.ask(random);
                case 1 -> from.answer(random);
                default -> from.moveTo(from == a ? b : a, random.nextInt(3_000));
            }
        }
        if (breaks) {
            a.session.close("cut", 0);
            b.session.close("cut", 0);
        } else {
            for (int i = 0; i < 400; i++) {
                a.moveTo(b, Integer.MAX_VALUE);
                b.moveTo(a, Integer.MAX_VALUE);
                a.answer(random);
                b.answer(random);
            }
        }
        for (End end : List.of(a, b)) {
            End other = end == a ? b : a;
            assertThat(end.ended).hasSize(end.asked);
            assertThat(end.ended).doesNotHaveDuplicates();
            assertThat(other.served).isSorted().doesNotHaveDuplicates();
            if (!breaks) {
                assertThat(end.ended).allMatch(outcome -> outcome.endsWith(" RESPONSE"));
                assertThat(other.served).hasSize(end.asked);
            }
            end.session.close("done", 0);
            assertThat(end.session.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }
}
