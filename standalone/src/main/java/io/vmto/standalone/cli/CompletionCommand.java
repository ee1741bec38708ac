package io.vmto.standalone.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scripts that let a shell complete the words of commands, made from the commands themselves. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print the script that lets your shell complete words.",
    footer = {
      "%nTo have it in every new shell:",
      "  bash  echo 'source <(vmto completion bash)' >> ~/.bashrc",
      "  zsh   echo 'source <(vmto completion zsh)' >> ~/.zshrc",
      "  fish  vmto completion fish > ~/.config/fish/completions/vmto.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  /** Those we write for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var root = Objects.requireNonNull(spec).root();
    var out = Output.standard();
    switch (shell) {
      case BASH, ZSH -> out.println(AutoComplete.bash(root.name(), root.commandLine()));
      case FISH -> new FishCompletion(root, out).print();
    }
    out.flush();
    return 0;
  }
}
