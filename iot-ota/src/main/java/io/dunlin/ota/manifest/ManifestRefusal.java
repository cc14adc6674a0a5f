/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

/** Why a device does not follow a manifest. */
public enum ManifestRefusal {
    /** The signatures do not hold; {@link ManifestCheck.Refused#signature} says why. */
    NOT_GENUINE,
    /** It is signed, but not a manifest of a known version in the declared form. */
    MALFORMED,
    /** Its time is over. */
    EXPIRED,
    /** A manifest with a higher sequence number, or another one with the same, was accepted before. */
    OLD_SEQUENCE,
    /** No image in it is for this model and component. */
    WRONG_MODEL,
    /** Several images in it are for this model and component. */
    AMBIGUOUS,
    /** The image's security version is below the device's counter. */
    SECURITY_DOWNGRADE,
    /** The image is the one that runs. */
    ALREADY_INSTALLED,
    /** No encoding starts from the image that runs, and there is no full one. */
    NO_ENCODING
}
