package io.vmto.standalone.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bandwidth as an operator writes it, in bytes a second: {@code 200MB/s}, {@code 1.5GiB/s}, 0. */
public final class Rate implements ITypeConverter<Long> {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) *([KMGT]I?)?(B)?(?:/S)?");

  @Override
  public Long convert(String text) {
    var form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw malformed(text);
    }
    try {
      return new BigDecimal(form.group(1))
          .multiply(BigDecimal.valueOf(unit(form.group(2))))
          .toBigInteger()
          .longValueExact();
    } catch (ArithmeticException e) {
      throw malformed(text);
    }
  }

  private static long unit(@Nullable String prefix) {
    return switch (prefix) {
      case "K" -> 1_000L;
      case "M" -> 1_000_000L;
      case "G" -> 1_000_000_000L;
      case "T" -> 1_000_000_000_000L;
      case "KI" -> 1L << 10;
      case "MI" -> 1L << 20;
      case "GI" -> 1L << 30;
      case "TI" -> 1L << 40;
      case null, default -> 1;
    };
  }

  private static TypeConversionException malformed(String text) {
    return new TypeConversionException(
        "'" + text + "' is not a rate; write 200MB/s, 50MiB/s, or 0 for no limit");
  }
}
