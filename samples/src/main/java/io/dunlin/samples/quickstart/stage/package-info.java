/**
 * What the director stages a story with: other programs, and networks that can be cut.
 *
 * <p>{@link io.dunlin.samples.quickstart.stage.Child} is a program in a JVM of its own, {@code Console} its side of the
 * conversation, {@code Message} a line of it. {@link io.dunlin.samples.quickstart.stage.Network} stands between a device
 * and its fleet.
 */
@NullMarked
package io.dunlin.samples.quickstart.stage;

import org.jspecify.annotations.NullMarked;
