/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

/**
 * When to rotate and how often to try.
 *
 * @param renewAfterPercent the share of a certificate's life after which its window opens
 * @param windowPercent the share of its life over which devices spread
 * @param maxAttempts how many times a new identity is tried before it is given up
 * @param maxRefusals how many times a certificate is asked for against a refusal before its key is given up
 * @param firstBackOffMillis how long to wait after a first failure; doubles with each
 * @param maxBackOffMillis the longest wait
 */
public record RotationPolicy(
        int renewAfterPercent,
        int windowPercent,
        int maxAttempts,
        int maxRefusals,
        long firstBackOffMillis,
        long maxBackOffMillis) {

    /** Two thirds, spread over a tenth; three attempts; from half a minute to six hours. */
    public static final RotationPolicy DEFAULT = new RotationPolicy(67, 10, 3, 3, 30_000, 6 * 3_600_000L);

    /** Checks the bounds. */
    public RotationPolicy {
        if (renewAfterPercent < 1 || windowPercent < 1 || renewAfterPercent + windowPercent > 99) {
            throw new IllegalArgumentException(
                    "a window from " + renewAfterPercent + " % of " + windowPercent + " % is not inside a life");
        }
        if (maxAttempts < 1 || maxRefusals < 1 || firstBackOffMillis < 1 || maxBackOffMillis < firstBackOffMillis) {
            throw new IllegalArgumentException("maxAttempts " + maxAttempts + ", maxRefusals " + maxRefusals
                    + ", back-off from " + firstBackOffMillis + " to " + maxBackOffMillis);
        }
    }

    /**
     * Returns when a device renews: a function of its name and generation alone, so that a restart finds the same
     * instant and a fleet whose certificates end together does not renew together.
     *
     * @param device the device's name
     * @param generation the generation to be replaced
     * @param notBeforeMillis when its certificate begins
     * @param notAfterMillis when it ends
     * @return milliseconds since 1970
     */
    public long renewAtMillis(String device, long generation, long notBeforeMillis, long notAfterMillis) {
        long hundredth = Math.max(0, notAfterMillis - notBeforeMillis) / 100;
        long window = Math.max(1, hundredth * windowPercent);
        return notBeforeMillis + hundredth * renewAfterPercent + Math.floorMod(hash(device, generation), window);
    }

    /**
     * Returns how long to wait after failures in a row: it doubles, and is spread by the device's hash between half and
     * all of that.
     *
     * @param device the device's name
     * @param generation the generation that is being tried for
     * @param failures how many, at least 1
     * @return milliseconds
     */
    public long backOffMillis(String device, long generation, int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 40);
        long most =
                firstBackOffMillis > maxBackOffMillis >> doublings ? maxBackOffMillis : firstBackOffMillis << doublings;
        long half = most / 2;
        return half + Math.floorMod(hash(device, generation * 31 + failures), most - half);
    }

    /** FNV-1a over the name, then the finalizer of SplitMix64: well mixed in all bits, and the same everywhere. */
    private static long hash(String device, long generation) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < device.length(); i++) {
            hash = (hash ^ device.charAt(i)) * 0x100000001B3L;
        }
        hash += generation * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
