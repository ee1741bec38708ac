# Sourced by mvnw and vmto: sets JAVA_HOME to a JDK 25, or says how to get one.
is_jdk25() { [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"; } # starting it would cost as much as all of vmto
if [ -z "${JAVA_HOME:-}" ] || ! is_jdk25 "$JAVA_HOME"; then
  JAVA_HOME=
  for jdk in /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* /opt/*jdk*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if is_jdk25 "$jdk"; then JAVA_HOME=$jdk; break; fi
  done
  if [ -z "$JAVA_HOME" ]; then
    echo "vmto: needs a JDK 25 and found none. Install Temurin 25 (apt-get install temurin-25-jdk) or set JAVA_HOME." >&2
    exit 3
  fi
fi
export JAVA_HOME
