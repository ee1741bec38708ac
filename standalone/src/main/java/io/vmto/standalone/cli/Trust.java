package io.vmto.standalone.cli;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Which certificate of a server is believed.
 *
 * @param pinned whether it is one certificate, whatever name stands in it
 */
public record Trust(SSLContext context, boolean pinned) {
  void apply(HttpsURLConnection connection) {
    connection.setSSLSocketFactory(context.getSocketFactory());
    if (pinned) {
      connection.setHostnameVerifier((name, session) -> true);
    }
  }
}
