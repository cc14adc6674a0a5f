/**
 * The programs of the story, each for a JVM of its own: how to use Dunlin's device half and server half.
 *
 * <p>Begin with {@link io.dunlin.samples.quickstart.program.DeviceProcess} and
 * {@link io.dunlin.samples.quickstart.program.FleetProcess}; {@code BrokerProcess} is a broker of another make.
 * {@code Contract} is what devices and fleet agreed on, {@code Transport} how they talk.
 */
@NullMarked
package io.dunlin.samples.quickstart.program;

import org.jspecify.annotations.NullMarked;
