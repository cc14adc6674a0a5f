/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a generator and an applier of patches must reckon alike, to the bit: predicted bytes and probabilities.
 *
 * <ul>
 *   <li>{@link io.dunlin.ota.delta.model.Predictor}: the new word for an old one, by {@link
 *       io.dunlin.ota.delta.model.InstructionSet}, {@link io.dunlin.ota.delta.model.ShiftMap} and {@link
 *       io.dunlin.ota.delta.model.LearnedShifts}
 *   <li>{@link io.dunlin.ota.delta.model.ResidualModel}, {@link io.dunlin.ota.delta.model.NumberModel}: how likely the
 *       bits of a stream are, by {@link io.dunlin.ota.delta.model.BitMixer}
 * </ul>
 */
@Kernel
@NullMarked
package io.dunlin.ota.delta.model;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
