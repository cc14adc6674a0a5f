/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PredictorPropertyTest {

    private static final int BYTES = 400;

    @Property
    void twins_stayInStep_whateverTheImages(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int set)
            throws IOException {
        Random random = new Random(seed);
        byte[] older = image(random, set);
        byte[] newer = older.clone();
        for (int i = random.nextInt(40); i > 0; i--) {
            newer[random.nextInt(BYTES)] = (byte) random.nextInt();
        }
        Predictor generators = predictor(set);
        Predictor appliers = predictor(set);
        for (int at = 0; at < BYTES; ) {
            int length = 1 + random.nextInt(BYTES - at);
            int oldAt = random.nextInt(BYTES - length + 1);
            generators.cover(oldAt, at, length);
            appliers.cover(oldAt, at, length);
            for (int end = at + length; at < end; at += generators.bytes()) {
                int old = oldAt + length - (end - at);
                generators.begin(older, old, end - at, at);
                int cut = Math.min(end - at, Predictor.LOOK_AHEAD + random.nextInt(9));
                appliers.begin(older, old, cut, at);
                int actual = 0;
                for (int i = generators.bytes() - 1; i >= 0; i--) {
                    actual = actual << 8 | (newer[at + i] & 0xFF);
                }
                int residual = generators.residual(actual);
                assertThat(generators.finish(residual)).isEqualTo(actual);
                assertThat(appliers.bytes()).isEqualTo(generators.bytes());
                assertThat(appliers.trust()).isEqualTo(generators.trust());
                assertThat(appliers.finish(residual)).isEqualTo(actual);
            }
        }
        assertThat(state(appliers)).isEqualTo(state(generators));
    }

    private static byte[] image(Random random, int set) {
        byte[] image = new byte[BYTES];
        random.nextBytes(image);
        byte[] markers = {0, (byte) 0xF0, (byte) 0xEB, (byte) 0x94, (byte) 0x90};
        for (int at = 0; at + 4 <= BYTES; at += 4) {
            if (random.nextBoolean()) {
                image[at + (set == 1 ? 1 : 3)] = markers[set];
            }
        }
        return image;
    }

    private static Predictor predictor(int set) {
        ShiftMap map = new ShiftMap(3);
        map.add(100, 140, 50);
        map.add(0, 8, 60);
        map.add(120, 100, 90);
        map.seal();
        return new Predictor(set, 0x1000, BYTES, map, 4);
    }

    private static List<Integer> state(Predictor predictor) throws IOException {
        List<Integer> values = new ArrayList<>();
        predictor.state(value -> {
            values.add(value);
            return value;
        });
        return values;
    }

    @Property
    void map_findsWhatASearchFinds(@ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int segments) {
        Random random = new Random(seed);
        ShiftMap map = new ShiftMap(segments);
        List<int[]> covers = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            int[] cover = {random.nextInt(100), random.nextInt(100), 1 + random.nextInt(30)};
            covers.add(cover);
            assertThat(map.add(cover[0], cover[1], cover[2])).isTrue();
        }
        assertThat(map.add(0, 0, 1)).isFalse();
        map.seal();
        covers.sort((a, b) -> a[0] != b[0]
                ? Integer.compare(a[0], b[0])
                : a[1] != b[1] ? Integer.compare(a[1], b[1]) : Integer.compare(a[2], b[2]));
        for (int place = -1; place < 140; place++) {
            assertThat(map.shift(place)).isEqualTo(search(covers, place));
        }
    }

    private static int search(List<int[]> covers, int place) {
        int last = -1;
        while (last + 1 < covers.size() && covers.get(last + 1)[0] <= place) {
            last++;
        }
        for (int i = last; i >= 0 && i > last - 4; i--) {
            if (place < covers.get(i)[0] + covers.get(i)[2]) {
                return covers.get(i)[1] - covers.get(i)[0];
            }
        }
        if (covers.isEmpty()) {
            return 0;
        }
        int[] nearest = covers.get(Math.max(last, 0));
        return nearest[1] - nearest[0];
    }

    @Test
    void odds_areMonotoneAndInverse() {
        int before = Integer.MIN_VALUE;
        for (int p = 1; p < 65536; p++) {
            int odds = Logistic.stretch(p);
            assertThat(odds).isGreaterThanOrEqualTo(before);
            before = odds;
            if (Math.abs(odds) <= Logistic.LIMIT) {
                assertThat((double) Logistic.squash(odds)).isBetween(p * 0.96 - 600, p * 1.04 + 600);
            }
        }
        for (int odds = -Logistic.LIMIT; odds <= Logistic.LIMIT; odds++) {
            assertThat(Logistic.squash(odds)).isBetween(1, 65535).isEqualTo(65536 - Logistic.squash(-odds));
        }
    }
}
