/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.coap.codec.CoapDecodeException.Reaction;
import io.dunlin.core.Utf8;
import org.jspecify.annotations.Nullable;

/** Checks a datagram once, from front to back, and says what RFC 7252 wants done about a bad one. */
final class MessageDecoder {

    private static final byte[] NO_BYTES = {};

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final boolean framed;
    private final MessageType type;
    private final Code code;
    private int tokenStart;
    private int optionsStart;

    private MessageDecoder(byte[] bytes, int start, int end, boolean framed) {
        this.framed = framed;
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.type = MessageType.ofBits(bytes[start] >> 4);
        this.code = Code.ofByte(bytes[start + 1]);
        this.tokenStart = start + 4;
        this.optionsStart = start + 4;
    }

    static Message decode(byte[] bytes, int offset, int length, CodecLimits limits) {
        if (length < 4) {
            throw headless("a datagram of " + length + " bytes has no header");
        }
        if ((bytes[offset] & 0xC0) != 0x40) {
            throw headless("version " + ((bytes[offset] & 0xFF) >> 6) + " is not 1");
        }
        return new MessageDecoder(bytes, offset, offset + length, false).decode(limits);
    }

    /** Decodes what came in a frame: signals are permitted, and an empty message may hold what is to be ignored. */
    static Message decodeFramed(byte[] datagram, CodecLimits limits) {
        return new MessageDecoder(datagram, 0, datagram.length, true).decode(limits);
    }

    private Message decode(CodecLimits limits) {
        int tokenNibble = bytes[start] & 15;
        if (code == Code.EMPTY && framed) {
            return new Message(bytes, start, start + 4, tokenStart, optionsStart, start + 4);
        }
        if (code == Code.EMPTY) {
            if (tokenNibble != 0 || end > start + 4) {
                throw formatError("an empty message has " + (end - start) + " bytes", start);
            }
            return new Message(bytes, start, end, tokenStart, optionsStart, end);
        }
        if (type == MessageType.RST) {
            throw formatError("a reset is not empty", start);
        }
        if (!code.isRequest() && !code.isResponse() && !(framed && code.isSignal())) {
            throw formatError("code " + code + " is of a reserved class", start + 1);
        }
        if (type == MessageType.ACK && code.isRequest()) {
            throw formatError("an acknowledgement carries a request", start + 1);
        }
        decodeToken(tokenNibble);
        int optionsEnd = walkOptions(limits);
        if (end - start > limits.maxMessageBytes()) {
            throw tooLarge("maxMessageBytes is " + limits.maxMessageBytes() + ", the message has " + (end - start));
        }
        return new Message(bytes, start, end, tokenStart, optionsStart, optionsEnd);
    }

    private void decodeToken(int nibble) {
        int length = nibble;
        int at = start + 4;
        if (nibble == 15) {
            throw formatError("token length 15 is reserved", start);
        }
        if (nibble >= 13) {
            int extra = nibble - 12;
            if (at + extra > end) {
                throw formatError("the token's length is cut", at);
            }
            length = nibble == 13 ? 13 + (bytes[at] & 0xFF) : 269 + uint16(at);
            at += extra;
        }
        if (length > end - at) {
            throw formatError("the token is cut", at);
        }
        tokenStart = at;
        optionsStart = at + length;
    }

    /** Format errors weigh more than a bad option, so the whole message is read before an option is blamed. */
    private int walkOptions(CodecLimits limits) {
        int at = optionsStart;
        int number = 0;
        int count = 0;
        @Nullable CoapDecodeException bad = null;
        while (at < end) {
            int head = bytes[at] & 0xFF;
            if (head == 0xFF) {
                if (at + 1 == end) {
                    throw formatError("a payload marker without payload", at);
                }
                break;
            }
            int optionAt = at++;
            int delta = head >> 4;
            int length = head & 15;
            int extra = extraBytes(delta) + extraBytes(length);
            if (delta == 15 || length == 15 || at + extra > end) {
                throw formatError("an option's head is reserved or cut", optionAt);
            }
            if (delta >= 13) {
                delta = extended(delta, at);
                at += delta < 269 ? 1 : 2;
            }
            if (length >= 13) {
                length = extended(length, at);
                at += length < 269 ? 1 : 2;
            }
            number += delta;
            if (number > 65_535 || length > end - at) {
                throw formatError("option " + number + " of " + length + " bytes is out of bounds", optionAt);
            }
            if (bad == null) {
                bad = checkOption(number, delta, at, length);
            }
            if (bad == null && ++count > limits.maxOptions()) {
                bad = tooLarge("maxOptions is " + limits.maxOptions() + ", the message has more");
            }
            at += length;
        }
        if (bad != null) {
            throw bad;
        }
        return at;
    }

    private @Nullable CoapDecodeException checkOption(int number, int delta, int at, int length) {
        if (!Option.isCritical(number)) {
            return null;
        }
        if (code.isSignal()) {
            // Signals have options of their own, of which none is critical yet (RFC 8323 section 5.2).
            return badOption("option " + number + " of a signal is critical and unknown", at, Reaction.BAD_OPTION);
        }
        Option option = Option.of(number);
        if (option == null) {
            return badOption("option " + number + " is critical and unknown", at, Reaction.BAD_OPTION);
        }
        if (!option.accepts(length)) {
            return badOption(option + " has " + length + " bytes", at, Reaction.BAD_OPTION);
        }
        if (delta == 0 && !option.repeatable()) {
            return badOption(option + " is repeated", at, Reaction.BAD_OPTION);
        }
        if (option.format() == Option.Format.STRING && !isText(option, at, length)) {
            return badOption(option + " holds what it must not", at, Reaction.BAD_REQUEST);
        }
        return null;
    }

    /** RFC 7252 section 5.10.1 forbids the path segments "." and "..". */
    private boolean isText(Option option, int at, int length) {
        boolean dots = option == Option.URI_PATH && (length == 1 || length == 2);
        for (int i = at; dots && i < at + length; i++) {
            dots = bytes[i] == '.';
        }
        return !dots && Utf8.invalidAt(bytes, at, length) < 0;
    }

    private static int extraBytes(int nibble) {
        return nibble == 13 ? 1 : nibble == 14 ? 2 : 0;
    }

    private int extended(int nibble, int at) {
        return nibble == 13 ? 13 + (bytes[at] & 0xFF) : 269 + uint16(at);
    }

    private int uint16(int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private static CoapDecodeException headless(String what) {
        return new CoapDecodeException(what, 0, Reaction.IGNORE, MessageType.NON, -1, NO_BYTES);
    }

    private CoapDecodeException formatError(String what, int at) {
        return error(what, at, type == MessageType.CON ? Reaction.RESET : Reaction.IGNORE);
    }

    private CoapDecodeException tooLarge(String what) {
        return badOption(what, start, Reaction.TOO_LARGE);
    }

    /** Sections 5.4.1 and 4.3: only a confirmable request is answered; a confirmable response is reset. */
    private CoapDecodeException badOption(String what, int at, Reaction reaction) {
        if (type != MessageType.CON) {
            return error(what, at, Reaction.IGNORE);
        }
        return error(what, at, code.isRequest() ? reaction : Reaction.RESET);
    }

    private CoapDecodeException error(String what, int at, Reaction reaction) {
        byte[] token = new byte[optionsStart - tokenStart];
        System.arraycopy(bytes, tokenStart, token, 0, token.length);
        int messageId = uint16(start + 2);
        return new CoapDecodeException(what, at - start, reaction, type, messageId, token);
    }
}
