package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;

/**
 * jqwik is written for an older JUnit platform; without this its silence would look like success.
 */
class PropertiesRunTest {
  @Test
  void thePropertyEngineIsThere() {
    assertThat(ServiceLoader.load(TestEngine.class).stream().map(engine -> engine.get().getId()))
        .contains("jqwik");
  }
}
