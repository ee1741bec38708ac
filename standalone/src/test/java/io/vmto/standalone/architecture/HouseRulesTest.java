package io.vmto.standalone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The house keeps its rules, and each rule can fail: a fixture breaks it. */
class HouseRulesTest {
  private static JavaClasses modules;
  private static JavaClasses fixtures;

  @BeforeAll
  static void read() {
    modules = House.modules();
    fixtures = House.fixtures();
  }

  @Test
  void everyPartOfTheHouseWasRead() {
    var read = modules.stream().map(House.OURS::part).collect(Collectors.toSet());
    assertThat(read).containsAll(House.MAY_KNOW.keySet());
  }

  @ParameterizedTest
  @EnumSource
  void theHouseKeepsTheRule(Rule rule) {
    rule.in(House.OURS).check(modules);
  }

  @ParameterizedTest
  @EnumSource
  void theRuleFailsForItsFixturesAndForNoOther(Rule rule) {
    var report = rule.in(House.BROKEN).evaluate(fixtures).getFailureReport().getDetails();
    var names = rule.broken().stream().map(name -> House.BROKEN.root() + "." + name).toList();

    assertThat(names).allSatisfy(name -> assertThat(report).anyMatch(line -> says(line, name)));
    assertThat(report).allMatch(line -> names.stream().anyMatch(name -> says(line, name)));
  }

  @Test
  void everyFixtureButTheHarmlessOnesBreaksARule() {
    var broken =
        Arrays.stream(Rule.values())
            .flatMap(rule -> rule.broken().stream())
            .collect(Collectors.toSet());
    var innocent = fixtures.stream().map(House.BROKEN::name).collect(Collectors.toSet());
    innocent.removeAll(broken);
    assertThat(innocent)
        .containsExactlyInAnyOrder(
            "transfer.NeighbourConfiguration", "sandbox.Toy", "disk.Plain", "license.OnlyAssigns");
  }

  /** An exception that is no longer needed is taken off the list. */
  @Test
  void whatIsListedAsOpenIsThereAndPublic() {
    var open =
        modules.stream()
            .filter(type -> type.isTopLevelClass())
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(House.OURS::name)
            .toList();
    assertThat(open).containsAll(House.OPEN);
  }

  /** The fixture must be the one at fault, not merely named as somebody's target. */
  private static boolean says(String line, String fixture) {
    return line.matches(
        "(Class|Method|Constructor|Field)? ?<?" + fixture.replace(".", "\\.") + "\\b.*");
  }
}
