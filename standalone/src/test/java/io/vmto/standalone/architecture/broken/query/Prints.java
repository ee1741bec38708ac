package io.vmto.standalone.architecture.broken.query;

final class Prints {
  void now(String text) {
    System.out.println(text);
  }
}
