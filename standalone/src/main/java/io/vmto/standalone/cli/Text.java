package io.vmto.standalone.cli;

import io.vmto.contract.view.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as an operator reads them. */
public final class Text {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Text() {}

  /** {@code 64.0 MiB}; always with its unit. */
  public static String bytes(long n) {
    double value = n;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? n + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** {@code 2m 05s}, {@code 3.4 s}. */
  public static String time(Duration d) {
    if (d.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
    }
    if (d.toHours() == 0) {
      return String.format(Locale.ROOT, "%dm %02ds", d.toMinutes(), d.toSecondsPart());
    }
    return String.format(Locale.ROOT, "%dh %02dm", d.toHours(), d.toMinutesPart());
  }

  /** {@code down for 41 s to 2m 05s; changes 1.0 MiB/s, read 180.0 MiB/s, converging}. */
  public static String forecast(Forecast forecast) {
    return "down for "
        + time(Duration.ofSeconds(forecast.downtime().least()))
        + " to "
        + time(Duration.ofSeconds(forecast.downtime().most()))
        + "; changes "
        + bytes(forecast.dirtyPerSecond())
        + "/s, read "
        + bytes(forecast.readPerSecond())
        + "/s, "
        + (forecast.converging() ? "converging" : "NOT converging");
  }

  public static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "-" : time(Duration.between(from, to));
  }
}
