package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.disk.DiskFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A machine in one archive (DMTF DSP0243: a tar whose first member is the OVF descriptor). Members
 * lie whole in the file, so a disk is read where it is and nothing has to be unpacked.
 */
public final class Ova {
  private static final int BLOCK = TarHeader.BLOCK;
  private static final int MOST_MEMBERS = 1000;
  private static final int MOST_NOTES = 1 << 16;
  private static final int MOST_DESCRIPTOR = 16 << 20;
  private static final int MOST_FILLER = 1 << 20;
  private static final int LONGEST_NAME = 255;

  private final Path file;
  private final List<Member> members;

  private Ova(Path file, List<Member> members) {
    this.file = file;
    this.members = List.copyOf(members);
  }

  /** A file in the archive: a plain name, and where its bytes lie. */
  public record Member(String name, long offset, long size) {}

  /**
   * Reads the headers of all members. A member that is no plain file or has a path in its name, two
   * of one name, or an archive without its end is a {@link DiskFormatException}.
   */
  public static Ova open(Path file) throws IOException {
    try (ImageBytes archive = ImageBytes.open(file)) {
      List<Member> members = members(archive);
      require(!members.isEmpty(), "an archive without members", 0);
      boolean ovf = members.getFirst().name().toLowerCase(Locale.ROOT).endsWith(".ovf");
      require(ovf, "an OVA begins with its OVF descriptor", 0);
      return new Ova(file, members);
    }
  }

  private static List<Member> members(ImageBytes archive) throws IOException {
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    PaxNotes notes = PaxNotes.NONE;
    long at = 0;
    while (true) {
      ByteBuffer block = archive.read(at, BLOCK, ByteOrder.BIG_ENDIAN, "the archive");
      if (TarHeader.isEnd(block)) {
        require(notes.isEmpty(), "an archive that ends before a member", at);
        checkEnd(archive, at + BLOCK);
        return members;
      }
      TarHeader header = TarHeader.parse(block, at);
      long content = at + BLOCK;
      if (header.isNote()) {
        require(notes.isEmpty() && header.size() <= MOST_NOTES, "too many notes", at);
        ByteBuffer text =
            archive.read(content, (int) header.size(), ByteOrder.BIG_ENDIAN, "a pax header");
        notes = header.type() == 'x' ? PaxNotes.parse(text, content) : PaxNotes.NONE;
        at = next(content, header.size());
        continue;
      }
      Member member = new Member(notes.name(header.name()), content, notes.size(header.size()));
      check(header, member, at, archive.size());
      require(names.add(member.name()), "two members of one name", at);
      require(members.size() < MOST_MEMBERS, "too many members", at);
      members.add(member);
      notes = PaxNotes.NONE;
      at = next(content, member.size());
    }
  }

  /** Two empty blocks and what fills a record: a header that became zeros is no end. */
  private static void checkEnd(ImageBytes archive, long from) throws IOException {
    long at = from;
    do {
      ByteBuffer block = archive.read(at, BLOCK, ByteOrder.BIG_ENDIAN, "the end of the archive");
      boolean filler = TarHeader.isEnd(block) && at - from <= MOST_FILLER;
      require(filler, "content after the end of the archive", at);
      at += BLOCK;
    } while (at < archive.size());
  }

  private static void check(TarHeader header, Member member, long at, long archive)
      throws DiskFormatException {
    require(header.isFile(), "a member that is no plain file", at);
    require(isPlain(member.name()), "a member with a path in its name", at);
    if (member.size() > archive - member.offset()) {
      throw DiskFormatException.truncated("the archive ends inside a member", archive);
    }
  }

  private static boolean isPlain(String name) {
    return !name.isBlank()
        && name.length() <= LONGEST_NAME
        && !name.equals(".")
        && !name.contains("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ' || c == 127);
  }

  private static long next(long content, long size) {
    return content + (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** All members in the order of the archive; the first is the OVF descriptor. */
  public List<Member> members() {
    return members;
  }

  /** The text of the OVF descriptor. */
  public String descriptor() throws IOException {
    Member ovf = members.getFirst();
    require(ovf.size() <= MOST_DESCRIPTOR, "an OVF descriptor too large to be one", ovf.offset());
    try (InputStream in = open(ovf)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Opens a member for reading; an archive that was cut meanwhile is a DiskFormatException. */
  public InputStream open(Member member) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.position(member.offset());
      return new MemberStream(Channels.newInputStream(channel), member);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Copies a member to a new file, or leaves nothing. */
  public void unpack(Member member, Path target) throws IOException {
    Path created = Files.createFile(target);
    try (InputStream in = open(member);
        var out = Files.newOutputStream(created)) {
      in.transferTo(out);
    } catch (IOException | RuntimeException e) {
      Files.delete(created);
      throw e;
    }
  }
}
