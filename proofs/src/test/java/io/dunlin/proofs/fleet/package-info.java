/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The proof of the whole: devices and a fleet, all of it the code that users run, through an hour in which everything
 * fails at random.
 *
 * <p>{@code FleetWorld} is that hour; {@code SimulatedDevice} and {@code SimulatedFleet} are what lives in it,
 * {@code Chaos} and {@code Hostile} are what happens to it. {@code TelemetryLedger}, {@code TwinLedger},
 * {@code CommandLedger}, {@code UpdateLedger} and {@code IdentityLedger} know what must hold in the end,
 * {@code Sabotage} makes it not hold.
 */
package io.dunlin.proofs.fleet;
