package io.stator.conformance.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, between modules and between the packages of the engine. */
final class PackageArrowsTest {
    private static final int CLASSES_MIN = 20;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/test-classes/"))
            .importPackages("io.stator");

    private static final String ENGINE = "io.stator.engine";

    @Test
    void theClassesAreFound() {
        assertThat(CLASSES).hasSizeGreaterThan(CLASSES_MIN);
        assertThat(CLASSES).anyMatch(each -> each.getPackageName().startsWith(ENGINE + "."));
    }

    @Test
    void arrowsBetweenModulesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.stator..")
                .withOptionalLayers(true)
                .layer("api")
                .definedBy("io.stator", "io.stator.edn..", "io.stator.spi..")
                .layer("engine")
                .definedBy(ENGINE + "..")
                .layer("storage-jdbc")
                .definedBy("io.stator.storage.jdbc..")
                .layer("fulltext")
                .definedBy("io.stator.fulltext..")
                .layer("cli")
                .definedBy("io.stator.cli..")
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .whereLayer("engine")
                .mayOnlyAccessLayers("api")
                .whereLayer("storage-jdbc")
                .mayOnlyAccessLayers("engine", "api")
                .whereLayer("fulltext")
                .mayOnlyAccessLayers("engine", "api")
                .check(CLASSES);
    }

    @Test
    void storageProvidersSeeOnlyTheRootAndTheStorageOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.stator.storage.jdbc..")
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + ".*..")
                        .and(resideInAPackage(ENGINE + ".storage..").negate()))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void arrowsInsideTheEnginePointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ENGINE + "..")
                .withOptionalLayers(true)
                .layer("root")
                .definedBy(ENGINE)
                .layer("transact")
                .definedBy(ENGINE + ".transact..")
                .layer("query")
                .definedBy(ENGINE + ".query..")
                .layer("pull")
                .definedBy(ENGINE + ".pull..")
                .layer("database")
                .definedBy(ENGINE + ".database..")
                .layer("index")
                .definedBy(ENGINE + ".index..")
                .layer("log")
                .definedBy(ENGINE + ".log..")
                .layer("schema")
                .definedBy(ENGINE + ".schema..")
                .layer("datom")
                .definedBy(ENGINE + ".datom..")
                .layer("storage")
                .definedBy(ENGINE + ".storage..")
                .whereLayer("storage")
                .mayNotAccessAnyLayer()
                .whereLayer("datom")
                .mayNotAccessAnyLayer()
                .whereLayer("index")
                .mayOnlyAccessLayers("datom", "storage")
                .whereLayer("log")
                .mayOnlyAccessLayers("datom", "storage")
                .whereLayer("schema")
                .mayOnlyAccessLayers("datom")
                .whereLayer("database")
                .mayOnlyAccessLayers("index", "log", "schema", "datom")
                .whereLayer("transact")
                .mayOnlyAccessLayers("database", "index", "schema", "datom")
                .whereLayer("query")
                .mayOnlyAccessLayers("database", "index", "schema", "datom", "pull")
                .whereLayer("pull")
                .mayOnlyAccessLayers("database", "index", "schema", "datom")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.stator.engine.(**)").should().beFreeOfCycles().check(CLASSES);
        slices().matching("io.stator.(edn|spi)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theMiddleOfTheEngineHasNoThreadsFilesOrRandomness() {
        noClasses()
                .that(resideInAPackage(ENGINE + ".*..")
                        .and(resideInAPackage(ENGINE + ".storage..").negate()))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.sql..", "java.security.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(?!URI).*|java\\.io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile)")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Executor.*|.*Pool.*|CompletableFuture|locks\\..*)")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(CLASSES);
    }
}
