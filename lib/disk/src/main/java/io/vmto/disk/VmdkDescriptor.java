package io.vmto.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that says what a VMDK is made of (VMware Virtual Disk Format 5.0), of a disk that needs
 * no parent; {@code createType} is in lower case.
 */
record VmdkDescriptor(String createType, List<Extent> extents) {
  static final String SIGNATURE = "# disk descriptorfile";

  private static final int MOST_EXTENTS = 4096;
  private static final String NO_PARENT = "ffffffff";
  private static final Pattern SETTING = Pattern.compile("([A-Za-z0-9_.]++)\\s*+=\\s*+(.*)");
  private static final Pattern EXTENT =
      Pattern.compile(
          "(RW|RDONLY|NOACCESS)\\s++(\\d{1,15})\\s++([A-Z0-9]++)"
              + "(?:\\s++\"([^\"]*+)\"(?:\\s++(\\d{1,15}))?+)?+");

  VmdkDescriptor {
    extents = List.copyOf(extents);
  }

  /**
   * A run of sectors and the file that holds them.
   *
   * @param at where its line stands
   * @param start the first sector in the file
   */
  record Extent(long at, String access, long sectors, String type, String name, long start) {}

  /** {@code raw} stands at {@code at} in its file; NULs may follow the text. */
  static VmdkDescriptor parse(byte[] raw, long at) throws DiskFormatException {
    // One char is one byte here, so that places in the text are places in the file.
    String all = new String(raw, StandardCharsets.ISO_8859_1);
    int end = all.indexOf(0);
    String text = end < 0 ? all : all.substring(0, end);
    Settings settings = new Settings();
    List<Extent> extents = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int next = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, next).strip();
      Matcher extent = EXTENT.matcher(line);
      if (extent.matches()) {
        extents.add(extent(extent, at + start));
      } else if (!line.startsWith("#")) {
        settings.line(line, at + start);
      }
      if (extents.size() > MOST_EXTENTS) {
        throw DiskFormatException.corrupt("too many extents", at + start);
      }
      start = next;
    }
    return new VmdkDescriptor(settings.createType, extents);
  }

  private static Extent extent(Matcher line, long at) {
    String name = line.group(4);
    String start = line.group(5);
    return new Extent(
        at,
        line.group(1),
        Long.parseLong(line.group(2)),
        line.group(3),
        name == null ? "" : utf8(name),
        start == null ? 0 : Long.parseLong(start));
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Sectors of all extents. */
  long sectors() {
    return extents.stream().mapToLong(Extent::sectors).sum();
  }

  private static final class Settings {
    private String createType = "";

    void line(String line, long at) throws DiskFormatException {
      Matcher setting = SETTING.matcher(line);
      if (!setting.matches()) {
        return;
      }
      String key = setting.group(1).toLowerCase(Locale.ROOT);
      String value = setting.group(2).replace("\"", "").strip().toLowerCase(Locale.ROOT);
      switch (key) {
        case "parentcid" -> require(value.equals(NO_PARENT), "a disk that needs a parent", at);
        case "parentfilenamehint" -> require(false, "a disk that needs a parent", at);
        case "createtype" -> {
          require(createType.isEmpty(), "a descriptor of two kinds of disk", at);
          createType = value;
        }
        default -> {}
      }
    }

    private static void require(boolean holds, String message, long at) throws DiskFormatException {
      if (!holds) {
        throw DiskFormatException.corrupt(message, at);
      }
    }
  }
}
