package io.vmto.disk.nbd;

import static io.vmto.disk.nbd.HostileServer.HELLO;
import static io.vmto.disk.nbd.HostileServer.chunk;
import static io.vmto.disk.nbd.HostileServer.hex;
import static io.vmto.disk.nbd.HostileServer.letIn;
import static io.vmto.disk.nbd.HostileServer.reply;
import static io.vmto.disk.nbd.HostileServer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.nbd.HostileServer.Script;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a server may send and must not be believed. The bytes are written by the protocol's text.
 */
@Timeout(20)
class HostileServerTest {
  private static final NbdOptions OPTIONS = NbdOptions.reading();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  @AfterEach
  void nothingIsLeft() {
    Threads.assertNoneLeft();
  }

  private interface Use {
    void of(NbdDisk disk) throws IOException;
  }

  private static void assertFails(
      Script script, Use use, Class<? extends IOException> kind, String message)
      throws IOException {
    assertFails(OPTIONS, script, use, kind, message);
  }

  private static void assertFails(
      NbdOptions options, Script script, Use use, Class<? extends IOException> kind, String message)
      throws IOException {
    try (var server = new HostileServer(script)) {
      assertThatThrownBy(
              () -> {
                try (var disk = NbdDisk.open(server.address(), options)) {
                  use.of(disk);
                }
              })
          .isInstanceOf(kind)
          .hasMessageContaining(message);
    }
  }

  private static void assertNotLetIn(Script script, String message) throws IOException {
    assertFails(script, disk -> {}, IOException.class, message);
  }

  /** Says what stands there and then waits for the client to hang up. */
  private static Script saying(String... parts) {
    return (in, out) -> {
      hex(out, String.join("", parts));
      in.transferTo(DataOutputStream.nullOutputStream());
    };
  }

  @ParameterizedTest
  @CsvSource({
    "485454502f312e3120343030204261642052657175, it is not an NBD server",
    "4e42444d41474943 00420281861253 000000000000, an unknown style",
    "4e42444d41474943 0000420281861253 0000, old style only",
    HELLO + " 0003e889045565a9 00000009 00000001 00000000, no reply to option 8",
    HELLO + " 0003e889045565a8 00000008 00000001 00000000, no reply to option 8",
    HELLO + " 0003e889045565a9 00000008 00000001 7fffffff, an option reply of 2147483647 bytes",
    HELLO + " 0003e889045565a9 00000008 00000001 ffffffff, an option reply of 4294967295 bytes",
    HELLO + " 0003e889045565a9 00000008 00000009 00000000, an option reply of type 9",
  })
  void aGreetingThatIsNoneIsRefused(String said, String message) throws IOException {
    assertNotLetIn(saying(said), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", HELLO, HELLO + " 0003e889045565a9 0000"})
  void aGreetingThatDoesNotEndIsATimeout(String said) throws IOException {
    assertFails(
        OPTIONS.withTimeouts(SHORT, PATIENCE),
        saying(said),
        disk -> {},
        SocketTimeoutException.class,
        "did not shake hands within 300 ms");
  }

  @Test
  void aServerThatHangsUpIsSaidTo() throws IOException {
    assertFails((in, out) -> {}, disk -> {}, EOFException.class, "closed the connection");
  }

  /** Answers the first options well and the last one with the given information. */
  private static Script informing(String... infos) {
    return (in, out) -> {
      hex(out, HELLO);
      in.readInt();
      for (int option = 0; option != 7; ) {
        in.readLong();
        option = in.readInt();
        in.skipNBytes(in.readInt());
        for (String info : option == 7 ? infos : new String[0]) {
          reply(out, option, 3, info);
        }
        reply(out, option, 1, "");
      }
      in.transferTo(DataOutputStream.nullOutputStream());
    };
  }

  @ParameterizedTest
  @CsvSource({
    "0000 0000000000000000 0001, 0003 00000001 00001000 02000000, a disk of 0 bytes",
    "0000 8000000000000000 0001, 0003 00000001 00001000 02000000, a disk of 9223372036854775808",
    "0000 0000000000000201 0001, 0003 00000200 00001000 02000000, a disk of 513 bytes",
    "0000 0000000000010000 0001, 0003 00000000 00001000 02000000, a smallest block of 0 bytes",
    "0000 0000000000010000 0001, 0003 00000003 00001000 02000000, a smallest block of 3 bytes",
    "0000 0000000000010000 0001, 0003 00020000 00001000 02000000, a smallest block of 131072",
    "0000 0000000000010000 0001, 0003 80000000 00001000 02000000, a smallest block of 2147483648",
    "0000 0000000000010000 0001, 0003 00001000 00001000 00000800, blocks of 4096 to 2048 bytes",
    "0000 0000000000010000, 0003 00001000 00001000 00000800, export information of 8 bytes",
    "0003 00001000 00001000 00010000, 0001, it let us in without saying where",
  })
  void anExportThatCannotBeIsRefused(String one, String two, String message) throws IOException {
    assertNotLetIn(informing(one, two), message);
  }

  @Test
  void anEndlessListIsCutOff() throws IOException {
    Script endless =
        (in, out) -> {
          hex(out, HELLO);
          in.skipNBytes(4 + 16);
          while (true) {
            reply(out, 3, 2, "00000001 61");
          }
        };
    try (var server = new HostileServer(endless)) {
      assertThatThrownBy(() -> NbdDisk.exports(server.address(), OPTIONS))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("more than 10000 replies");
    }
    Script beyond =
        (in, out) -> {
          hex(out, HELLO);
          in.skipNBytes(4 + 16);
          reply(out, 3, 2, "00000002 61");
        };
    try (var server = new HostileServer(beyond)) {
      assertThatThrownBy(() -> NbdDisk.exports(server.address(), OPTIONS))
          .hasMessageContaining("a name of 2 bytes");
    }
  }

  /** A script that lets in and answers the first request with what follows. */
  private interface Answer {
    void to(long cookie, DataInputStream in, DataOutputStream out) throws IOException;
  }

  private static Script answering(Answer answer) {
    return (in, out) -> {
      letIn(in, out);
      answer.to(request(in), in, out);
      in.transferTo(DataOutputStream.nullOutputStream());
    };
  }

  private static void read(NbdDisk disk) throws IOException {
    disk.read(0x1000, ByteBuffer.allocate(16));
  }

  private static void assertReadFails(Answer answer, String message) throws IOException {
    assertFails(answering(answer), HostileServerTest::read, ProtocolException.class, message);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0000000000001000, a data chunk of 8 bytes",
    "1, 1, 00, a data chunk of 1 bytes",
    "1, 1, 0000000000000fff 00, outside the read",
    "1, 1, 0000000000001010 00, outside the read",
    "1, 1, ffffffffffffffff 00, outside the read",
    "1, 1, 000000000000100f 0000, outside the read",
    "1, 1, 0000000000001000 0001020304050607, ends before all its content came",
    "1, 2, 0000000000001000 00000011, outside the read",
    "1, 2, 0000000000001000 00000000, outside the read",
    "1, 2, 0000000000001000 ffffffff, outside the read",
    "1, 2, 0000000000001000 000000, a hole chunk of 11 bytes",
    "1, 2, 0000000000001001 0000000f, ends before all its content came",
    "1, 0, '', ends before all its content came",
    "0, 0, '', an empty chunk that is not empty",
    "1, 0, 00, an empty chunk that is not empty",
    "1, 3, 00, a chunk of type 3",
    "1, 5, 00000007 00001000 00000000, a chunk of type 5",
    "1, 32769, 00000005, an error chunk of 4 bytes",
    "1, 32769, 00000000 0000, error 0",
    "1, 32769, 00000005 0001, error 5 in 1 bytes",
    "1, 32770, 00000005 0000, an error chunk of 6 bytes",
    "1, 32770, 00000005 0001 0000000000001000, error 5 in 1 bytes",
  })
  void aChunkThatCannotBeEndsTheConnection(int flags, int type, String data, String message)
      throws IOException {
    assertReadFails((cookie, in, out) -> chunk(out, cookie, flags, type, data), message);
  }

  @Test
  void contentComesOnce() throws IOException {
    assertReadFails(
        (cookie, in, out) -> {
          chunk(out, cookie, 0, 2, "0000000000001000 00000009");
          chunk(out, cookie, 1, 1, "0000000000001008 0001020304050607");
        },
        "content that comes twice");
  }

  @Test
  void repliesAreToRequestsOnly() throws IOException {
    assertReadFails((cookie, in, out) -> chunk(out, cookie + 1, 1, 0, ""), "a reply to no request");
    assertReadFails(
        (cookie, in, out) -> hex(out, "67446698 00000000 %016x".formatted(cookie + 1)),
        "a reply to no request");
    assertReadFails(
        (cookie, in, out) -> hex(out, "12345678 00000000 0000000000000001"),
        "something that is not a reply");
    assertReadFails(
        (cookie, in, out) -> hex(out, "67446698 00000000 %016x".formatted(cookie)),
        "a simple reply to a read");
    assertReadFails(
        (cookie, in, out) -> hex(out, "668e33ef 0001 0001 %016x ffffffff".formatted(cookie)),
        "4294967295 bytes");
  }

  @Test
  void errorsWithoutEndAreCutOff() throws IOException {
    assertReadFails(
        (cookie, in, out) -> {
          var buffered = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
          for (int i = 0; i <= 1 << 16; i++) {
            buffered.write(
                HostileServer.bytes(
                    "668e33ef 0000 8001 %016x 00000006 00000005 0000".formatted(cookie)));
          }
          buffered.flush();
        },
        "in more than 65536 chunks");
  }

  @Test
  void aServersWordsAreTamed() throws IOException {
    assertFails(
        answering(
            (cookie, in, out) ->
                chunk(out, cookie, 1, 0x8001, "00000005 0008 61 0a 1b 5b 33 31 6d 62")),
        HostileServerTest::read,
        NbdException.class,
        "input/output error (a [31mb)");
  }

  @Test
  void anUnknownErrorIsAnErrorAndTheConnectionGoesOn() throws IOException {
    Script script =
        (in, out) -> {
          letIn(in, out);
          chunk(out, request(in), 1, 0x8007, "0000001c 0000 ffff");
          chunk(out, request(in), 1, 2, "0000000000001000 00000010");
          in.transferTo(DataOutputStream.nullOutputStream());
        };
    try (var server = new HostileServer(script);
        var disk = NbdDisk.open(server.address(), OPTIONS)) {
      assertThatThrownBy(() -> read(disk))
          .isInstanceOfSatisfying(NbdException.class, e -> assertThat(e.code()).isEqualTo(28));
      read(disk);
    }
  }

  @Test
  void chunksInAnyOrderFillTheWholeRead() throws IOException {
    Answer shuffled =
        (cookie, in, out) -> {
          chunk(out, cookie, 0, 1, "000000000000100c 0c0d0e0f");
          chunk(out, cookie, 0, 2, "0000000000001004 00000004");
          chunk(out, cookie, 0, 1, "0000000000001000 00010203");
          chunk(out, cookie, 0, 1, "0000000000001008 08090a0b");
          chunk(out, cookie, 1, 0, "");
        };
    try (var server = new HostileServer(answering(shuffled));
        var disk = NbdDisk.open(server.address(), OPTIONS)) {
      byte[] target = new byte[18];
      Arrays.fill(target, (byte) 0xee);
      disk.read(0x1000, ByteBuffer.wrap(target, 1, 16));
      assertThat(target)
          .isEqualTo(HostileServer.bytes("ee 00010203 00000000 08090a0b 0c0d0e0f ee"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, 00000008 00800000 00000000, a metadata context that was not asked for",
    "1, 5, 00000007 00000000 00000003, a status of 0 bytes",
    "1, 5, 00000007 00800001 00000003, a status of 8388609 bytes",
    "1, 5, 00000007 ffffffff 00000003, a status of 4294967295 bytes",
    "1, 5, 00000007 00001000 00000003 00000001 00000000, a status of 1 bytes at 4096",
    "1, 5, 00000007, a chunk of type 5 and 4 bytes",
    "1, 5, 00000007 00800000, a chunk of type 5 and 8 bytes",
    "1, 1, 0000000000000000 00, a chunk of type 1",
    "1, 0, '', without an answer",
  })
  void aStatusThatCannotBeEndsTheConnection(int flags, int type, String data, String message)
      throws IOException {
    assertFails(
        answering((cookie, in, out) -> chunk(out, cookie, flags, type, data)),
        disk -> disk.extents("base:allocation", 0, 4096),
        ProtocolException.class,
        message);
  }

  @Test
  void aDiskThatIsClosedSaysGoodbye() throws IOException {
    var heard = new CompletableFuture<byte[]>();
    Script listening =
        (in, out) -> {
          letIn(in, out);
          heard.complete(in.readAllBytes());
        };
    try (var server = new HostileServer(listening)) {
      NbdDisk.open(server.address(), OPTIONS).close();
    }
    assertThat(heard.join()).isEqualTo(HostileServer.bytes("25609513 0000 0002" + "00".repeat(20)));
  }

  @Test
  void anEndInTheMiddleOfAReplyIsOne() throws IOException {
    Script half =
        (in, out) -> {
          letIn(in, out);
          hex(out, "668e33ef 0001 0001 %016x 00000018 0000000000001000 00".formatted(request(in)));
        };
    assertFails(half, HostileServerTest::read, IOException.class, "closed the connection");
  }

  @Test
  void silenceInTheMiddleOfAReplyIsAStall() throws IOException {
    assertFails(
        OPTIONS.withTimeouts(PATIENCE, SHORT),
        answering(
            (cookie, in, out) ->
                hex(out, "668e33ef 0001 0001 %016x 00000018 00000000".formatted(cookie))),
        HostileServerTest::read,
        SocketTimeoutException.class,
        "moved no byte for 300 ms");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatTakesNothingStallsAWrite() throws IOException {
    var over = new CountDownLatch(1);
    Script deaf =
        (in, out) -> {
          letIn(in, out);
          await(over);
        };
    var options = NbdOptions.writing(true).withTimeouts(PATIENCE, SHORT);
    try (var server = new HostileServer(deaf);
        var disk = NbdDisk.open(server.address(), options)) {
      ByteBuffer data = ByteBuffer.allocate(HostileServer.CAPACITY);
      assertThatThrownBy(() -> disk.write(0, data))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("moved no byte for 300 ms");
      over.countDown();
    }
  }

  @Test
  void aRequestThatIsNeverAnsweredEndsThoughOthersAre() throws Exception {
    var neglected = new CountDownLatch(1);
    Script neglectful =
        (in, out) -> {
          letIn(in, out);
          request(in);
          neglected.countDown();
          while (true) {
            chunk(out, request(in), 1, 2, "0000000000001000 00000010");
          }
        };
    var options = NbdOptions.reading().withTimeouts(PATIENCE, Duration.ofMillis(500));
    try (var server = new HostileServer(neglectful);
        var disk = NbdDisk.open(server.address(), options)) {
      var waiting =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> read(disk)).isInstanceOf(SocketTimeoutException.class));
      await(neglected);
      assertThatThrownBy(
              () -> {
                while (true) {
                  read(disk);
                }
              })
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("did not answer a request within 5000 ms");
      waiting.join();
    }
  }
}
