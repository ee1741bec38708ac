package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Answer;
import io.vmto.standalone.cli.catalogue.Operation;
import io.vmto.standalone.cli.catalogue.Parameter;
import io.vmto.standalone.cli.context.Contexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** What every command of the catalogue has beside its row's parameters. */
final class CallOptions {
  private final @Nullable OptionSpec body;
  private final @Nullable OptionSpec limit;
  private final @Nullable OptionSpec all;
  private final @Nullable OptionSpec watch;
  private final @Nullable OptionSpec file;
  private final @Nullable OptionSpec yes;
  private final OptionSpec output;
  private final OptionSpec context;
  private final OptionSpec data;

  CallOptions(Operation row, CommandSpec command) {
    body =
        row.hasBody() && !wholeByItself(row)
            ? text("FILE", "The request as JSON or YAML; options change it.", "--body")
            : null;
    boolean paged = row.answer().paged();
    limit = paged ? number("N", limitHelp(row.answer()), "--limit") : null;
    all = paged ? flag("All there are, page by page.", "--all") : null;
    watch = watched(row) ? seconds() : null;
    file =
        row.answer().kind() == Answer.Kind.IMAGE
            ? text(
                "FILE",
                "What it becomes; until then it is FILE.part (default: its name).",
                "--file")
            : null;
    yes = row.destructive() ? flag("Do not ask.", "-y", "--yes") : null;
    output = form();
    context = text("NAME", "Another server; see `vmto context list`.", "--context");
    data = text("DIR", "The server that runs on this data folder.", "--data");
    for (var option :
        new OptionSpec[] {body, limit, all, watch, file, yes, output, context, data}) {
      if (option != null) {
        command.addOption(option);
      }
    }
    command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
  }

  private static boolean wholeByItself(Operation row) {
    return row.parameters().stream()
        .map(Parameter::kind)
        .anyMatch(kind -> kind == Parameter.Kind.REQUEST || kind == Parameter.Kind.DOCUMENT);
  }

  private static boolean watched(Operation row) {
    return row.method() == Operation.Method.GET
        && row.answer().kind() != Answer.Kind.IMAGE
        && row.answer().kind() != Answer.Kind.FEED
        && row.answer().kind() != Answer.Kind.JOB_FEED;
  }

  private static String limitHelp(Answer list) {
    return "At most so many (default: " + (list.usual() == 0 ? "all" : list.usual()) + ").";
  }

  private static OptionSpec text(String label, String help, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .type(String.class)
        .paramLabel(label)
        .description(help)
        .build();
  }

  private static OptionSpec number(String label, String help, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .type(Long.class)
        .paramLabel(label)
        .description(help)
        .build();
  }

  private static OptionSpec flag(String help, String... names) {
    return OptionSpec.builder(names[0], rest(names))
        .type(Boolean.class)
        .arity("0")
        .description(help)
        .build();
  }

  private static OptionSpec seconds() {
    return OptionSpec.builder("--watch")
        .type(Long.class)
        .arity("0..1")
        .fallbackValue("2")
        .paramLabel("SECONDS")
        .description("Again and again, until Ctrl-C or the end of the job.")
        .build();
  }

  private static OptionSpec form() {
    var forms = List.of("table", "json", "yaml");
    return OptionSpec.builder("-o", "--output")
        .type(Output.class)
        .paramLabel("FORM")
        .converters(CallOptions::form)
        .completionCandidates(forms)
        .description("How to tell it: table (default), json as the API tells it, or yaml.")
        .build();
  }

  private static Output form(String text) {
    try {
      return Output.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("must be table, json or yaml but was '" + text + "'");
    }
  }

  private static String[] rest(String... names) {
    return java.util.Arrays.copyOfRange(names, 1, names.length);
  }

  @Nullable String body() {
    return value(body, String.class);
  }

  boolean all() {
    return Boolean.TRUE.equals(value(all, Boolean.class));
  }

  @Nullable Long limit() {
    return value(limit, Long.class);
  }

  /** Seconds between two looks; null for one look. */
  @Nullable Long watch() {
    return value(watch, Long.class);
  }

  /** Where an image goes; null for a name of its own. */
  @Nullable String file() {
    return value(file, String.class);
  }

  boolean yes() {
    return Boolean.TRUE.equals(value(yes, Boolean.class));
  }

  Output output() {
    return Objects.requireNonNullElse(value(output, Output.class), Output.TABLE);
  }

  ApiClient open() {
    var folder = value(data, String.class);
    return Contexts.open(folder == null ? null : Path.of(folder), value(context, String.class));
  }

  private static <T> @Nullable T value(@Nullable OptionSpec option, Class<T> type) {
    return option == null ? null : type.cast(option.<Object>getValue());
  }
}
