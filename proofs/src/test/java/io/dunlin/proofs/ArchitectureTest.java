/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules point down only, packages have no cycles, and rims stay inside. */
@AnalyzeClasses(packages = "io.dunlin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CORE = "io.dunlin.core..";
    private static final String MQTT = "io.dunlin.mqtt..";
    private static final String COAP = "io.dunlin.coap..";
    private static final String SECURITY = "io.dunlin.security..";
    private static final String OTA = "io.dunlin.ota..";
    private static final String DEVICE = "io.dunlin.device..";
    private static final String FLEET = "io.dunlin.fleet..";
    private static final String TESTKIT = "io.dunlin.testkit..";

    @ArchTest
    static final ArchRule core_knowsNobody = onlyKnows(CORE);

    @ArchTest
    static final ArchRule testkit_knowsCoreOnly = onlyKnows(TESTKIT, CORE);

    @ArchTest
    static final ArchRule mqtt_knowsCoreOnly = onlyKnows(MQTT, CORE);

    @ArchTest
    static final ArchRule coap_knowsCoreOnly = onlyKnows(COAP, CORE);

    @ArchTest
    static final ArchRule security_knowsCoreOnly = onlyKnows(SECURITY, CORE);

    @ArchTest
    static final ArchRule ota_knowsCoreAndTheVerifierOfSecurity =
            onlyKnows(OTA, CORE, "io.dunlin.security.sign..", "io.dunlin.security.trust..");

    @ArchTest
    static final ArchRule device_doesNotKnowTheFleet = onlyKnows(DEVICE, CORE, MQTT, COAP, SECURITY, OTA);

    @ArchTest
    static final ArchRule fleet_doesNotKnowTheDevice = onlyKnows(FLEET, CORE, MQTT, COAP, SECURITY, OTA);

    @ArchTest
    static final ArchRule packages_haveNoCycles = slices().matching(
                    "io.dunlin.(core|mqtt|coap|security|ota|device|fleet|testkit)..(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule netty_staysInItsRims = noClasses()
            .that()
            .resideInAnyPackage(CORE, MQTT, COAP, SECURITY, OTA, DEVICE, FLEET, TESTKIT)
            .and()
            .resideOutsideOfPackages("..netty..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..")
            .because("a device on the plain-socket rim runs without Netty on its path");

    @ArchTest
    static final ArchRule databases_stayInTheFleetsStore = noClasses()
            .that()
            .resideInAnyPackage(CORE, MQTT, COAP, SECURITY, OTA, DEVICE, TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "com.zaxxer..");

    @ArchTest
    static final ArchRule names_sayWhatThingsAre = noClasses()
            .that()
            .resideInAPackage("io.dunlin..")
            .should()
            .resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..", "..manager..");

    private static ArchRule onlyKnows(String self, String... others) {
        String[] known = new String[others.length + 1];
        System.arraycopy(others, 0, known, 0, others.length);
        known[others.length] = self;
        return classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.or(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(known),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage("io.dunlin..")))
                .allowEmptyShould(true)
                .as(self + " knows only " + String.join(", ", known));
    }
}
