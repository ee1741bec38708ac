package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What stands between a VMDK's header and its first grain: descriptor, directory and tables. */
final class VmdkPreamble {
  private static final int SECTOR = VmdkHeader.SECTOR;

  private final WireReader wire;
  private final VmdkHeader header;
  private final GrainLedger ledger;

  VmdkPreamble(WireReader wire, VmdkHeader header, GrainLedger ledger) {
    this.wire = wire;
    this.header = header;
    this.ledger = ledger;
  }

  void read() throws IOException {
    if (header.descriptorSize() > 0) {
      skipTo(header.descriptorOffset());
      readDescriptor();
    }
    if (header.directoryInFront()) {
      skipTo(header.gdOffset());
      readTables(readDirectory(wire, header, ledger));
    }
    skipTo(header.overHead());
  }

  private void readDescriptor() throws IOException {
    long at = wire.position();
    byte[] text = new byte[(int) header.descriptorSize() * SECTOR];
    wire.read(text, 0, text.length, "the descriptor");
    List<String> lines =
        new String(text, StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT)
            .replace(" ", "")
            .lines()
            .toList();
    for (String line : lines) {
      if (line.startsWith("parentcid=") && !line.startsWith("parentcid=ffffffff")) {
        throw DiskFormatException.corrupt("a disk that needs a parent", at);
      }
      if (line.startsWith("createtype=") && !line.startsWith("createtype=\"streamoptimized\"")) {
        throw DiskFormatException.corrupt("a descriptor of another kind of disk", at);
      }
    }
  }

  /** Tables stand after the directory; those past the first grain come with markers instead. */
  private void readTables(int[] directory) throws IOException {
    long[] sectors =
        Arrays.stream(directory)
            .mapToLong(Integer::toUnsignedLong)
            .filter(sector -> sector != 0 && sector < header.overHead())
            .sorted()
            .toArray();
    for (long sector : sectors) {
      skipTo(sector);
      readTable(wire, ledger);
    }
  }

  private void skipTo(long sector) throws IOException {
    long distance = sector * SECTOR - wire.position();
    if (distance < 0) {
      throw DiskFormatException.corrupt(
          "the parts before the first grain overlap: one claims sector " + sector, wire.position());
    }
    wire.skip(distance, "what stands before the first grain");
  }

  static void readTable(WireReader wire, GrainLedger ledger) throws IOException {
    long sector = wire.position() / SECTOR;
    byte[] table = new byte[VmdkHeader.tableSectors() * SECTOR];
    wire.read(table, 0, table.length, "a grain table");
    ledger.table(sector, table);
  }

  static int[] readDirectory(WireReader wire, VmdkHeader header, GrainLedger ledger)
      throws IOException {
    long sector = wire.position() / SECTOR;
    byte[] part = new byte[SECTOR];
    int[] entries = new int[header.directorySectors() * (SECTOR / 4)];
    for (int i = 0; i < entries.length; i += SECTOR / 4) {
      wire.read(part, 0, SECTOR, "the grain directory");
      ByteBuffer.wrap(part)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .get(entries, i, SECTOR / 4);
    }
    ledger.directory(sector, entries);
    return entries;
  }
}
