package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The shape of what people send about a connection. */
public final class ConnectionForm {
  private static final int LONGEST_SECRET = 4096;
  private static final int LONGEST_KEY = 16 << 10;
  private static final int SSH_PORT = 22;
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final String USER_FORM = "must be the name of a user of the node";
  private static final Pattern HOST_KEY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
  private static final String HOST_KEY_FORM =
      "must be SHA256:… as ssh-keygen -lf prints it for the node's host key";
  private static final Pattern FINGERPRINT = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  private static final String FINGERPRINT_FORM = "must be a SHA-256 fingerprint as colon hex";

  private ConnectionForm() {}

  static CreateConnection create(ConnectionId id, Fields fields) {
    var name = fields.text("name");
    return new CreateConnection(id, name, endpoint(fields), secret(fields));
  }

  /** Without SSH. */
  public static Endpoint endpoint(Fields fields) {
    return new Endpoint(
        fields.choice("kind", PlatformKind.class),
        fields.when(
            "url",
            fields.text("url"),
            ConnectionForm::plainHttps,
            "must be https://host[:port] without user, path or query"),
        fields.text("username"),
        trust(fields),
        fields.texts("mounts"));
  }

  /** Empty where it is left out. */
  public static Secret optionalSecret(Fields fields) {
    return new Secret(fields.optionalDocument("secret", LONGEST_SECRET));
  }

  /** Empty where it is left out. */
  public static Secret optionalKey(Fields fields) {
    return new Secret(fields.optionalDocument("privateKey", LONGEST_KEY));
  }

  static Secret secret(Fields fields) {
    return new Secret(fields.document("secret", LONGEST_SECRET));
  }

  static ChangeSsh ssh(ConnectionId id, Fields fields) {
    return new ChangeSsh(id, login(fields), new Secret(fields.document("privateKey", LONGEST_KEY)));
  }

  public static Endpoint.Ssh login(Fields fields) {
    return new Endpoint.Ssh(
        fields.when("user", fields.text("user"), USER.asMatchPredicate(), USER_FORM),
        fields.number("port", SSH_PORT, 1, 65535),
        fields.when("hostKey", fields.text("hostKey"), HOST_KEY.asMatchPredicate(), HOST_KEY_FORM));
  }

  static String fingerprint(Fields fields) {
    var text = fields.text("fingerprint").toUpperCase(Locale.ROOT);
    return fields.when("fingerprint", text, FINGERPRINT.asMatchPredicate(), FINGERPRINT_FORM);
  }

  private static String trust(Fields fields) {
    var text = fields.optionalText("trust");
    if (text.isEmpty() || text.equals(Endpoint.TRUST_CA)) {
      return text;
    }
    return fields.when(
        "trust",
        text.toUpperCase(Locale.ROOT),
        FINGERPRINT.asMatchPredicate(),
        FINGERPRINT_FORM + ", or " + Endpoint.TRUST_CA + ", or be left out");
  }

  /** User info would put a password into an event; whether the address is allowed is not ours. */
  private static boolean plainHttps(String text) {
    try {
      var url = new URI(text);
      return "https".equalsIgnoreCase(url.getScheme())
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
