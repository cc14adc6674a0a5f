/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import io.dunlin.core.LimitExceeded;

/**
 * Pulls the items out of one message of deterministic CBOR (RFC 8949 section 4.2.1). What it accepts, {@link CborWriter}
 * writes back to the same bytes; anything else is refused: longer forms than needed, indefinite lengths, map keys out of
 * order or twice, text that is not UTF-8, simple values other than false, true and null. Nothing is allocated for a
 * length before the bytes were seen to be there.
 *
 * <p>Each read method consumes one item, or the head of an array, map or tag whose items follow. All of them throw
 * {@link CborException} or {@link LimitExceeded}; afterwards the reader must not be used. One thread at a time; the
 * bytes must not change meanwhile.
 */
public final class CborReader {

    private final HeadReader head;
    private final CborLimits limits;
    private final Nesting nesting = new Nesting();

    /**
     * Reads a message within the default limits.
     *
     * @param message the message
     */
    public CborReader(byte[] message) {
        this(message, 0, message.length, CborLimits.DEFAULT);
    }

    /**
     * Reads a message.
     *
     * @param bytes where the message is
     * @param offset its first byte
     * @param length how many bytes it has
     * @param limits what to accept
     * @throws LimitExceeded if the message is longer than allowed
     */
    public CborReader(byte[] bytes, int offset, int length, CborLimits limits) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new IllegalArgumentException(
                    offset + " + " + length + " is outside of an array of " + bytes.length + " bytes");
        }
        if (length > limits.maxMessageBytes()) {
            throw new LimitExceeded("maxMessageBytes", limits.maxMessageBytes(), length, 0);
        }
        this.head = new HeadReader(bytes, offset, length, limits);
        this.limits = limits;
    }

    /**
     * Looks at the next item without consuming it.
     *
     * @return its type, {@link CborType#END} if the message's one item has been read
     */
    public CborType type() {
        return nesting.isComplete() ? CborType.END : head.type();
    }

    /**
     * Reads the head of an array; its items follow.
     *
     * @return how many items, never more than the message has bytes left
     */
    public int array() {
        take(CborType.ARRAY);
        return openArray();
    }

    /**
     * Reads the head of an array that must have a certain number of items.
     *
     * @param count how many
     */
    public void array(int count) {
        int found = array();
        if (found != count) {
            throw unexpected("an array of " + count + " items was expected, not of " + found);
        }
    }

    /**
     * Reads the head of a map; its keys follow, each before its value.
     *
     * @return how many pairs, never more than half of the bytes left
     */
    public int map() {
        take(CborType.MAP);
        return openMap();
    }

    /**
     * Reads a tag; the tagged item follows.
     *
     * @return the tag's number
     * @throws CborException of kind {@code UNEXPECTED} if the number is beyond the range of a long
     */
    public long tag() {
        int itemStart = head.position();
        take(CborType.TAG);
        openTag();
        return inLong(itemStart);
    }

    /**
     * Reads an integer.
     *
     * @return any long
     * @throws CborException of kind {@code UNEXPECTED} if the integer is beyond the range of a long
     */
    public long integer() {
        int itemStart = head.position();
        take(CborType.INTEGER);
        long argument = inLong(itemStart);
        pass();
        return head.major() == Major.UNSIGNED ? argument : ~argument;
    }

    /**
     * Reads an integer that must lie in a range.
     *
     * @param min the least
     * @param max the greatest
     * @return the integer
     */
    public long integer(long min, long max) {
        long found = integer();
        if (found < min || found > max) {
            throw unexpected("an integer from " + min + " to " + max + " was expected, not " + found);
        }
        return found;
    }

    /**
     * Reads a text string.
     *
     * @return the text
     */
    public String text() {
        take(CborType.TEXT);
        String text = head.text();
        pass();
        return text;
    }

    /**
     * Reads a byte string.
     *
     * @return a copy of its bytes
     */
    public byte[] bytes() {
        take(CborType.BYTES);
        int stringStart = head.position();
        head.passString();
        pass();
        return head.copySince(stringStart);
    }

    /**
     * Reads true or false.
     *
     * @return which
     */
    public boolean bool() {
        take(CborType.BOOL);
        pass();
        return head.info() == Major.TRUE;
    }

    /** Reads null. */
    public void nil() {
        take(CborType.NIL);
        pass();
    }

    /**
     * Reads null if it comes next.
     *
     * @return whether it came
     */
    public boolean tryNil() {
        if (type() != CborType.NIL) {
            return false;
        }
        nil();
        return true;
    }

    /**
     * Reads a float of any size.
     *
     * @return its value; the payload of a NaN is kept
     */
    public double float64() {
        take(CborType.FLOAT);
        pass();
        return Double.longBitsToDouble(head.value());
    }

    /** Passes over one item of any type with all that it holds, checking it as if it were read. */
    public void skip() {
        int depth = nesting.depth();
        do {
            skipHead();
        } while (nesting.depth() > depth);
    }

    /**
     * Reads one item of any type in its encoded form, checking it as {@link #skip} does: what a signature or a digest
     * covers.
     *
     * @return a copy of its bytes
     */
    public byte[] raw() {
        int itemStart = head.position();
        skip();
        return head.copySince(itemStart);
    }

    /** Checks that the message's one item has been read and that nothing follows it. */
    public void end() {
        if (!nesting.isComplete()) {
            throw head.left() == 0
                    ? head.truncated()
                    : head.error(CborException.Kind.TRAILING, "items of the message were not read", head.position());
        }
        if (head.left() > 0) {
            throw head.error(CborException.Kind.TRAILING, head.left() + " bytes follow the message", head.position());
        }
    }

    /**
     * Returns where the next item starts.
     *
     * @return bytes from the start of the message
     */
    public int offset() {
        return head.offset();
    }

    /**
     * Makes the exception for a message that is sound CBOR but not what the caller may accept.
     *
     * @param what what was found and what was expected
     * @return an exception of kind {@code UNEXPECTED} that names the present place, to be thrown
     */
    public CborException unexpected(String what) {
        return new CborException(CborException.Kind.UNEXPECTED, what, head.offset());
    }

    /** Returns whether a key of the container at this depth comes next. */
    boolean isAtKey(int depth) {
        return nesting.depth() == depth && nesting.atKey();
    }

    /** Returns how many containers are open. */
    int depth() {
        return nesting.depth();
    }

    private void skipHead() {
        CborType type = type();
        take(type);
        switch (type) {
            case ARRAY -> openArray();
            case MAP -> openMap();
            case TAG -> openTag();
            case BYTES, TEXT -> {
                head.passString();
                pass();
            }
            default -> pass();
        }
    }

    /** Reads the head of an item that must be of this type. */
    private void take(CborType expected) {
        CborType found = type();
        if (found == CborType.END) {
            throw head.truncated();
        }
        if (found != expected) {
            throw head.error(CborException.Kind.WRONG_TYPE, expected + " was expected, not " + found, head.position());
        }
        nesting.begin(head.position());
        head.next();
    }

    private long inLong(int itemStart) {
        if (head.value() < 0) {
            throw head.error(CborException.Kind.UNEXPECTED, "a number beyond the range of a long", itemStart);
        }
        return head.value();
    }

    private int openArray() {
        int count = head.count(1);
        checkDepth();
        nesting.openArray(count);
        passIfEmpty(count);
        return count;
    }

    private int openMap() {
        int pairs = head.count(2);
        checkDepth();
        nesting.openMap(pairs);
        passIfEmpty(pairs);
        return pairs;
    }

    private void openTag() {
        checkDepth();
        nesting.openArray(1);
    }

    private void checkDepth() {
        if (nesting.depth() >= limits.maxDepth()) {
            throw new LimitExceeded("maxDepth", limits.maxDepth(), nesting.depth() + 1L, head.offset());
        }
    }

    private void passIfEmpty(int count) {
        if (count == 0) {
            nesting.closeEmpty();
            pass();
        }
    }

    /** The item that was taken ends here. */
    private void pass() {
        int misplaced = nesting.end(head.array(), head.position());
        if (misplaced >= 0) {
            throw head.error(
                    CborException.Kind.NOT_DETERMINISTIC,
                    "a map key does not follow the key before it in bytewise order",
                    misplaced);
        }
    }
}
