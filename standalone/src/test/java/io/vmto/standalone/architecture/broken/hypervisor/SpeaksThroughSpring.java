package io.vmto.standalone.architecture.broken.hypervisor;

import org.springframework.http.HttpMethod;

final class SpeaksThroughSpring {
  final HttpMethod method = HttpMethod.GET;
}
