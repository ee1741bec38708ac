package io.vmto.gateway.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The built pages of the portal, read once from the class path and kept in memory, so that an
 * address can only ever name one of them and never a file. Empty where this VMTO was built without.
 */
public final class Portal {
  private static final String FOLDER = "META-INF/vmto-portal/";
  private static final String INDEX = "index.html";
  private static final String PACKED = ".gz";

  /** What stands in the built page where each answer has a number of its own. */
  private static final String NONCE = "__NONCE__";

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<String> OTHERS = Set.of("api", "actuator", "v3");

  private final Map<String, byte[]> files;

  private Portal(Map<String, byte[]> files) {
    this.files = files;
  }

  /** Blocks while it reads them. */
  static Portal onClasspath() {
    var files = new HashMap<String, byte[]>();
    try {
      var found =
          new PathMatchingResourcePatternResolver().getResources("classpath*:" + FOLDER + "**");
      for (var resource : found) {
        if (resource.isReadable()) {
          var url = resource.getURL().toString();
          files.put(
              url.substring(url.indexOf(FOLDER) + FOLDER.length()),
              resource.getContentAsByteArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Portal(Map.copyOf(files));
  }

  /** Whether a request is for a page, which everybody may have: pages hold nothing of anybody. */
  public static boolean isAsked(ServerHttpRequest request) {
    return READING.contains(request.getMethod()) && !OTHERS.contains(first(request));
  }

  private static String first(ServerHttpRequest request) {
    return request.getPath().elements().stream()
        .filter(PathSegment.class::isInstance)
        .map(part -> ((PathSegment) part).valueToMatch())
        .findFirst()
        .orElse("");
  }

  boolean isThere() {
    return files.containsKey(INDEX);
  }

  /** The page that shows every screen, whose styles are only taken with this number. */
  byte[] index(String nonce) {
    var page = new String(files.getOrDefault(INDEX, new byte[0]), StandardCharsets.UTF_8);
    return page.replace(NONCE, nonce).getBytes(StandardCharsets.UTF_8);
  }

  /** One of its files, or what it is when packed by gzip; the page is none of them. */
  Optional<byte[]> file(String name, boolean packed) {
    return name.equals(INDEX) || name.endsWith(PACKED)
        ? Optional.empty()
        : Optional.ofNullable(files.get(packed ? name + PACKED : name));
  }
}
