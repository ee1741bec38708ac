package io.vmto.standalone.cli.context;

import io.vmto.contract.error.ErrorCode;
import io.vmto.runtime.ContractJson;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.cli.Folders;
import io.vmto.standalone.cli.Trust;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A session that is kept between two commands, in a file of its own beside the contexts. It is
 * renewed when the server no longer takes its token; of two commands at once, one renews it and the
 * other finds it renewed.
 */
final class Session implements ApiClient.Credential {
  private static final Object RENEWING = new Object();

  private final Context context;
  private final @Nullable Trust trust;

  Session(Context context, @Nullable Trust trust) {
    this.context = context;
    this.trust = trust;
  }

  private record Tokens(String access, String refresh) {}

  static Path file(String context) {
    return Folders.configuration().resolve("sessions").resolve(context + ".json");
  }

  /** Keeps what the server answered to a sign-in or a renewal. */
  static void keep(String context, JsonNode answer) throws IOException {
    var tokens =
        new Tokens(
            answer.path("accessToken").asString(""), answer.path("refreshToken").asString(""));
    PrivateFile.write(file(context), ContractJson.mapper().writeValueAsString(tokens));
  }

  static void forget(String context) throws IOException {
    Files.deleteIfExists(file(context));
  }

  @Override
  public String token() {
    return tokens().access;
  }

  @Override
  public String renewed(String refused) {
    synchronized (RENEWING) { // the lock of a file is for other processes
      return renewedAlone(refused);
    }
  }

  private String renewedAlone(String refused) {
    var lock = file(context.name()).resolveSibling(context.name() + ".lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      var now = tokens();
      if (!held.isValid() || !now.access.equals(refused)) {
        return now.access;
      }
      try (var api = new ApiClient(context.server(), () -> "", trust)) {
        keep(context.name(), api.post("/session/refresh", Map.of("refreshToken", now.refresh)));
      }
      return tokens().access;
    } catch (IOException e) {
      throw signedOut(context);
    } catch (ApiProblem e) {
      throw e.failure().code() == ErrorCode.UNREACHABLE ? e : signedOut(context);
    }
  }

  private Tokens tokens() {
    try {
      return ContractJson.mapper().readValue(Files.readString(file(context.name())), Tokens.class);
    } catch (IOException e) {
      throw signedOut(context);
    }
  }

  private static ApiProblem signedOut(Context context) {
    return new ApiProblem(
        ErrorCode.NOT_AUTHENTICATED,
        "Nobody is signed in to context " + context.name() + ", or the session has ended.",
        "Sign in with 'vmto login --name " + context.name() + "'.");
  }
}
