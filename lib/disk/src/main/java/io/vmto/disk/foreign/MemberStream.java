package io.vmto.disk.foreign;

import io.vmto.disk.DiskFormatException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one member of an archive, all of them or an error. */
final class MemberStream extends FilterInputStream {
  private final Ova.Member member;
  private long left;

  /** {@code archive} stands at the member's first byte. */
  MemberStream(InputStream archive, Ova.Member member) {
    super(archive);
    this.member = member;
    this.left = member.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0 && length > 0) {
      return -1;
    }
    int got = super.read(target, offset, (int) Math.min(length, left));
    if (got < 0) {
      throw DiskFormatException.truncated(
          "the archive ends inside " + member.name(), member.offset() + member.size() - left);
    }
    left -= got;
    return got;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(super.available(), left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
