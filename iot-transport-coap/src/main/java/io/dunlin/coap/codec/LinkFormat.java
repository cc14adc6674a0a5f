/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes lists of links (RFC 6690 section 2). Stateless. */
public final class LinkFormat {

    /** The Content-Format {@code application/link-format}. */
    public static final int CONTENT_FORMAT = 40;

    /** Where a server tells of its resources (section 4). */
    public static final String WELL_KNOWN_CORE = "/.well-known/core";

    private static final String HEX = "0123456789ABCDEF";

    private final String text;
    private final int maxLinks;
    private int at;

    private LinkFormat(String text, int maxLinks) {
        this.text = text;
        this.maxLinks = maxLinks;
    }

    /**
     * Reads links.
     *
     * @param bytes the document
     * @param maxLinks how many to accept; as many attributes are accepted per link
     * @return the links in their order
     * @throws LimitExceeded if there are more
     * @throws DecodeException if it is no such list
     */
    public static List<WebLink> read(byte[] bytes, int maxLinks) {
        int invalid = Utf8.invalidAt(bytes, 0, bytes.length);
        if (invalid >= 0) {
            throw new DecodeException("the list of links is not UTF-8", invalid);
        }
        return new LinkFormat(Utf8.decode(bytes, 0, bytes.length), maxLinks).links();
    }

    /**
     * Writes links.
     *
     * @param links what to write
     * @return the document
     */
    public static byte[] write(List<WebLink> links) {
        StringBuilder text = new StringBuilder();
        for (WebLink link : links) {
            text.append(text.length() == 0 ? "<" : ",<").append(link.target()).append('>');
            for (Map.Entry<String, List<String>> attribute : link.attributes().entrySet()) {
                for (String value : attribute.getValue()) {
                    text.append(';').append(attribute.getKey());
                    writeValue(text, value);
                }
            }
        }
        return Utf8.encode(text.toString());
    }

    /**
     * Writes a path as a reference (RFC 3986 section 3.3), as targets are.
     *
     * @param path its segments as they are, each after a slash
     * @return the path with all percent-encoded that must not stand in one
     */
    public static String reference(String path) {
        StringBuilder reference = new StringBuilder();
        for (byte b : Utf8.encode(path)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "/-._~!$&'()*+,;=:@".indexOf(c) >= 0)) {
                reference.append(c);
            } else {
                reference.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return reference.toString();
    }

    /** Numbers are written bare, as the RFC's examples do; all else is quoted, which is always allowed. */
    private static void writeValue(StringBuilder text, String value) {
        if (value.isEmpty()) {
            return;
        }
        boolean number = true;
        for (int i = 0; i < value.length(); i++) {
            number &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (number) {
            text.append('=').append(value);
            return;
        }
        text.append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
        text.append('"');
    }

    static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$&+-.^_`|~*".indexOf(c) >= 0;
    }

    private List<WebLink> links() {
        List<WebLink> links = new ArrayList<>();
        skipSpace();
        while (at < text.length()) {
            if (links.size() == maxLinks) {
                throw new LimitExceeded("maxLinks", maxLinks, maxLinks + 1L, at);
            }
            links.add(link());
            if (at < text.length()) {
                expect(',');
                skipSpace();
                if (at == text.length()) {
                    throw new DecodeException("a link is missing after the comma", at);
                }
            }
        }
        return links;
    }

    private WebLink link() {
        expect('<');
        int end = text.indexOf('>', at);
        if (end < 0) {
            throw new DecodeException("the target has no end", at);
        }
        String target = text.substring(at, end);
        at = end + 1;
        skipSpace();
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        int count = 0;
        while (at < text.length() && text.charAt(at) == ';') {
            if (++count > maxLinks) {
                throw new LimitExceeded("maxLinks", maxLinks, count, at);
            }
            at++;
            skipSpace();
            String name = name();
            skipSpace();
            String value = "";
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                skipSpace();
                value = value();
                skipSpace();
            }
            List<String> values = attributes.get(name);
            if (values == null) {
                values = new ArrayList<>();
                attributes.put(name, values);
            }
            values.add(value);
        }
        return new WebLink(target, attributes);
    }

    private String name() {
        int from = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw new DecodeException("an attribute has no name", at);
        }
        return text.substring(from, at);
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int from = at;
        while (at < text.length() && ",;\" ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (from == at) {
            throw new DecodeException("a value is missing", at);
        }
        return text.substring(from, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                value.append(text.charAt(at++));
            }
        }
        expect('"');
        return value.toString();
    }

    private void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw new DecodeException("'" + c + "' is missing", at);
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
    }
}
