/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.ota.delta.ImageDigest;

/**
 * What a device is and runs, as far as manifests are judged by it.
 *
 * @param model the device's model
 * @param component the component that is updated
 * @param running the image that runs
 * @param securityCounter the highest security version that was ever confirmed
 * @param lastSequence the highest sequence number that was ever accepted, 0 for none
 */
public record Installed(Model model, String component, ImageDigest running, long securityCounter, long lastSequence) {}
