package io.vmto.standalone.disk;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes per second, written like {@code 200MB/s} or {@code 100MiB}. */
record Rate(long bytesPerSecond) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?([kKMGT]?)(i?)B?(?:/s)?");
  private static final String UNITS = "kMGT";

  /** Reads the text of an option. */
  static final class Converter implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String text) {
      var match = TEXT.matcher(text.strip());
      if (!match.matches()) {
        throw new TypeConversionException("'" + text + "' is no rate such as 200MB/s");
      }
      var unit = BigDecimal.valueOf(match.group(3).isEmpty() ? 1000 : 1024);
      var rate = new BigDecimal(match.group(1)).multiply(unit.pow(power(match.group(2))));
      if (rate.compareTo(BigDecimal.ONE) < 0) {
        throw new TypeConversionException("at less than a byte a second nothing would ever end");
      }
      return new Rate(rate.longValue());
    }

    private static int power(String unit) {
      return unit.isEmpty() ? 0 : UNITS.indexOf(unit.replace('K', 'k')) + 1;
    }
  }
}
