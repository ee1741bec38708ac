package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whoever sits in front of it: is asked, agrees, types what nobody may see. */
public final class Terminal {
  private static final String STANDARD_INPUT = "-";

  private Terminal() {}

  /** Throws unless somebody agrees. */
  public static void agree(String question, boolean yes) {
    if (yes) {
      return;
    }
    var console = console();
    if (console == null) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          "Nothing was done: nobody is here to answer \"" + question + "\"",
          "Give --yes if that is what you want.");
    }
    var said = console.readLine("%s [y/N] ", question);
    if (said == null || !said.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID, "Nothing was done.", "Answer y, or give --yes.");
    }
  }

  /**
   * A secret on one line, asked for without echo where no file is named.
   *
   * @param option that would have named it
   */
  public static String secret(String what, String option, @Nullable String file)
      throws IOException {
    if (file != null) {
      return text(file).strip();
    }
    var console = console();
    var typed = console == null ? null : console.readPassword("%s: ", what);
    if (typed == null) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          "The " + what + " is missing, and nobody is here to type it.",
          "Name a file with " + option + ", or - for standard input.");
    }
    return new String(typed);
  }

  /**
   * A line of text, asked for where it was not said.
   *
   * @param option that would have said it
   */
  public static String line(String what, String option, @Nullable String said) {
    if (said != null) {
      return said;
    }
    var console = console();
    var typed = console == null ? null : console.readLine("%s: ", what);
    if (typed == null) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          "The " + what + " is missing, and nobody is here to type it.",
          "Say it with " + option + ".");
    }
    return typed.strip();
  }

  /** What a file holds, or standard input to its end. */
  static String text(String file) throws IOException {
    return file.equals(STANDARD_INPUT)
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(file));
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal
  private static @Nullable Console console() {
    var console = System.console();
    return console == null || !console.isTerminal() ? null : console;
  }

  static boolean there() {
    return console() != null;
  }
}
