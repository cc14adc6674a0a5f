/**
 * The main job: a small fleet lives through real failures and a table says what came of it.
 *
 * <p>{@link io.dunlin.samples.quickstart.Quickstart} directs. The programs that it starts are in {@code program}, how it
 * starts and breaks them is in {@code stage}, and what came of it is found out in {@code report}.
 */
@NullMarked
package io.dunlin.samples.quickstart;

import org.jspecify.annotations.NullMarked;
