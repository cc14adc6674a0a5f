/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Structured random images and what a release does to them. Made from a seed alone, by no test engine. */
public final class Images {

    private Images() {}

    /** An old and a new image that come from each other as releases do. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Pair(byte[] older, byte[] newer) {}

    public static Pair pair(long seed, int maxBytes) {
        Random random = new Random(seed);
        byte[] older = image(random, random.nextInt(maxBytes + 1));
        byte[] newer = random.nextInt(12) == 0 ? image(random, random.nextInt(maxBytes + 1)) : release(random, older);
        return new Pair(older, newer);
    }

    private static byte[] image(Random random, int length) {
        byte[] image = new byte[length];
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, 1 + random.nextInt(200));
            int kind = random.nextInt(5);
            for (int i = 0; i < run; i++, at++) {
                image[at] = switch (kind) {
                    case 0 -> (byte) random.nextInt(256);
                    case 1 -> 0;
                    case 2 -> (byte) "the quick brown fox jumps over the lazy dog ".charAt(i % 44);
                    case 3 -> (byte) (i % 4 == 3 ? 0xEB : i % 4 == 2 ? 0 : random.nextInt(40));
                    default -> image[Math.max(0, at - 1 - run)];
                };
            }
        }
        return image;
    }

    private static byte[] release(Random random, byte[] older) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        int shift = random.nextInt(7);
        while (at < older.length) {
            int run = Math.min(older.length - at, 1 + random.nextInt(500));
            switch (random.nextInt(8)) {
                case 0 -> out.writeBytes(image(random, random.nextInt(60)));
                case 1 -> at += random.nextInt(60);
                case 2 -> {
                    int from = random.nextInt(older.length);
                    out.write(older, from, Math.min(run, older.length - from));
                }
                case 3 -> {
                    // Pointers that moved.
                    for (int i = 0; i < run; i++) {
                        out.write(older[at + i] + (i % 4 == 0 ? shift : 0));
                    }
                    at += run;
                }
                default -> {
                    out.write(older, at, run);
                    at += run;
                }
            }
        }
        return out.toByteArray();
    }
}
