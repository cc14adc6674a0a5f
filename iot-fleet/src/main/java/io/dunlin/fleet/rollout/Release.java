/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.ota.manifest.Model;

/**
 * What an image is.
 *
 * @param model for which devices
 * @param component which of their components, such as {@code firmware}
 * @param version its name for people, at most 64 characters
 * @param securityVersion never runs on a device whose counter is higher; the counter of a device that keeps the image
 *     moves up to it
 */
public record Release(Model model, String component, String version, long securityVersion) {}
