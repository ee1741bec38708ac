package io.vmto.hypervisor.proxmox;

import static io.vmto.contract.error.ErrorCode.ILLEGAL_STATE;
import static io.vmto.contract.error.ErrorCode.LOGIN_REFUSED;
import static io.vmto.contract.error.ErrorCode.MACHINE_ID_TAKEN;
import static io.vmto.contract.error.ErrorCode.NAME_TAKEN;
import static io.vmto.contract.error.ErrorCode.PERMISSION_MISSING;
import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;
import static io.vmto.contract.error.ErrorCode.REQUEST_INVALID;
import static io.vmto.contract.error.ErrorCode.SPOOL_FULL;
import static io.vmto.contract.error.ErrorCode.STORAGE_UNSUITABLE;
import static io.vmto.contract.error.ErrorCode.TARGET_FULL;
import static io.vmto.contract.error.ErrorCode.TIMED_OUT;
import static io.vmto.contract.error.ErrorCode.UNKNOWN_MACHINE;
import static io.vmto.contract.error.ErrorCode.UNKNOWN_RESOURCE;
import static io.vmto.contract.error.ErrorCode.UNKNOWN_TARGET;
import static io.vmto.contract.error.ErrorCode.UNREACHABLE;
import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;
import static io.vmto.contract.error.ErrorCode.UPLOAD_REJECTED;
import static io.vmto.contract.error.ErrorCode.UPSTREAM_BUSY;
import static io.vmto.contract.error.ErrorCode.UPSTREAM_FAILED;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a refusal of a Proxmox node means. The node says most things as status 500 and a sentence,
 * so the sentences are what is known here; they were recorded from a real node or read in its
 * source.
 */
final class PveErrors {
  private static final int LONGEST = 500;
  private static final Pattern DENIED =
      Pattern.compile("Permission check failed \\((?<path>[^,)]+)(?:, ?(?<privilege>[^)]*))?\\)");

  private PveErrors() {}

  private record Sentence(Pattern text, ErrorCode code, boolean passing, String remedy) {
    static Sentence lasting(String text, ErrorCode code, String remedy) {
      return new Sentence(Pattern.compile(text, Pattern.CASE_INSENSITIVE), code, false, remedy);
    }

    static Sentence passing(String text, ErrorCode code, String remedy) {
      return new Sentence(Pattern.compile(text, Pattern.CASE_INSENSITIVE), code, true, remedy);
    }
  }

  /** The first that is found in the text decides. */
  private static final List<Sentence> SENTENCES =
      List.of(
          Sentence.lasting(
              "(VM|CT) \\d+ already exists",
              MACHINE_ID_TAKEN,
              "Somebody else took the id first; another id will be used."),
          Sentence.lasting(
              "disk image .* already exists|refusing to override existing file",
              NAME_TAKEN,
              "Remove or rename what has this name on the storage, if it is not needed."),
          Sentence.passing(
              "VM is locked|(can't|cannot) lock file|lock .*(timeout|timed out)|got lock request",
              UPSTREAM_BUSY,
              "Another task works on the machine; it is tried again later."),
          Sentence.passing(
              "detected modified configuration",
              UPSTREAM_BUSY,
              "Somebody changed the machine at the same moment; it is read and tried again."),
          Sentence.passing(
              "no quorum|cluster not ready|cfs-lock",
              UPSTREAM_BUSY,
              "The cluster has lost its quorum and is read-only; bring its nodes back."),
          Sentence.lasting(
              "pveupload.*no space left|/var/tmp.*no space left|no space left.*(/var/tmp|pveupload)",
              SPOOL_FULL,
              "Free space in /var/tmp of the node, where uploads are spooled."),
          Sentence.lasting(
              "no space left|not enough (free )?space|insufficient (free )?space|out of space"
                  + "|quota exceeded",
              TARGET_FULL,
              "Free space on the storage, or choose another one."),
          Sentence.lasting(
              "checksum mismatch",
              UPLOAD_REJECTED,
              "The image changed on its way; check the artifact store and the node's /var/tmp."),
          Sentence.lasting(
              "backing file not allowed|invalid filename or wrong extension",
              UPLOAD_REJECTED,
              "Upload a stand-alone qcow2, raw or stream-optimized vmdk image."),
          Sentence.lasting(
              "configuration file '[^']*' does not exist|unable to find configuration file|(VM|CT) \\d+ does not exist",
              UNKNOWN_MACHINE,
              "The machine is gone, or lives on another node."),
          Sentence.lasting(
              "only root can",
              PERMISSION_MISSING,
              "Proxmox allows this only to root@pam with a password; use storages instead of"
                  + " paths."),
          Sentence.passing(
              "storage '[^']*' is not (online|available|active)",
              STORAGE_UNSUITABLE,
              "Bring the storage online on this node, or choose another one."),
          Sentence.lasting(
              "storage '[^']*' does not exist|hostname lookup '[^']*' failed"
                  + "|no such (logical )?(network interface|bridge)|bridge '[^']*' does not exist",
              UNKNOWN_TARGET,
              "Choose a node, storage and bridge that exist there."),
          Sentence.lasting(
              "storage .*(does not support|is disabled|is not configured)|content type .*not"
                  + " available|does not support content-type",
              STORAGE_UNSUITABLE,
              "Choose a storage whose content types include what is to be stored."),
          Sentence.lasting(
              "volume '[^']*' does not exist|disk '[^']*' does not exist|no such (volume|file)"
                  + "|failed to stat|unable to parse \\S+ volume",
              UNKNOWN_RESOURCE,
              "It was removed, or its name is wrong."),
          Sentence.passing(
              "no such task",
              UPSTREAM_FAILED,
              "The node no longer knows the task; what it did is looked up and it is tried again."),
          Sentence.lasting(
              "protection mode enabled|already running|not running|is not stopped"
                  + "|no qemu guest agent",
              ILLEGAL_STATE,
              "Bring the machine into the state that the message asks for."),
          Sentence.lasting(
              "kvm virtuali[sz]ation configured, but not available",
              UNSUPPORTED,
              "Turn on hardware virtualization on the node."),
          Sentence.lasting(
              "not supported|invalid format|unsupported",
              UNSUPPORTED,
              "Update the node, or choose another way."),
          Sentence.passing(
              "got timeout|timed out|timeout reached",
              TIMED_OUT,
              "Check the load of the node; it is tried again."),
          Sentence.passing(
              "connection (refused|reset|timed out)|no route to host|temporary failure",
              UNREACHABLE,
              "Check the network between the nodes."));

  /**
   * What an HTTP answer that is not a success means.
   *
   * @param message the node's sentence, empty when it gave none
   * @param errors what the node said about single parameters
   */
  static Failure ofAnswer(int status, String message, Map<String, String> errors) {
    var said = clean(message);
    return switch (status) {
      case 400 -> invalid(said, errors);
      case 401 -> loginRefused();
      case 403 -> denied(said);
      case 429, 503 -> Failure.passing(UPSTREAM_BUSY, told(said, status), "Tried again later.");
      case 501 ->
          Failure.of(
              UNSUPPORTED,
              told(said, status),
              "The node does not know this call; update it, or check what is in front of it.");
      case 502, 504, 595, 596, 599 ->
          Failure.passing(
              UNREACHABLE,
              told(said, status),
              "The node that was asked cannot reach the node it is about; check the cluster.");
      default ->
          status >= 500
              ? ofSentence(said, UPSTREAM_FAILED)
              : Failure.of(
                  PROTOCOL_ERROR,
                  told(said, status),
                  "Check that the endpoint is a Proxmox VE node and not a proxy in front of it.");
    };
  }

  /** What a task's exit status, or a message of status 500, means. */
  static Failure ofSentence(String sentence, ErrorCode otherwise) {
    var said = clean(sentence);
    for (var known : SENTENCES) {
      if (known.text().matcher(said).find()) {
        return new Failure(known.code(), said, Map.of(), known.remedy(), known.passing());
      }
    }
    return Failure.of(
        otherwise, told(said, 500), "Read the task log on the node; the message is its own.");
  }

  private static Failure invalid(String said, Map<String, String> errors) {
    for (var error : errors.values()) {
      var failure = ofSentence(error, REQUEST_INVALID);
      if (failure.code() == UPLOAD_REJECTED || failure.message().contains("no such task")) {
        return failure;
      }
    }
    var failure =
        Failure.of(
            REQUEST_INVALID,
            errors.isEmpty() ? told(said, 400) : "The node refused parameters: " + errors.keySet(),
            "Change the named values; where they are not yours, this is a fault of VMTO.");
    for (var error : errors.entrySet()) {
      failure = failure.with(error.getKey(), clean(error.getValue()));
    }
    return failure;
  }

  private static Failure loginRefused() {
    return Failure.of(
        LOGIN_REFUSED,
        "The node refused the API token",
        "Check user, realm and token id (user@realm!token), the secret, and that the token is not"
            + " expired or disabled.");
  }

  private static Failure denied(String said) {
    var m = DENIED.matcher(said);
    if (!m.find()) {
      return Failure.of(
          PERMISSION_MISSING,
          said.isEmpty() ? "The token lacks a permission that the node did not name" : said,
          "Give the user and the token the roles listed in the manual.");
    }
    var path = m.group("path");
    var privilege = m.group("privilege") == null ? "" : m.group("privilege");
    return Failure.of(
            PERMISSION_MISSING,
            "The token lacks " + (privilege.isEmpty() ? "a privilege" : privilege) + " on " + path,
            "Grant it on that path to the user and, when the token has separate privileges, to the"
                + " token as well.")
        .with("path", path)
        .with("privilege", privilege);
  }

  private static String told(String said, int status) {
    return said.isEmpty() ? "The node answered with status " + status : said;
  }

  /** One line, of bounded length, without the place in the Perl source. */
  private static String clean(String text) {
    var line =
        text.replaceAll("\\p{Cntrl}+", " ").replaceAll(" at /usr/\\S+ line \\d+\\.?", "").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
  }
}
