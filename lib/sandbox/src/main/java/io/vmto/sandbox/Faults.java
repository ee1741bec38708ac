package io.vmto.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fault rules of a sandbox, shared by its simulators, kept in {@code faults.json} with what is
 * left of their counts. Safe for any number of threads.
 */
public final class Faults {
  private final Path file;
  private final List<Fault> rules = new ArrayList<>();

  /** Loads the rules of a data folder, none if it has none. */
  public Faults(Path file) {
    this.file = file;
    rules.addAll(List.of(Json.load(file, Fault[].class).orElse(new Fault[0])));
  }

  public synchronized List<Fault> rules() {
    return List.copyOf(rules);
  }

  public synchronized void put(Fault fault) {
    rules.removeIf(rule -> rule.name().equals(fault.name()));
    rules.add(fault);
    save();
  }

  public synchronized void remove(String name) {
    rules.removeIf(rule -> rule.name().equals(name));
    save();
  }

  public synchronized void clear() {
    rules.clear();
    save();
  }

  public Optional<Fault> at(String point) {
    return at(point, "");
  }

  /** The rule that bites at this point now, if any; counts the call. */
  public synchronized Optional<Fault> at(String point, String subject) {
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      if (rule.matches(point, subject)) {
        if (rule.skip() > 0) {
          rules.set(i, rule.skip(rule.skip() - 1));
          save();
        } else {
          spend(i, rule);
          return Optional.of(rule);
        }
      }
    }
    return Optional.empty();
  }

  private void spend(int index, Fault rule) {
    if (rule.times() == 1) {
      rules.remove(index);
    } else if (rule.times() > 1) {
      rules.set(index, rule.times(rule.times() - 1));
    }
    save();
  }

  private void save() {
    Json.save(file, rules);
  }
}
