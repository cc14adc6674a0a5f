/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.LinkFormat;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.WebLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service for a method and a path: 4.04 if there is no such path, 4.05 if it has no such method. Immutable.
 * Paths are compared as bytes where they lie, so a route without variables costs no allocation.
 */
public final class Router implements Service<CoapRequest, CoapResponse> {

    private static final CompletionStage<CoapResponse> NOT_FOUND =
            CompletableFuture.completedStage(CoapResponse.of(Code.NOT_FOUND));
    private static final CompletionStage<CoapResponse> METHOD_NOT_ALLOWED =
            CompletableFuture.completedStage(CoapResponse.of(Code.METHOD_NOT_ALLOWED));

    private final Node root;

    private Router(Node root) {
        this.root = root;
    }

    /**
     * Starts a router.
     *
     * @return a builder without routes
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<CoapResponse> apply(CoapRequest request) {
        Node node = root;
        Map<String, String> variables = Map.of();
        Options.Cursor cursor = request.options().cursor();
        while (node != null && cursor.next() && cursor.number() <= Option.URI_PATH.number()) {
            if (cursor.number() == Option.URI_PATH.number()) {
                node = node.next(cursor);
                if (node != null && node.variable != null) {
                    variables = variables.isEmpty() ? new HashMap<>(4) : variables;
                    variables.put(node.variable, cursor.string());
                }
            }
        }
        if (node == null || node.methods.isEmpty()) {
            return NOT_FOUND;
        }
        Service<CoapRequest, CoapResponse> service = node.methods.get(request.method());
        if (service == null) {
            return METHOD_NOT_ALLOWED;
        }
        return service.apply(variables.isEmpty() ? request : request.with(variables));
    }

    private static final class Node {
        final byte[] segment;
        final @Nullable String variable;
        final List<Node> children = new ArrayList<>();
        final Map<Code, Service<CoapRequest, CoapResponse>> methods = new HashMap<>();

        Node(byte[] segment, @Nullable String variable) {
            this.segment = segment;
            this.variable = variable;
        }

        /** Literal segments come before variables. */
        @Nullable
        Node next(Options.Cursor cursor) {
            Node any = null;
            for (int i = 0; i < children.size(); i++) {
                Node child = children.get(i);
                if (child.variable != null) {
                    any = child;
                } else if (cursor.matches(child.segment)) {
                    return child;
                }
            }
            return any;
        }
    }

    /** Collects routes. */
    public static final class Builder {
        private final Node root = new Node(new byte[0], null);
        private final Map<String, WebLink> links = new LinkedHashMap<>();
        private boolean discoverable;

        private Builder() {}

        /**
         * Adds a route.
         *
         * @param method a code of class 0
         * @param template a path; a segment in braces stands for any one segment, read with {@link CoapRequest#variable}
         * @param service what serves it
         * @return this
         * @throws IllegalArgumentException if there is such a route already
         */
        public Builder route(Code method, String template, Service<CoapRequest, CoapResponse> service) {
            Options path = Options.builder().path(template).build();
            if (template.indexOf('{') < 0) {
                WebLink link = WebLink.to(LinkFormat.reference(template));
                links.putIfAbsent(link.target(), link);
            }
            Node node = root;
            for (Options.Cursor cursor = path.cursor(); cursor.next(); ) {
                node = child(node, cursor);
            }
            if (!method.isRequest() || node.methods.putIfAbsent(method, service) != null) {
                throw new IllegalArgumentException("a second route or no method: " + method + " " + template);
            }
            return this;
        }

        private static CompletionStage<CoapResponse> discovered(List<WebLink> all, CoapRequest request) {
            if (!request.accepts(LinkFormat.CONTENT_FORMAT)) {
                return CompletableFuture.completedStage(CoapResponse.of(Code.NOT_ACCEPTABLE));
            }
            List<WebLink> selected = new ArrayList<>(all);
            for (String filter : request.options().strings(Option.URI_QUERY)) {
                int equals = filter.indexOf('=');
                if (equals > 0) {
                    selected.removeIf(link -> !link.matches(filter.substring(0, equals), filter.substring(equals + 1)));
                }
            }
            return CompletableFuture.completedStage(
                    CoapResponse.content(LinkFormat.CONTENT_FORMAT, LinkFormat.write(selected)));
        }

        private static Node child(Node parent, Options.Cursor cursor) {
            String text = cursor.string();
            boolean isVariable = text.length() > 2 && text.startsWith("{") && text.endsWith("}");
            String variable = isVariable ? text.substring(1, text.length() - 1) : null;
            for (Node child : parent.children) {
                if (variable == null ? cursor.matches(child.segment) : variable.equals(child.variable)) {
                    return child;
                }
                if (variable != null && child.variable != null) {
                    throw new IllegalArgumentException(
                            "the variables {" + child.variable + "} and {" + variable + "} have the same place");
                }
            }
            Node child = new Node(cursor.bytes(), variable);
            parent.children.add(child);
            return child;
        }

        /**
         * Describes a resource for those who discover it.
         *
         * @param link its target is the path as {@link LinkFormat#reference} writes it; it replaces an earlier description of the same path
         * @return this
         */
        public Builder describe(WebLink link) {
            links.put(link.target(), link);
            return this;
        }

        /**
         * Serves {@link LinkFormat#WELL_KNOWN_CORE} with the paths of all routes without variables and all that was
         * described (RFC 6690 section 4); a query selects among them.
         *
         * @return this
         */
        public Builder discoverable() {
            discoverable = true;
            return this;
        }

        /**
         * Ends the building; do not use this builder afterwards.
         *
         * @return the router
         */
        public Router build() {
            if (discoverable) {
                List<WebLink> all = List.copyOf(links.values());
                route(Code.GET, LinkFormat.WELL_KNOWN_CORE, request -> discovered(all, request));
            }
            return new Router(root);
        }
    }
}
