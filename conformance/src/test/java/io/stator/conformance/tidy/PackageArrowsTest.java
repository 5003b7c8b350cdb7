package io.stator.conformance.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, between modules and between the packages of the engine. */
final class PackageArrowsTest {
    private static final int CLASSES_MIN = 20;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/test-classes/"))
            .importPackages("io.stator");

    private static final String ENGINE = "io.stator.engine";

    private static final String QUERY = ENGINE + ".query";

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
                .layer("nippy")
                .definedBy("io.stator.nippy..")
                .layer("dynamodb")
                .definedBy("io.stator.dynamodb..")
                .layer("storage-dynamodb")
                .definedBy("io.stator.storage.dynamodb..")
                .layer("fulltext")
                .definedBy("io.stator.fulltext..")
                .layer("client")
                .definedBy("io.stator.client..")
                .layer("server")
                .definedBy("io.stator.server..")
                .layer("cli")
                .definedBy("io.stator.cli..")
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .whereLayer("engine")
                .mayOnlyAccessLayers("api")
                .whereLayer("storage-jdbc")
                .mayOnlyAccessLayers("engine", "api")
                .whereLayer("nippy")
                .mayNotAccessAnyLayer()
                .whereLayer("dynamodb")
                .mayOnlyAccessLayers("nippy")
                .whereLayer("storage-dynamodb")
                .mayOnlyAccessLayers("dynamodb", "engine", "api")
                .whereLayer("fulltext")
                .mayOnlyAccessLayers("engine", "api")
                .whereLayer("client")
                .mayOnlyAccessLayers("api")
                .whereLayer("server")
                .mayOnlyAccessLayers("client", "api")
                .check(CLASSES);
    }

    @Test
    void storageProvidersSeeOnlyTheRootAndTheStorageOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.stator.storage..")
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + ".*..")
                        .and(resideInAPackage(ENGINE + ".storage..").negate()))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** The rooms of the engine as layers. */
    private static LayeredArchitecture roomsOfTheEngine() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ENGINE + "..")
                .withOptionalLayers(true)
                .layer("root")
                .definedBy(ENGINE)
                .layer("writer")
                .definedBy(ENGINE + ".writer..")
                .layer("copies")
                .definedBy(ENGINE + ".copies..")
                .layer("calls")
                .definedBy(ENGINE + ".calls..")
                .layer("durable")
                .definedBy(ENGINE + ".durable..")
                .layer("care")
                .definedBy(ENGINE + ".care..")
                .layer("clojure")
                .definedBy(ENGINE + ".clojure..")
                .layer("program")
                .definedBy(ENGINE + ".program..")
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
                .layer("segment")
                .definedBy(ENGINE + ".segment..")
                .layer("log")
                .definedBy(ENGINE + ".log..")
                .layer("schema")
                .definedBy(ENGINE + ".schema..")
                .layer("datom")
                .definedBy(ENGINE + ".datom..")
                .layer("storage")
                .definedBy(ENGINE + ".storage..");
    }

    @Test
    void arrowsInsideTheEnginePointDown() {
        roomsOfTheEngine()
                .whereLayer("storage")
                .mayNotAccessAnyLayer()
                .whereLayer("datom")
                .mayNotAccessAnyLayer()
                .whereLayer("segment")
                .mayOnlyAccessLayers("datom", "storage")
                .whereLayer("index")
                .mayOnlyAccessLayers("segment", "datom", "storage")
                .whereLayer("log")
                .mayOnlyAccessLayers("datom", "storage")
                .whereLayer("schema")
                .mayOnlyAccessLayers("datom")
                .whereLayer("writer")
                .mayOnlyAccessLayers("calls", "durable", "transact", "database", "log", "datom", "storage")
                .whereLayer("copies")
                .mayOnlyAccessLayers("durable", "database", "segment", "log", "datom", "storage")
                .whereLayer("calls")
                .mayOnlyAccessLayers("durable", "database", "storage")
                .whereLayer("durable")
                .mayOnlyAccessLayers("database", "index", "segment", "log", "datom", "storage")
                .whereLayer("care")
                .mayOnlyAccessLayers("durable", "database", "segment", "log", "schema", "datom", "storage")
                .whereLayer("clojure")
                .mayOnlyAccessLayers("program")
                .whereLayer("program")
                .mayOnlyAccessLayers("transact", "query", "pull", "database")
                .whereLayer("database")
                .mayOnlyAccessLayers("index", "segment", "log", "schema", "datom")
                .whereLayer("transact")
                .mayOnlyAccessLayers("database", "index", "schema", "datom")
                .whereLayer("query")
                .mayOnlyAccessLayers("database", "index", "segment", "schema", "datom", "pull")
                .whereLayer("pull")
                .mayOnlyAccessLayers("database", "index", "schema", "datom")
                .check(CLASSES);
    }

    @Test
    void arrowsInsideTheQueryPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(QUERY + "..")
                .layer("query")
                .definedBy(QUERY)
                .layer("run")
                .definedBy(QUERY + ".run")
                .layer("plan")
                .definedBy(QUERY + ".plan")
                .layer("relation")
                .definedBy(QUERY + ".relation")
                .layer("function")
                .definedBy(QUERY + ".function")
                .layer("syntax")
                .definedBy(QUERY + ".syntax")
                .layer("limit")
                .definedBy(QUERY + ".limit")
                .ensureAllClassesAreContainedInArchitectureIgnoring(resideOutsideOfPackage(QUERY + ".."))
                .whereLayer("limit")
                .mayNotAccessAnyLayer()
                .whereLayer("syntax")
                .mayNotAccessAnyLayer()
                .whereLayer("function")
                .mayOnlyAccessLayers("syntax", "limit")
                .whereLayer("relation")
                .mayOnlyAccessLayers("limit")
                .whereLayer("plan")
                .mayOnlyAccessLayers("function", "syntax")
                .whereLayer("run")
                .mayOnlyAccessLayers("plan", "relation", "function", "syntax", "limit")
                .whereLayer("query")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.stator.engine.(**)").should().beFreeOfCycles().check(CLASSES);
        slices().matching("io.stator.(edn|spi)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noRoomOfTheEngineNamesItsRoot() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + ".*..")
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE))
                .check(CLASSES);
    }

    @Test
    void theClojureBridgeIsNamedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE + ".clojure..")
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + ".clojure.."))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> rooms(String... names) {
        return resideInAnyPackage(
                Stream.of(names).map(name -> ENGINE + "." + name + "..").toArray(String[]::new));
    }

    /** All packages below the root of the engine, those too that somebody will add, but for storage. */
    private static DescribedPredicate<JavaClass> engineBelowItsRoot() {
        return resideInAPackage(ENGINE + ".*..").and(not(rooms("storage")));
    }

    @Test
    void belowTheRootOfTheEngineIsNoFileNoNetworkAndNoRandomness() {
        noClasses()
                .that(engineBelowItsRoot())
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.sql.."))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.security\\.(?!MessageDigest|NoSuchAlgorithmException).*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(?!URI).*|java\\.io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile)")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .check(CLASSES);
    }

    @Test
    void belowTheRootOfTheEngineTimeIsGiven() {
        noClasses()
                .that(engineBelowItsRoot())
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void onlyTheWriterCallsAndTheClientHaveThreadsOfTheirOwn() {
        noClasses()
                .that(engineBelowItsRoot().and(not(rooms("writer", "calls"))))
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Executor.*|.*Pool.*)")
                .check(CLASSES);
    }

    @Test
    void onlyTheWriterCallsAndWhatIsADatabaseKnowFutures() {
        noClasses()
                .that(engineBelowItsRoot().and(not(rooms("writer", "calls", "clojure"))))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.CompletableFuture")
                .check(CLASSES);
    }

    @Test
    void theMiddleOfTheEngineKnowsNoThreadsAndNoLocks() {
        noClasses()
                .that(engineBelowItsRoot().and(not(rooms("writer", "calls", "durable", "program", "clojure"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.locks\\..*|java\\.security\\..*")
                .check(CLASSES);
    }
}
