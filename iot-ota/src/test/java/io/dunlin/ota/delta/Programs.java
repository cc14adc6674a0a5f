/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * Made-up programs before and after a release: functions that call each other, and a table of their addresses. A release
 * makes some functions longer, so that all that follow move and the calls across change. Made from a seed alone.
 */
public final class Programs {

    private static final int BASE = 0x08004000;

    private final Architecture architecture;
    private final int[][] bodies;
    private final int[][] calls;
    private final int[] starts;

    private Programs(Architecture architecture, int functions) {
        this.architecture = architecture;
        this.bodies = new int[functions][];
        this.calls = new int[functions][];
        this.starts = new int[functions];
    }

    /** Returns a program and its next release. */
    public static Images.Pair pair(Architecture architecture, long seed, int functions) {
        Random random = new Random(seed);
        Programs program = new Programs(architecture, functions);
        for (int i = 0; i < functions; i++) {
            program.bodies[i] = random.ints(4 + random.nextInt(30), 0, 1 << 12).toArray();
            program.calls[i] = random.ints(1 + random.nextInt(4), 0, functions).toArray();
        }
        byte[] older = program.link();
        for (int i = 0; i < Math.max(1, functions / 20); i++) {
            int changed = random.nextInt(functions);
            int[] body = program.bodies[changed];
            program.bodies[changed] = Arrays.copyOf(body, body.length + 1 + random.nextInt(9));
        }
        return new Images.Pair(older, program.link());
    }

    private byte[] link() {
        place();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bodies.length; i++) {
            for (int instruction : bodies[i]) {
                plain(out, instruction);
            }
            for (int callee : calls[i]) {
                call(out, starts[callee] - out.size());
            }
            while (out.size() % 8 != 0) {
                out.write(0);
            }
        }
        for (int start : starts) {
            word(out, BASE + start + (architecture == Architecture.THUMB2 ? 1 : 0));
        }
        return out.toByteArray();
    }

    private void place() {
        int at = 0;
        for (int i = 0; i < bodies.length; i++) {
            starts[i] = at;
            at += bodies[i].length * (architecture == Architecture.THUMB2 ? 2 : 4) + calls[i].length * 4;
            at = (at + 7) / 8 * 8;
        }
    }

    private void plain(ByteArrayOutputStream out, int instruction) {
        switch (architecture) {
            case THUMB2 -> {
                out.write(instruction);
                out.write(0x40 | instruction >>> 8);
            }
            case A32 -> word(out, 0xE0800000 | instruction);
            case ARM64 -> word(out, 0x8B000000 | instruction);
            case DATA, NONE -> word(out, 0x3F000000 | instruction << 8);
        }
    }

    private void call(ByteArrayOutputStream out, int distance) {
        switch (architecture) {
            case THUMB2 -> {
                int by = distance - 4;
                int sign = by < 0 ? 1 : 0;
                int j1 = ((by >> 23) & 1) ^ 1 ^ sign;
                int j2 = ((by >> 22) & 1) ^ 1 ^ sign;
                int first = 0xF000 | sign << 10 | ((by >> 12) & 0x3FF);
                int second = 0xD000 | j1 << 13 | j2 << 11 | ((by >> 1) & 0x7FF);
                word(out, first | second << 16);
            }
            case A32 -> word(out, 0xEB000000 | (((distance - 8) >> 2) & 0xFFFFFF));
            case ARM64 -> word(out, 0x94000000 | ((distance >> 2) & 0x3FFFFFF));
            case DATA, NONE -> word(out, distance);
        }
    }

    private static void word(ByteArrayOutputStream out, int word) {
        for (int i = 0; i < 32; i += 8) {
            out.write(word >>> i);
        }
    }
}
