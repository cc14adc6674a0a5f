/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.session.Message;

/**
 * A message that came to a {@link java.util.concurrent.Flow.Subscriber}.
 *
 * @param message the message
 * @param acknowledgement settles it
 */
public record Received(Message message, MessageHandler.Acknowledgement acknowledgement) {}
