package io.stator.dynamodb;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the library, and that it needs nothing else of Stator. */
final class PackageArrowsTest {
    private static final String ROOT = "io.stator.dynamodb";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void theClassesAreFound() {
        assertThat(CLASSES.contain(DynamoDb.class)).isTrue();
    }

    @Test
    void nothingElseOfStatorIsNeededButNippy() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.stator..")
                        .and(resideOutsideOfPackage(ROOT + ".."))
                        .and(resideOutsideOfPackage("io.stator.nippy")))
                .check(CLASSES);
    }

    @Test
    void onlyTheDoorAndReadersOfThawedValuesKnowNippy() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(not(belongToAnyOf(
                                FrozenFormat.class,
                                FrozenNippyFormat.class,
                                Codecs.class,
                                FrozenThawed.class,
                                LeafReader.class))))
                .should()
                .dependOnClassesThat(resideInAPackage("io.stator.nippy"))
                .check(CLASSES);
    }

    @Test
    void arrowsPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .withOptionalLayers(true)
                .layer("root")
                .definedBy(ROOT)
                .layer("expression")
                .definedBy(ROOT + ".expression..")
                .layer("stream")
                .definedBy(ROOT + ".stream..")
                .whereLayer("expression")
                .mayNotAccessAnyLayer()
                .whereLayer("root")
                .mayOnlyAccessLayers("expression")
                .whereLayer("stream")
                .mayOnlyAccessLayers("root")
                .check(CLASSES);
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
