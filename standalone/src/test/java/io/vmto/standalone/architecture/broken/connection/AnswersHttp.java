package io.vmto.standalone.architecture.broken.connection;

import org.springframework.web.bind.annotation.GetMapping;

final class AnswersHttp {
  @GetMapping("/connections")
  String all() {
    return "";
  }
}
