package io.vmto.gateway.image;

import io.vmto.gateway.Bus;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Images of disks over HTTP. */
@Configuration(proxyBeanMethods = false)
public class ImageConfiguration {
  @Bean
  ImageApi imageApi(Bus bus, @Value("${vmto.gateway.downloads:4}") int atOnce) {
    return new ImageApi(bus, Clock.systemUTC(), atOnce);
  }
}
