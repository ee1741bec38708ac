package io.vmto.transfer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.disk.RawReader;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredImageTest {
  @Test
  void aStreamGivesEveryByteOnceHoweverItIsRead(@TempDir Path folder) throws Exception {
    var bytes = new byte[(9 << 20) + 77];
    new Random(1).nextBytes(bytes);
    var file = Files.write(folder.resolve("image"), bytes);
    try (var reader = RawReader.open(file);
        var stream = new StoredImage(reader).open()) {
      var seen = new ByteArrayOutputStream();
      var buffer = new byte[100_003];
      seen.write(stream.read());
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        seen.write(buffer, 0, n);
      }
      assertThat(seen.toByteArray()).isEqualTo(bytes);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }
}
