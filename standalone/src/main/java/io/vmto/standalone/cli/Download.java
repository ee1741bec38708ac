package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.disk.DiskFormatException;
import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.RawReader;
import io.vmto.disk.Rehash;
import io.vmto.standalone.cli.Exchange.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Takes the image of a disk away. It is {@code FILE.part} while it comes, and is gone on with where
 * it was broken off, as long as the server has that very image (its tag is kept in {@code
 * FILE.tag}). It becomes the file once its content was read again and has the root that the server
 * lists. Blocks.
 */
final class Download {
  private static final int CHUNK = 1 << 20;

  private final ApiClient api;
  private final Path file;
  private final Path part;
  private final Path tag;

  Download(ApiClient api, Path file) {
    this.api = api;
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.tag = file.resolveSibling(file.getFileName() + ".tag");
  }

  /** Returns what is to be told of it. */
  JsonNode run(String path, String name) throws IOException {
    if (Files.exists(file)) {
      throw new ApiProblem(
          ErrorCode.ILLEGAL_STATE,
          file + " is there already.",
          "Name another file with --file, or put this one away.");
    }
    var root = root(name);
    fetch(path);
    prove(root);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tag);
    return Json.TREES
        .createObjectNode()
        .put("file", file.toString())
        .put("bytes", Files.size(file))
        .put("root", root)
        .put("proven", true);
  }

  /** Empty where it is not listed; then the server says why there is nothing to download. */
  private String root(String name) {
    var job = name.substring(0, name.indexOf('/'));
    var list = api.get("/artifacts?limit=1000&job=" + Request.encoded(job)).path("artifacts");
    return list.valueStream()
        .filter(artifact -> artifact.path("name").asString().equals(name))
        .map(artifact -> artifact.path("root").asString())
        .findFirst()
        .orElse("");
  }

  private void fetch(String path) throws IOException {
    long there = Files.exists(tag) && Files.exists(part) ? Files.size(part) : 0;
    // its last byte comes again: of an image that is whole there would be none to ask for
    var headers =
        there == 0
            ? Map.<String, String>of()
            : Map.of(
                "Range", "bytes=" + (there - 1) + "-", "If-Range", Files.readString(tag).strip());
    try (var answer = api.open(path, headers);
        var out = open()) {
      long from = answer.status() == 206 ? there - 1 : 0;
      out.truncate(from).position(from);
      Files.writeString(tag, answer.header("ETag"));
      copy(answer, out, from + Long.parseLong(answer.header("Content-Length")));
    }
  }

  /** For this user only: it holds a whole disk. */
  private FileChannel open() throws IOException {
    return FileChannel.open(
        part,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private void copy(Answer answer, FileChannel out, long size) throws IOException {
    try (var meter = new Meter("download", size)) {
      var chunk = new byte[CHUNK];
      for (int n = read(answer, chunk, out); n >= 0; n = read(answer, chunk, out)) {
        for (var bytes = ByteBuffer.wrap(chunk, 0, n); bytes.hasRemaining(); ) {
          out.write(bytes);
        }
        meter.accept(out.position());
      }
    }
    out.force(true);
    if (out.position() != size) {
      throw brokenOff(out.position());
    }
  }

  private int read(Answer answer, byte[] chunk, FileChannel out) throws IOException {
    try {
      return answer.content().read(chunk);
    } catch (IOException e) {
      throw brokenOff(out.position());
    }
  }

  private ApiProblem brokenOff(long at) {
    return new ApiProblem(
        ErrorCode.UNREACHABLE,
        "The download broke off after " + Text.bytes(at) + ".",
        "Run the same command again: it goes on with " + part + ".");
  }

  private void prove(String root) throws IOException {
    String seen;
    try (var disk = Qcow2Reader.open(RawReader.uncached(part));
        var meter = new Meter("prove", disk.capacity())) {
      seen = Rehash.of(disk, meter).root();
    } catch (DiskFormatException e) {
      seen = String.valueOf(e.getMessage());
    }
    if (!seen.equals(root)) {
      Files.deleteIfExists(tag); // so that it is not gone on with
      throw new ApiProblem(
          Failure.of(
                  ErrorCode.ROOT_MISMATCH,
                  "What was downloaded is not the disk that was copied.",
                  "Do not use it. Download it again; if that ends the same, the stored image is"
                      + " damaged.")
              .with("file", part)
              .with("listed", root)
              .with("found", seen),
          "");
    }
  }
}
