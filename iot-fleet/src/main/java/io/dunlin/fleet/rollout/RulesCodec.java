/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.ota.rollout.RolloutRules;
import java.util.ArrayList;
import java.util.List;

/** Rules as they are stored. */
final class RulesCodec {

    private static final int VERSION = 1;

    private RulesCodec() {}

    static byte[] encode(RolloutRules rules) {
        CborWriter out = new CborWriter().array(6).integer(VERSION).integer(rules.canaries());
        out.array(rules.wavePercents().size());
        rules.wavePercents().forEach(out::integer);
        out.integer(rules.maxFailurePercent()).integer(rules.minSample()).integer(rules.timeoutMillis());
        return out.toByteArray();
    }

    static RolloutRules decode(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        in.array(6);
        in.integer(VERSION, VERSION);
        int canaries = (int) in.integer(1, Integer.MAX_VALUE);
        List<Integer> waves = new ArrayList<>();
        for (int left = in.array(); left > 0; left--) {
            waves.add((int) in.integer(1, 100));
        }
        RolloutRules rules = new RolloutRules(
                canaries,
                waves,
                (int) in.integer(0, 100),
                (int) in.integer(1, Integer.MAX_VALUE),
                in.integer(1, Long.MAX_VALUE));
        in.end();
        return rules;
    }
}
