/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of device applications that repeat themselves: a faulty disk and a faulty network under virtual time, driven by
 * one seed.
 *
 * <p>{@link io.dunlin.testkit.Simulation} and its {@link io.dunlin.testkit.SimNode}s (virtual time, crashes),
 * {@link io.dunlin.testkit.SimNetwork} (datagrams and streams), {@link io.dunlin.testkit.SimLink} and
 * {@link io.dunlin.testkit.SimFleetLink} (messages; {@link io.dunlin.testkit.ForwardingLink} to tap any link), {@link io.dunlin.testkit.FaultyStorage} (a disk that loses what was
 * not forced), {@link io.dunlin.testkit.FaultSweep} (a fault at every operation in turn),
 * {@link io.dunlin.testkit.ScriptedPeer} (protocol scripts), {@link io.dunlin.testkit.Seeds}.
 *
 * <p>A device application that is built on the ports of {@code io.dunlin.core} is tested like this; the whole example,
 * a data logger, is compiled in the samples ({@code DataLoggerTest}):
 *
 * <pre>{@code
 * @Test
 * void everyStoredReading_arrives_inSpiteOfCrashesAndABadNetwork() {
 *     Seeds.forEach(seed -> Simulation.check(seed, sim -> {
 *         Set<Integer> stored = new TreeSet<>();
 *         Set<Integer> arrived = new TreeSet<>();
 *         sim.network().conditions(NetworkConditions.MOBILE);
 *         SimNode fleet = sim.node("fleet").program(node -> SimFleetLink.receiving(
 *                 node, LinkOptions.UNKIND, (from, channel, payload) -> arrived.add(number(payload))));
 *         SimNode device = sim.node("logger")
 *                 .restartsAfter(Duration.ofSeconds(5), Duration.ofMinutes(2))
 *                 .program(node -> {
 *                     SimLink link = new SimLink(node, new DeviceId("logger-1"), "fleet", LinkOptions.UNKIND);
 *                     DataLogger logger = new DataLogger(node.worker(), node.storage(), link);
 *                     logger.start();
 *                     measure(node, logger, stored);   // a reading every ten seconds
 *                 });
 *         fleet.boot();
 *         device.boot();
 *
 *         device.disk().inject(sim.random().between(0, 50), Fault.POWER_CUT_TORN);
 *         sim.after(Duration.ofMinutes(5), () -> sim.network().partition(device, fleet));
 *         sim.after(Duration.ofMinutes(10), device::crash);
 *         sim.after(Duration.ofMinutes(15), () -> sim.network().heal(device, fleet));
 *
 *         sim.run(Duration.ofHours(1));
 *         sim.await("all stored readings arrived", Duration.ofMinutes(10), () -> arrived.containsAll(stored));
 *     }));
 * }
 * }</pre>
 */
@NullMarked
package io.dunlin.testkit;

import org.jspecify.annotations.NullMarked;
