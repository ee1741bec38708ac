package io.vmto.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox as a process of its own: {@code --data DIR [--port-base N] [--until-stdin-ends]}.
 * Prints one line of JSON when every endpoint answers, and stops on SIGTERM, on {@code POST
 * /control/stop}, or with its parent when asked to watch its standard input.
 */
public final class SandboxMain {
  private SandboxMain() {}

  /**
   * Runs until stopped; returns the exit code.
   *
   * @param pretenders the platforms to pretend, chosen by the caller
   */
  public static int run(String[] args, List<Pretender> pretenders, PrintStream out)
      throws IOException, InterruptedException {
    Path data = null;
    int portBase = 0;
    boolean untilStdinEnds = false;
    var rest = new ArrayList<>(List.of(args));
    while (!rest.isEmpty()) {
      switch (rest.removeFirst()) {
        case "--data" -> data = Path.of(value("--data", rest));
        case "--port-base" -> portBase = Integer.parseInt(value("--port-base", rest));
        case "--until-stdin-ends" -> untilStdinEnds = true;
        default -> data = null;
      }
    }
    if (data == null) {
      System.err.println("usage: sandbox --data DIR [--port-base N] [--until-stdin-ends]");
      return 2;
    }
    serve(new SandboxOptions(data, portBase, pretenders), untilStdinEnds, out);
    return 0;
  }

  private static String value(String option, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.removeFirst();
  }

  private static void serve(SandboxOptions options, boolean untilStdinEnds, PrintStream out)
      throws IOException, InterruptedException {
    var ended = new CountDownLatch(1);
    try (var sandbox = Sandbox.start(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(sandbox, ended)));
      if (untilStdinEnds) {
        Thread.ofPlatform().daemon().start(() -> stopAtEndOfInput(sandbox));
      }
      out.println(Json.write(sandbox.ready()));
      out.flush();
      sandbox.awaitStop();
    } finally {
      ended.countDown();
    }
  }

  private static void stopAndWait(Sandbox sandbox, CountDownLatch ended) {
    sandbox.askToStop();
    try {
      if (!ended.await(5, TimeUnit.SECONDS)) {
        System.err.println("sandbox: stopped before everything was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stopAtEndOfInput(Sandbox sandbox) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as its end
    }
    sandbox.askToStop();
  }
}
