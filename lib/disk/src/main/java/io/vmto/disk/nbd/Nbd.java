package io.vmto.disk.nbd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** The numbers of the protocol (NBD project, {@code doc/proto.md}), all big endian. */
final class Nbd {
  static final long MAGIC = 0x4e42444d41474943L;
  static final long OPTION_MAGIC = 0x49484156454f5054L;
  static final long OLD_STYLE_MAGIC = 0x00420281861253L;
  static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
  static final int REQUEST_MAGIC = 0x25609513;
  static final int SIMPLE_REPLY_MAGIC = 0x67446698;
  static final int CHUNK_MAGIC = 0x668e33ef;

  static final int FIXED_NEWSTYLE = 1;
  static final int NO_ZEROES = 2;

  static final int OPT_EXPORT_NAME = 1;
  static final int OPT_ABORT = 2;
  static final int OPT_LIST = 3;
  static final int OPT_STARTTLS = 5;
  static final int OPT_GO = 7;
  static final int OPT_STRUCTURED_REPLY = 8;
  static final int OPT_SET_META_CONTEXT = 10;

  static final int REP_ACK = 1;
  static final int REP_SERVER = 2;
  static final int REP_INFO = 3;
  static final int REP_META_CONTEXT = 4;
  static final int REP_ERROR = 1 << 31;
  static final int REP_ERR_UNSUP = REP_ERROR | 1;
  static final int REP_ERR_TLS_REQD = REP_ERROR | 5;
  static final int REP_ERR_UNKNOWN = REP_ERROR | 6;

  static final int INFO_EXPORT = 0;
  static final int INFO_BLOCK_SIZE = 3;

  static final int READ_ONLY = 1 << 1;
  static final int SEND_FLUSH = 1 << 2;
  static final int SEND_FUA = 1 << 3;
  static final int SEND_TRIM = 1 << 5;
  static final int SEND_WRITE_ZEROES = 1 << 6;
  static final int CAN_MULTI_CONN = 1 << 8;

  static final int CMD_READ = 0;
  static final int CMD_WRITE = 1;
  static final int CMD_DISC = 2;
  static final int CMD_FLUSH = 3;
  static final int CMD_TRIM = 4;
  static final int CMD_WRITE_ZEROES = 6;
  static final int CMD_BLOCK_STATUS = 7;
  static final int FUA = 1;

  static final int CHUNK_DONE = 1;
  static final int CHUNK_NONE = 0;
  static final int CHUNK_DATA = 1;
  static final int CHUNK_HOLE = 2;
  static final int CHUNK_STATUS = 5;
  static final int CHUNK_ERROR = 1 << 15;
  static final int CHUNK_ERROR_OFFSET = CHUNK_ERROR | 2;

  static final String ALLOCATION = "base:allocation";
  static final int LONGEST_STRING = 4096;

  private Nbd() {}

  static String command(int command) {
    return switch (command) {
      case CMD_READ -> "read";
      case CMD_WRITE -> "write";
      case CMD_FLUSH -> "flush";
      case CMD_TRIM -> "trim";
      case CMD_WRITE_ZEROES -> "write of zeros";
      case CMD_BLOCK_STATUS -> "block status";
      default -> "command " + command;
    };
  }

  static ProtocolException breach(String what) {
    return new ProtocolException("The NBD server breaks the protocol: " + what);
  }

  /** A server's words, fit for a log: short and without control characters. */
  static String printable(ByteBuffer text) {
    String whole = UTF_8.decode(text).toString().replaceAll("[\\p{Cntrl}]+", " ").strip();
    return whole.substring(0, Math.min(whole.length(), 200));
  }
}
