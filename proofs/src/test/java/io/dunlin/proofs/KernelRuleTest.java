/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.dunlin.core.Kernel;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Kernels, which are the packages marked {@link Kernel}, use only what the smallest virtual machines have. This file is
 * the allow-list.
 */
@AnalyzeClasses(packages = "io.dunlin", importOptions = ImportOption.DoNotIncludeTests.class)
class KernelRuleTest {

    /** Types of java.lang that kernels do without: reflection, threads, processes, and what needs them. */
    private static final Set<String> FORBIDDEN_IN_LANG = Set.of(
            "ClassLoader",
            "ClassValue",
            "InheritableThreadLocal",
            "Module",
            "ModuleLayer",
            "Process",
            "ProcessBuilder",
            "ProcessHandle",
            "Runtime",
            "StackWalker",
            "Thread",
            "ThreadGroup",
            "ThreadLocal");

    /** All of java.io that kernels may use: streams over bytes and the exceptions of the storage ports. */
    private static final Set<String> ALLOWED_IN_IO = Set.of(
            "ByteArrayInputStream",
            "ByteArrayOutputStream",
            "DataInputStream",
            "DataOutputStream",
            "EOFException",
            "IOException",
            "InputStream",
            "OutputStream",
            "Serializable",
            "UncheckedIOException");

    /** All of java.util, whose subpackages are forbidden, but for what is slow, global or reflective. */
    private static final Set<String> FORBIDDEN_IN_UTIL = Set.of(
            "Formatter",
            "Optional",
            "OptionalDouble",
            "OptionalInt",
            "OptionalLong",
            "Random",
            "Scanner",
            "ServiceLoader",
            "StringJoiner",
            "Timer",
            "UUID",
            "WeakHashMap");

    /** Interfaces of java.util.function that the collections themselves ask for, such as {@code Map.computeIfAbsent}. */
    private static final Set<String> ALLOWED_ELSEWHERE = Set.of(
            "java.lang.annotation.Annotation",
            "java.lang.annotation.Documented",
            "java.lang.annotation.ElementType",
            "java.lang.annotation.Retention",
            "java.lang.annotation.RetentionPolicy",
            "java.lang.annotation.Target",
            "java.lang.invoke.LambdaMetafactory",
            "java.lang.invoke.StringConcatFactory",
            "java.lang.invoke.TypeDescriptor$OfField",
            "java.lang.invoke.MethodHandle",
            "java.lang.invoke.MethodHandles",
            "java.lang.invoke.MethodHandles$Lookup",
            "java.lang.invoke.MethodType",
            "java.lang.invoke.CallSite",
            "java.lang.runtime.ObjectMethods",
            "java.nio.charset.Charset",
            "java.nio.charset.StandardCharsets",
            "java.util.function.Function",
            "java.util.function.BiFunction",
            "java.util.function.Predicate",
            "java.util.function.Consumer",
            "java.util.function.BiConsumer");

    @ArchTest
    static final ArchRule kernels_useOnlyTheSmallVmsLibrary = classes()
            .that(areKernels())
            .should()
            .onlyDependOnClassesThat(new DescribedPredicate<>("are on the allow-list of this file") {
                @Override
                public boolean test(JavaClass type) {
                    return isAllowed(type.getBaseComponentType());
                }
            });

    @ArchTest
    static final ArchRule kernels_readNoClockAndFormatByNoLocale = classes()
            .that(areKernels())
            .should(callNone(
                    "System.currentTimeMillis",
                    "System.nanoTime",
                    "System.getProperty",
                    "System.getenv",
                    "System.exit",
                    "String.format",
                    "String.formatted",
                    "String.split",
                    "String.matches",
                    "String.replaceAll",
                    "String.replaceFirst",
                    "Class.forName",
                    "Math.random"));

    @ArchTest
    static final ArchRule kernels_haveNoStaticMutableState = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(areKernels())
            .should()
            .beFinal();

    @Test
    void theAllowList_refusesWhatItShould() {
        // The rules above could pass because they match nothing; this class breaks them on purpose.
        JavaClasses bad = new ClassFileImporter().importClasses(UsesTheWorld.class, Thread.class, java.util.UUID.class);
        assertThat(isAllowed(bad.get(Thread.class))).isFalse();
        assertThat(isAllowed(bad.get(java.util.UUID.class))).isFalse();
        assertThat(bad.get(UsesTheWorld.class).getMethodCallsFromSelf())
                .anyMatch(call -> name(call).equals("System.nanoTime"));
        assertThat(bad.get(UsesTheWorld.class).getFields()).anyMatch(KernelRuleTest::isStaticMutable);
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.dunlin");
        assertThat(all).filteredOn(areKernels()).isNotEmpty();
    }

    private static DescribedPredicate<JavaClass> areKernels() {
        return new DescribedPredicate<>("are in a package marked @Kernel") {
            @Override
            public boolean test(JavaClass type) {
                return type.getPackage().isAnnotatedWith(Kernel.class);
            }
        };
    }

    private static boolean isAllowed(JavaClass type) {
        String name = type.getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String outer = simple.contains("$") ? simple.substring(0, simple.indexOf('$')) : simple;
        return type.isPrimitive()
                || name.startsWith("org.jspecify.")
                || (name.startsWith("io.dunlin.") && type.getPackage().isAnnotatedWith(Kernel.class))
                || ALLOWED_ELSEWHERE.contains(name)
                || (type.getPackageName().equals("java.lang") && !FORBIDDEN_IN_LANG.contains(outer))
                || (type.getPackageName().equals("java.io") && ALLOWED_IN_IO.contains(outer))
                || (type.getPackageName().equals("java.util") && !FORBIDDEN_IN_UTIL.contains(outer));
    }

    private static ArchCondition<JavaClass> callNone(String... forbidden) {
        Set<String> names = Set.of(forbidden);
        return new ArchCondition<>("call none of " + names) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> call : type.getAccessesFromSelf()) {
                    if (names.contains(name(call))) {
                        events.add(SimpleConditionEvent.violated(type, call.getDescription()));
                    }
                }
            }
        };
    }

    private static String name(JavaAccess<?> call) {
        return call.getTargetOwner().getSimpleName() + "." + call.getTarget().getName();
    }

    private static boolean isStaticMutable(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.FINAL);
    }

    /** Everything that a kernel must not do. */
    @SuppressWarnings({"unused", "NonFinalStaticField"})
    static final class UsesTheWorld {
        private static long last;

        private UsesTheWorld() {}

        static long now() {
            last = System.nanoTime();
            return last;
        }
    }
}
