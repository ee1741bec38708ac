package io.vmto.hypervisor.vsphere;

import java.util.Collection;

/** Sees every SOAP exchange with its secrets masked; for `doctor --record` and for nobody else. */
interface Recorder {
  String STARS = "********";
  Recorder NONE = (_, _, _, _) -> {};

  void exchange(String method, String request, int status, String response);

  /**
   * Passwords, session keys (they stand in morefs too) and ticket URLs.
   *
   * @param secrets what is known to be secret by value
   */
  static String mask(String xml, Collection<String> secrets) {
    var masked =
        xml.replaceAll("(<(?:\\w+:)?password[^>]*>)[^<]*", "$1" + STARS)
            .replaceAll("(?s)(<(?:\\w+:)?LoginResponse.*?<(?:\\w+:)?key>)[^<]*", "$1" + STARS)
            .replaceAll("session\\[[^\\]<]*\\]", "session[" + STARS + "]")
            .replaceAll("(<(?:\\w+:)?(?:url|id|hostName)>https?://[^/<]*/)[^<]*", "$1" + STARS);
    for (var secret : secrets) {
      masked = masked.replace(secret, STARS);
    }
    return masked;
  }
}
