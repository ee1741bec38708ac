package io.vmto.gateway.image;

import io.vmto.contract.transfer.ImageQuery.Found;
import io.vmto.contract.view.ArtifactView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An image that is listed, and that a worker has found. */
record Image(ArtifactView listed, Found found) {
  private static final int TAG_BYTES = 16;

  String name() {
    return listed.name();
  }

  long size() {
    return found.size();
  }

  /**
   * A strong validator. Two images of one disk may hold the same content in another order, so it is
   * made of the root and of what tells the file, or object, from others.
   */
  String tag() {
    try {
      var text = listed.root() + "\n" + found.version();
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a browser may call it, whatever the platform calls its disk. */
  String fileName() {
    return name().replaceAll("[^A-Za-z0-9._-]", "-");
  }
}
