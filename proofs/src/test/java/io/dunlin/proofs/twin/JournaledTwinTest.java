/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.Value;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A twin on its journal, on a disk that loses what was not forced and a link that loses messages. */
class JournaledTwinTest {

    @Test
    void twins_agree_whateverThePowerAndTheDiskDid() {
        Seeds.forEach(seed -> Simulation.check(seed, sim -> {
            TwinTrial trial = new TwinTrial(sim);
            SimNode device = trial.device();
            for (int i = 0; i < 40; i++) {
                sim.run(Duration.ofMillis(200 + sim.random().nextLong(4000)));
                switch ((int) sim.random().nextLong(8)) {
                    case 0 -> device.restart();
                    case 1 -> {
                        device.kill();
                        trial.edit();
                        device.boot();
                    }
                    case 2 ->
                        device.disk()
                                .inject(
                                        device.disk().operations()
                                                + sim.random().nextLong(20),
                                        sim.random().chance(0.5) ? Fault.IO_ERROR : Fault.FULL);
                    case 3, 4, 5 -> trial.edit();
                    default -> trial.report();
                }
            }
            trial.heal();
            sim.await("the twins agree", Duration.ofMinutes(30), trial::agrees);
            FleetTwin fleet = trial.fleet();
            assertThat(fleet.desired()).isEqualTo(trial.wanted());
            for (Map.Entry<String, Value> each : fleet.desired().entrySet()) {
                Ack ack = fleet.ack(each.getKey());
                boolean odd = each.getValue() instanceof Value.Int number && number.value() % 7 == 3;
                assertThat(ack.state()).isEqualTo(odd ? Ack.State.REJECTED : Ack.State.APPLIED);
                if (!odd) {
                    assertThat(trial.inForce(each.getKey())).isEqualTo(each.getValue());
                }
            }
        }));
    }
}
