package io.vmto.standalone.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** The boundaries of the house, and for each the fixtures below {@code broken} that cross it. */
@SuppressWarnings("ImmutableEnumChecker") // a pure function and a fixed list
enum Rule {
  LANGUAGE_DISKS_AND_PLATFORMS_ARE_PLAIN_JAVA(
      house ->
          noClasses()
              .that()
              .resideInAnyPackage(house.packages("contract", "disk", "hypervisor"))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage("org.axonframework..", "org.springframework.."),
      "contract.AnnotatedByAxon",
      "disk.CheckedBySpring",
      "hypervisor.SpeaksThroughSpring"),

  STEPS_KNOW_NO_AXON(
      house ->
          noClasses()
              .that()
              .resideInAnyPackage(house.packages("transfer.step"))
              .and(not("the step's ways out", type -> House.WAYS_OUT.contains(house.name(type))))
              .should()
              .dependOnClassesThat()
              .resideInAPackage("org.axonframework.."),
      "transfer.step.SendsByItself"),

  EVERY_PART_KNOWS_ONLY_ITS_OWN(
      house -> classes().that(is("part of the house", house::owns)).should(knowOnly(house)),
      "job.CallsTransfer",
      "job.PlaysInTheSandbox",
      "license.ReadsADisk"),

  ONLY_STANDALONE_SEES_THE_SANDBOX(
      house ->
          noClasses()
              .that()
              .resideOutsideOfPackages(house.packages("sandbox", "standalone"))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(house.packages("sandbox")),
      "job.PlaysInTheSandbox"),

  PACKAGES_ARE_FEATURES(
      house ->
          noClasses()
              .should()
              .resideInAnyPackage(
                  "..controller..",
                  "..service..",
                  "..repository..",
                  "..dto..",
                  "..util..",
                  "..impl..",
                  "..common.."),
      "job.util.Helper"),

  SERVICES_SHOW_THEIR_CONFIGURATION_ONLY(
      house ->
          classes()
              .that()
              .resideInAnyPackage(house.services())
              .and()
              .arePublic()
              .and()
              .areTopLevelClasses()
              .and(not("open to others", type -> House.OPEN.contains(house.name(type))))
              .should()
              .haveSimpleNameEndingWith("Configuration"),
      "query.Exposed",
      "job.util.Helper"),

  EVOLVE_ONLY_ASSIGNS(
      house ->
          methods()
              .that()
              .areDeclaredInClassesThat()
              .resideInAnyPackage(house.services())
              .and(are(evolving()))
              .should()
              .haveName("evolve")
              .andShould(new Evolve(house)),
      "license.ReadsTheClock",
      "license.Logs",
      "license.Throws",
      "license.ThrowsFurtherDown",
      "license.AppliesMore",
      "license.Misnamed"),

  ONLY_THE_GATEWAY_SPEAKS_HTTP(
      house ->
          noClasses()
              .that()
              .resideOutsideOfPackages(house.packages("gateway"))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage("org.springframework.web..", "org.springframework.http.."),
      "connection.AnswersHttp",
      "hypervisor.SpeaksThroughSpring"),

  SERVICES_LOG_IN_ONE_WAY(
      house ->
          noClasses()
              .that()
              .resideInAnyPackage(house.services())
              .should(ACCESS_STANDARD_STREAMS.or(USE_JAVA_UTIL_LOGGING)),
      "query.Prints",
      "query.LogsTheOldWay"),

  SERVICES_DO_NOT_SLEEP(
      house ->
          noClasses()
              .that()
              .resideInAnyPackage(house.services())
              .should()
              .callCodeUnitWhere(
                  target(HasName.Predicates.name("sleep"))
                      .and(
                          target(
                              owner(
                                  is(
                                      "a clock's sleeper",
                                      type ->
                                          type.isAssignableTo(Thread.class)
                                              || type.isEquivalentTo(TimeUnit.class)))))),
      "transfer.Sleeps",
      "transfer.SleepsInALambda");

  private final Function<House, ArchRule> make;
  private final List<String> broken;

  Rule(Function<House, ArchRule> make, String... broken) {
    this.make = make;
    this.broken = List.of(broken);
  }

  ArchRule in(House house) {
    return make.apply(house);
  }

  List<String> broken() {
    return broken;
  }

  private static ArchCondition<JavaClass> knowOnly(House house) {
    return new ArchCondition<>("know only the parts they may know") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        var part = house.part(type);
        type.getDirectDependenciesFromSelf().stream()
            .filter(d -> house.owns(d.getTargetClass()))
            .filter(d -> !mayKnow(part, house.part(d.getTargetClass())))
            .map(Dependency::getDescription)
            .forEach(what -> events.add(SimpleConditionEvent.violated(type, what)));
      }
    };
  }

  private static boolean mayKnow(String part, String other) {
    return part.equals("standalone")
        || part.equals(other)
        || House.MAY_KNOW.getOrDefault(part, Set.of()).contains(other);
  }

  /** History of aggregates, by its annotation, and of views, by its name. */
  private static DescribedPredicate<JavaMethod> evolving() {
    return DescribedPredicate.describe(
        "evolving",
        method ->
            method.getName().equals("evolve")
                || method.isAnnotatedWith("org.axonframework.eventsourcing.EventSourcingHandler"));
  }

  private static DescribedPredicate<JavaClass> is(String what, Predicate<JavaClass> test) {
    return DescribedPredicate.describe("are " + what, test);
  }

  private static DescribedPredicate<JavaClass> not(String what, Predicate<JavaClass> test) {
    return DescribedPredicate.describe("are not " + what, test.negate());
  }
}
