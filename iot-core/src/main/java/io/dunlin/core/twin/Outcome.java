/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a handler made of a desired value.
 *
 * @param state {@code APPLIED}, {@code ADAPTED} or {@code REJECTED}
 * @param inForce the value now in force if the state is {@code ADAPTED}, else null
 * @param text why, for people; cut to {@value Ack#MAX_TEXT_BYTES} bytes of UTF-8
 */
public record Outcome(Ack.State state, @Nullable Value inForce, String text) {

    private static final Outcome APPLIED = new Outcome(Ack.State.APPLIED, null, "");

    /** Checks that state and value agree, and cuts the text. */
    public Outcome {
        if (state == Ack.State.PENDING || state == Ack.State.UNKNOWN) {
            throw new IllegalArgumentException("a handler does not answer " + state);
        }
        if ((state == Ack.State.ADAPTED) != (inForce != null)) {
            throw new IllegalArgumentException("the state " + state + " does not go with the value " + inForce);
        }
        text = cut(text);
    }

    /**
     * The desired value is in force, or the removal of the path has had its effect.
     *
     * @return the outcome
     */
    public static Outcome applied() {
        return APPLIED;
    }

    /**
     * Another value is in force: as near as the device could, or its default after a removal.
     *
     * @param inForce that value
     * @return the outcome
     */
    public static Outcome adapted(Value inForce) {
        return new Outcome(Ack.State.ADAPTED, inForce, "");
    }

    /**
     * The value before stays in force.
     *
     * @param text why, for people
     * @return the outcome
     */
    public static Outcome rejected(String text) {
        return new Outcome(Ack.State.REJECTED, null, text);
    }

    private static String cut(String text) {
        String cut = text;
        while (Utf8.length(cut) > Ack.MAX_TEXT_BYTES) {
            int end = Math.min(cut.length() - 1, Ack.MAX_TEXT_BYTES);
            // Half of a surrogate pair has no encoding.
            cut = cut.substring(0, Character.isHighSurrogate(cut.charAt(end - 1)) ? end - 1 : end);
        }
        return cut;
    }
}
