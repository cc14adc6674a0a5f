/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/** Hides where references point to, so that code can be compared that differs in that alone. */
public final class ReferenceMask {

    private ReferenceMask() {}

    /**
     * Hides the references of an image.
     *
     * @param image the image
     * @param instructionSet the code of the instruction set, 0 for none
     * @param addressBase the address of the image's first byte
     * @return a copy in which distances and the low parts of addresses are zero
     */
    public static byte[] of(byte[] image, int instructionSet, int addressBase) {
        byte[] masked = image.clone();
        InstructionSet instructions = InstructionSet.of(instructionSet);
        int low = Math.max(0, 32 - Integer.numberOfLeadingZeros(image.length) - 1);
        for (int at = 0; at + 4 <= image.length; ) {
            int word = Predictor.word(image, at);
            int kind = instructions.kind(word);
            if (kind != InstructionSet.NONE) {
                int plain = instructions.toPlain(kind, word);
                int width = instructions.bits(kind);
                put(masked, at, instructions.fromPlain(kind, plain >>> width << width));
                at += 4;
            } else if ((at & 3) == 0 && isInside(word - addressBase, image.length)) {
                put(masked, at, word >>> low << low);
                at += 4;
            } else {
                at += instructions.alignment;
            }
        }
        return masked;
    }

    private static boolean isInside(int place, int length) {
        return place >= 0 && place < length;
    }

    private static void put(byte[] into, int at, int word) {
        for (int i = 0; i < 4; i++) {
            into[at + i] = (byte) (word >>> (8 * i));
        }
    }
}
