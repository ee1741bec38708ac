package io.vmto.standalone.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorCallTarget;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorReferenceTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Says whether a method only assigns: neither it nor what it calls in its own part reads a clock or
 * chance, logs, calls Axon or makes an exception. The MatchException that the compiler puts into an
 * exhaustive switch is not counted.
 */
final class Evolve extends ArchCondition<JavaMethod> {
  private static final Set<String> CHANCE_AND_TIME =
      Set.of("now", "nanoTime", "currentTimeMillis", "randomUUID");

  private final House house;

  Evolve(House house) {
    super("only assign");
    this.house = house;
  }

  @Override
  public void check(JavaMethod method, ConditionEvents events) {
    if (!method.getThrowsClause().getTypes().isEmpty()) {
      events.add(violated(method, method.getFullName() + " declares an exception"));
    }
    for (var unit : reachable(method)) {
      unit.getAccessesFromSelf().stream()
          .filter(access -> banned(access.getTarget()))
          .map(JavaAccess::getDescription)
          .forEach(what -> events.add(violated(method, method.getFullName() + ": " + what)));
    }
  }

  private Set<JavaCodeUnit> reachable(JavaMethod start) {
    var seen = new LinkedHashSet<JavaCodeUnit>();
    var open = new ArrayDeque<JavaCodeUnit>();
    open.add(start);
    while (!open.isEmpty()) {
      var unit = open.remove();
      if (seen.add(unit)) {
        unit.getAccessesFromSelf().stream()
            .map(JavaAccess::getTarget)
            .filter(CodeUnitAccessTarget.class::isInstance)
            .flatMap(target -> ((CodeUnitAccessTarget) target).resolveMember().stream())
            .filter(next -> house.owns(next.getOwner()))
            .filter(next -> house.part(next.getOwner()).equals(house.part(start.getOwner())))
            .forEach(open::add);
      }
    }
    return seen;
  }

  private static boolean banned(AccessTarget target) {
    var owner = target.getOwner();
    if (target instanceof ConstructorCallTarget || target instanceof ConstructorReferenceTarget) {
      return owner.isAssignableTo(Throwable.class) && !owner.isEquivalentTo(MatchException.class);
    }
    return CHANCE_AND_TIME.contains(target.getName())
        || owner.isAssignableTo(java.time.Clock.class)
        || owner.isAssignableTo(java.util.random.RandomGenerator.class)
        || owner.getPackageName().startsWith("org.slf4j")
        || owner.getPackageName().startsWith("java.util.logging")
        || owner.getPackageName().startsWith("org.axonframework");
  }

  private static ConditionEvent violated(JavaMethod method, String why) {
    return SimpleConditionEvent.violated(method, why);
  }
}
