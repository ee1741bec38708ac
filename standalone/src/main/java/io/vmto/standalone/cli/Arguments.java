package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.catalogue.Parameter;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import io.vmto.standalone.cli.catalogue.Parameter.Place;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a row as picocli parses them. */
final class Arguments {
  private static final String FILE = "FILE";

  private final Map<Parameter, ArgSpec> specs = new LinkedHashMap<>();

  /**
   * Adds options and positionals to a command.
   *
   * @param complete whether all that is needed has to be said; false where a document says it
   */
  Arguments(List<Parameter> parameters, CommandSpec command, boolean complete) {
    int index = 0;
    for (var parameter : parameters) {
      boolean required = parameter.required() && (complete || parameter.place() == Place.PATH);
      if (parameter.positional()) {
        var spec = positional(parameter, index++, required);
        command.addPositional(spec);
        specs.put(parameter, spec);
      } else {
        var spec = option(parameter, required);
        command.addOption(spec);
        specs.put(parameter, spec);
      }
    }
  }

  private static PositionalParamSpec positional(Parameter p, int index, boolean required) {
    var builder =
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .arity(required ? "1" : "0..1")
            .required(required)
            .paramLabel(p.label().isEmpty() ? p.name() : p.label())
            .type(type(p))
            .description(help(p));
    if (converter(p) != null) {
      builder.converters(converter(p));
    }
    return builder.build();
  }

  /** A secret is never said itself, its file may be. */
  private static OptionSpec option(Parameter p, boolean required) {
    var name = "--" + p.name() + (p.kind() == Kind.SECRET ? "-file" : "");
    var builder =
        OptionSpec.builder(name)
            .required(required && p.kind() != Kind.SECRET)
            .paramLabel(label(p))
            .type(type(p))
            .description(help(p));
    switch (p.kind()) {
      case FLAG, OBJECT -> builder.arity("0");
      case SWITCH -> builder.arity("0").negatable(true);
      case PAIRS -> builder.auxiliaryTypes(String.class, String.class);
      case LIST -> builder.auxiliaryTypes(String.class);
      case TEXT, NUMBER, RATE, SECRET, DOCUMENT, REQUEST -> {}
    }
    if (!p.choices().isEmpty()) {
      builder.completionCandidates(p.choices().stream().map(Arguments::said).toList());
    }
    if (converter(p) != null) {
      builder.converters(converter(p));
    }
    return builder.build();
  }

  private static String label(Parameter p) {
    if (!p.label().isEmpty()) {
      return p.label();
    }
    return p.kind() == Kind.SECRET ? FILE : p.name().toUpperCase(Locale.ROOT);
  }

  private static Class<?> type(Parameter p) {
    return switch (p.kind()) {
      case NUMBER, RATE -> Long.class;
      case FLAG, OBJECT, SWITCH -> Boolean.class;
      case PAIRS -> Map.class;
      case LIST -> List.class;
      case TEXT, SECRET, DOCUMENT, REQUEST -> String.class;
    };
  }

  private static @Nullable ITypeConverter<?> converter(Parameter p) {
    if (!p.choices().isEmpty()) {
      return new Choice(p.choices());
    }
    return p.kind() == Kind.RATE ? new Rate() : null;
  }

  private static String help(Parameter p) {
    var among =
        p.choices().isEmpty()
            ? ""
            : " One of "
                + p.choices().stream().map(Arguments::said).collect(Collectors.joining(", "))
                + ".";
    return p.help() + among + (p.kind() == Kind.SECRET ? " - is standard input." : "");
  }

  /** {@code ROLLING_BACK} is said {@code rolling-back}. */
  private static String said(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One of the constants, in any case. */
  private record Choice(List<String> constants) implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return constants.stream()
          .filter(c -> said(c).equals(said(text)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "must be one of "
                          + constants.stream()
                              .map(Arguments::said)
                              .collect(Collectors.joining(", "))
                          + " but was '"
                          + text
                          + "'"));
    }
  }

  /** What the user said of a part of the address, as it was said. */
  String said(Parameter parameter) {
    ArgSpec spec = specs.get(parameter);
    Object value = spec == null ? null : spec.getValue();
    return value == null ? "" : value.toString();
  }

  /**
   * What was said, files read and secrets asked for.
   *
   * @param complete whether secrets that are needed and were not said are asked for
   */
  Map<Parameter, Object> values(boolean complete) throws IOException {
    var values = new LinkedHashMap<Parameter, Object>();
    for (var entry : specs.entrySet()) {
      var value = value(entry.getKey(), entry.getValue().getValue(), complete);
      if (value != null) {
        values.put(entry.getKey(), value);
      }
    }
    return values;
  }

  private static @Nullable Object value(Parameter p, @Nullable Object said, boolean complete)
      throws IOException {
    return switch (p.kind()) {
      case SECRET ->
          said == null && !(p.required() && complete)
              ? null
              : Terminal.secret(
                  words(p.name()),
                  "--" + p.name() + "-file",
                  said == null ? null : said.toString());
      case DOCUMENT -> said == null ? null : Terminal.text(said.toString());
      case REQUEST -> said == null ? null : document(said.toString());
      case OBJECT -> Boolean.TRUE.equals(said) ? Map.of() : null;
      case FLAG -> Boolean.TRUE.equals(said) ? true : null;
      case SWITCH, TEXT, NUMBER, RATE, PAIRS, LIST -> said;
    };
  }

  private static String words(String name) {
    return name.replace('-', ' ');
  }

  /** An object as JSON or YAML from a file. */
  static ObjectNode document(String file) throws IOException {
    try {
      var text = Terminal.text(file);
      var tree = text.stripLeading().startsWith("{") ? json(text) : Yaml.read(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (IllegalArgumentException | JacksonException e) {
      throw malformed(file, String.valueOf(e.getMessage()));
    }
    throw malformed(file, "not an object");
  }

  private static JsonNode json(String text) {
    return Json.TREES.readTree(text);
  }

  private static ApiProblem malformed(String file, String why) {
    return new ApiProblem(
        ErrorCode.REQUEST_INVALID,
        file + " is no request: " + why.lines().findFirst().orElse(""),
        "Write an object in JSON or YAML, with the fields of docs/api.md.");
  }
}
