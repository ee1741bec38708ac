package io.vmto.standalone.cli;

import java.util.Objects;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** JSON trees as YAML and back; JSON is read as well, being YAML. */
final class Yaml {
  private Yaml() {}

  static String write(JsonNode tree) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new org.yaml.snakeyaml.Yaml(new Representer(options), options)
        .dump(Json.TREES.treeToValue(tree, Object.class));
  }

  /** Nothing but plain values; throws {@link IllegalArgumentException} where it is not YAML. */
  static JsonNode read(String text) {
    try {
      Object plain =
          new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return plain == null
          ? MissingNode.getInstance()
          : Objects.requireNonNull(Json.TREES.valueToTree(plain));
    } catch (YAMLException e) {
      throw new IllegalArgumentException("neither JSON nor YAML: " + e.getMessage(), e);
    }
  }
}
