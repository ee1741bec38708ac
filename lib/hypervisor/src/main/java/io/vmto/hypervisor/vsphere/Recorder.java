package io.vmto.hypervisor.vsphere;

/** Sees every SOAP exchange with its secrets masked; for `doctor --record` and for nobody else. */
interface Recorder {
  Recorder NONE = (_, _, _, _) -> {};

  void exchange(String method, String request, int status, String response);

  /** Passwords, session keys (they stand in morefs too) and ticket URLs. */
  static String mask(String xml) {
    return xml.replaceAll("(<(?:\\w+:)?password[^>]*>)[^<]*", "$1********")
        .replaceAll("(?s)(<(?:\\w+:)?LoginResponse.*?<(?:\\w+:)?key>)[^<]*", "$1********")
        .replaceAll("session\\[[^\\]<]*\\]", "session[********]")
        .replaceAll("(<(?:\\w+:)?(?:url|id|hostName)>https?://[^/<]*/)[^<]*", "$1********");
  }
}
