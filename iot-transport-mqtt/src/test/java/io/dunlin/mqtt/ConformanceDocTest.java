/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Each statement of MQTT 5.0 that binds a client has a test, and docs/mqtt-conformance.md says which. With the system
 * property {@code dunlin.docs} set to {@code write} it is written anew.
 */
class ConformanceDocTest {

    private static final Pattern NAME = Pattern.compile("mqtt_(\\d+)_(\\d+)_(\\d+)_(\\d+)_.*");

    @Test
    void everyStatementThatBindsAClient_hasATest_andTheTableSaysWhich() throws Exception {
        Map<String, List<String>> tests = tests();
        List<String> client = statements("client");
        List<String> server = statements("server");
        assertThat(client.size() + server.size()).isEqualTo(251);
        assertThat(tests.keySet()).as("ids that tests name").isSubsetOf(client);
        assertThat(client).as("statements without a test").isSubsetOf(tests.keySet());
        String table = table(client, server, tests);
        Path file = documents().resolve("mqtt-conformance.md");
        if ("write".equals(System.getProperty("dunlin.docs"))) {
            Files.writeString(file, table);
        }
        assertThat(Files.readString(file))
                .as("run this test with -Ddunlin.docs=write")
                .isEqualTo(table);
    }

    private static String table(List<String> client, List<String> server, Map<String, List<String>> tests) {
        StringBuilder text = new StringBuilder();
        text.append("# MQTT 5.0: the statements and their tests\n")
                .append(
                        "Made by `ConformanceDocTest`, which fails when it is stale. Of the 251 numbered statements of the")
                .append(" specification ")
                .append(client.size())
                .append(" bind a client; each has at least one test.\n\n| statement | tests |\n|---|---|\n");
        for (String id : client) {
            text.append("| MQTT-")
                    .append(id)
                    .append(" | ")
                    .append(String.join(", ", tests.get(id)))
                    .append(" |\n");
        }
        text.append("\n## Not applicable\nThese bind a server only: ");
        return text.append(String.join(", ", server)).append(".\n").toString();
    }

    private static List<String> statements(String who) throws IOException {
        try (InputStream in = ConformanceDocTest.class.getResourceAsStream("/mqtt5-statements.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(who + " "))
                    .map(line -> line.substring(who.length() + 1))
                    .toList();
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(ConformanceDocTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static Path documents() {
        Path module = Path.of("").toAbsolutePath();
        return (Files.isDirectory(module.resolve("docs")) ? module : module.getParent()).resolve("docs");
    }

    /** Finds the tests of each statement: by the method's name, and by {@link Covers}. */
    private static Map<String, List<String>> tests() throws Exception {
        Map<String, List<String>> tests = new TreeMap<>();
        Path root = classes();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(path -> path.toString().endsWith("Test.class")).toList();
        }
        TreeSet<String> names = new TreeSet<>();
        for (Path file : files) {
            String path = root.relativize(file).toString();
            names.add(
                    path.substring(0, path.length() - ".class".length()).replace(path.contains("/") ? '/' : '\\', '.'));
        }
        for (String name : names) {
            Class<?> type = Class.forName(name, false, ConformanceDocTest.class.getClassLoader());
            TreeMap<String, Method> methods = new TreeMap<>();
            for (Method method : type.getDeclaredMethods()) {
                boolean isTest =
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
                if (isTest) {
                    methods.put(method.getName(), method);
                }
            }
            for (Method method : methods.values()) {
                for (String id : ids(method)) {
                    tests.computeIfAbsent(id, each -> new ArrayList<>())
                            .add("`" + type.getSimpleName() + "." + method.getName() + "`");
                }
            }
        }
        return tests;
    }

    private static List<String> ids(Method method) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = NAME.matcher(method.getName());
        if (matcher.matches()) {
            ids.add(matcher.group(1) + '.' + matcher.group(2) + '.' + matcher.group(3) + '-' + matcher.group(4));
        }
        Covers covers = method.getAnnotation(Covers.class);
        if (covers != null) {
            ids.addAll(List.of(covers.value()));
        }
        return ids;
    }
}
