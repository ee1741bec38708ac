package io.vmto.sandbox.pve;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of a configuration the node itself adds, rewrites and types. */
final class GuestSettings {
  private static final Pattern CARD = Pattern.compile("net\\d+");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String QEMU = "10.0.13";

  private final CallTable table;

  GuestSettings(CallTable table) {
    this.table = table;
  }

  /** A value as it is stored: cards get a MAC and an order, yes and no become 1 and 0. */
  String normal(CallTable.Call call, String key, String value) {
    if (CARD.matcher(key).matches()) {
      var format = table.format("net");
      var card = new LinkedHashMap<>(PropertyString.parse(format, value));
      card.putIfAbsent("macaddr", freshMac());
      card.computeIfPresent("macaddr", (name, mac) -> mac.toUpperCase(Locale.ROOT));
      return PropertyString.print(format, card);
    }
    boolean flag = call.rule(key).map(rule -> rule.type().equals("boolean")).orElse(false);
    return flag ? (Validator.isTrue(value) ? "1" : "0") : value;
  }

  private static String freshMac() {
    int tail = RANDOM.nextInt(1 << 24);
    return String.format(
        Locale.ROOT, "BC:24:11:%02X:%02X:%02X", tail >> 16, tail >> 8 & 255, tail & 255);
  }

  /** What every new VM gets if it was not asked for. */
  static void complete(SortedMap<String, String> config, Clock clock, TaskLog log) {
    config.putIfAbsent("smbios1", "uuid=" + UUID.randomUUID());
    config.putIfAbsent("vmgenid", UUID.randomUUID().toString());
    config.put("meta", "creation-qemu=" + QEMU + ",ctime=" + clock.instant().getEpochSecond());
    if (!config.containsKey("boot")) {
      String order = bootOrder(config);
      if (!order.isEmpty()) {
        config.put("boot", "order=" + order);
      }
    }
    pinMachine(config, log);
  }

  private static String bootOrder(SortedMap<String, String> config) {
    String disk =
        config.entrySet().stream()
            .filter(e -> e.getKey().matches("(ide|sata|scsi|virtio)\\d+"))
            .filter(e -> !e.getValue().contains("media=cdrom"))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    String cards =
        config.keySet().stream()
            .filter(key -> CARD.matcher(key).matches())
            .collect(Collectors.joining(";"));
    return disk + (disk.isEmpty() || cards.isEmpty() ? "" : ";") + cards;
  }

  // Windows would see other hardware after an upgrade: its machine version is fixed at creation.
  private static void pinMachine(SortedMap<String, String> config, TaskLog log) {
    boolean windows = config.getOrDefault("ostype", "").startsWith("w");
    String machine = config.getOrDefault("machine", "pc");
    if (windows && (machine.equals("pc") || machine.equals("q35"))) {
      String pinned = (machine.equals("q35") ? "pc-q35-" : "pc-i440fx-") + "10.0+pve1";
      config.put("machine", pinned);
      log.line("pinning machine type to '" + pinned + "' for Windows guest OS");
    }
  }

  /** The configuration as {@code GET …/config} answers it. */
  Map<String, Object> view(CallTable.Call create, Guest guest, boolean current) {
    var shown = current ? guest : guest.settled();
    var view = new TreeMap<String, Object>();
    shown.config().forEach((key, value) -> view.put(key, typed(create, key, value)));
    view.put("digest", guest.digest());
    return view;
  }

  private static Object typed(CallTable.Call create, String key, String value) {
    boolean number =
        create
            .rule(key)
            .filter(r -> r.type().equals("integer") || r.type().equals("boolean"))
            .isPresent();
    return number && value.matches("-?\\d{1,18}") ? (Object) Long.valueOf(value) : value;
  }

  /** Memory in bytes; the node's default is half a gigabyte. */
  static long memory(Guest guest) {
    return mebibytes(guest.value("memory").orElse(null)) << 20;
  }

  private static long mebibytes(@Nullable String text) {
    String number = text == null ? "512" : text.replace("current=", "").split(",", -1)[0];
    return Long.parseLong(number);
  }

  static int processors(Guest guest) {
    int cores = Integer.parseInt(guest.value("cores").orElse("1"));
    return Math.multiplyExact(cores, Integer.parseInt(guest.value("sockets").orElse("1")));
  }

  static boolean hasAgent(Guest guest) {
    String agent = guest.value("agent").orElse("0").replace("enabled=", "");
    return Validator.isTrue(agent.split(",", -1)[0]);
  }
}
