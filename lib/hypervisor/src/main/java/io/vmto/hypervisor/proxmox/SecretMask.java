package io.vmto.hypervisor.proxmox;

import io.vmto.contract.connection.Secret;
import java.util.regex.Pattern;

/** Puts stars where a recorded exchange would tell a secret. */
final class SecretMask {
  private static final String STARS = "********";
  private static final Pattern FIELDS =
      Pattern.compile(
          "(\"(?:ticket|CSRFPreventionToken|password|cipassword|sshkeys|secret|value)\"\\s*:\\s*)"
              + "\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern TICKETS = Pattern.compile("PVE(?:VNC)?:[^\\s\"]+");

  private final String secret;

  SecretMask(Secret secret) {
    this.secret = secret.reveal();
  }

  String mask(String text) {
    var fields = FIELDS.matcher(text.replace(secret, STARS)).replaceAll("$1\"" + STARS + "\"");
    return TICKETS.matcher(fields).replaceAll(STARS);
  }
}
