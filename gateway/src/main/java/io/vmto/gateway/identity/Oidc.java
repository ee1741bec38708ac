package io.vmto.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;

/**
 * Tokens of the configured OIDC issuer. It is asked for its keys when the first token comes, so a
 * server starts while it is away; until it answers such a token is refused as {@code UNREACHABLE},
 * which says that it may be a good one.
 */
final class Oidc implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Oidc.class);

  private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/]{1,120}");

  /** What the names of its people begin with here; no account can be called so. */
  static final String PEOPLE = "oidc:";

  /** How far the issuer's clock may be from ours. */
  private static final int SKEW_SECONDS = 10;

  private static final int LARGEST = 256 * 1024;

  /** A key that we have not seen may be new; it is looked for no more often than this. */
  private static final Duration RATE = Duration.ofSeconds(2);

  private final OidcSettings settings;
  private final DefaultResourceRetriever http;
  private final Mono<JWTProcessor<SecurityContext>> issuer;
  private final Scheduler threads = Schedulers.newBoundedElastic(4, 200, "oidc", 60, true);

  Oidc(OidcSettings settings) {
    this.settings = settings;
    var patience = Math.toIntExact(settings.timeout().toMillis());
    http = new DefaultResourceRetriever(patience, patience, LARGEST);
    issuer =
        Mono.fromCallable(this::discover)
            .cache(known -> Duration.ofDays(10_000), error -> RATE, () -> RATE);
  }

  static boolean looksLikeOne(String token) {
    return FORM.matcher(token).matches();
  }

  /** Empty for a token that is not to be believed. */
  Mono<Identity> identify(String token) {
    return issuer
        .flatMap(known -> Mono.fromCallable(() -> known.process(token, null)))
        .map(this::identity)
        .subscribeOn(threads)
        .onErrorResume(e -> e instanceof BadJOSEException || e instanceof ParseException, this::no)
        .onErrorMap(
            e ->
                e instanceof JOSEException
                    || e instanceof IOException
                    || e instanceof RejectedExecutionException,
            this::away);
  }

  @Override
  public void close() {
    threads.dispose();
  }

  /** Blocks. */
  private JWTProcessor<SecurityContext> discover() throws IOException {
    var base = settings.issuer().toString().replaceFirst("/$", "");
    var address = URI.create(base + "/.well-known/openid-configuration");
    var answer = http.retrieveResource(address.toURL()).getContent();
    try {
      var json = ContractJson.mapper().readTree(answer);
      if (!json.path("issuer").asString("").equals(settings.issuer().toString())) {
        throw new IOException("the configuration at " + address + " is of another issuer");
      }
      return processor(URI.create(json.path("jwks_uri").asString("")));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException("the configuration at " + address + " cannot be read", e);
    }
  }

  private JWTProcessor<SecurityContext> processor(URI keys) throws IOException {
    var source =
        JWKSourceBuilder.create(OidcSettings.requireProtected(keys).toURL(), http)
            .rateLimited(RATE.toMillis())
            .build();
    var algorithms = new HashSet<JWSAlgorithm>(JWSAlgorithm.Family.SIGNATURE);
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, source));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(claims());
    return processor;
  }

  private DefaultJWTClaimsVerifier<SecurityContext> claims() {
    var verifier =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
            Set.of("exp", "iat", settings.nameClaim()));
    verifier.setMaxClockSkew(SKEW_SECONDS);
    return verifier;
  }

  private Identity identity(JWTClaimsSet claims) {
    var name = String.valueOf(claims.getClaim(settings.nameClaim()));
    if (!NAME.matcher(name).matches()) {
      throw Callers.refused();
    }
    var groups = groups(claims.getClaims());
    var roles = EnumSet.noneOf(Role.class);
    settings
        .roles()
        .forEach(
            (role, names) -> {
              if (names.stream().anyMatch(groups::contains)) {
                roles.add(role);
              }
            });
    var proof =
        new Identity.Issued(
            claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
    return Identity.of(PEOPLE + name, roles, proof);
  }

  private List<String> groups(Map<String, Object> claims) {
    var found = value(claims, settings.groupsClaim());
    var groups = new ArrayList<String>();
    if (found instanceof List<?> list) {
      list.forEach(one -> groups.add(String.valueOf(one)));
    }
    return groups;
  }

  /** A claim of that very name, or the one that a path of names leads to. */
  private static @Nullable Object value(Map<?, ?> claims, String path) {
    if (claims.containsKey(path) || path.indexOf('.') < 0) {
      return claims.get(path);
    }
    int dot = path.indexOf('.');
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? value(inner, path.substring(dot + 1))
        : null;
  }

  private Mono<Identity> no(Throwable why) {
    log.debug("A token of the issuer was refused: {}", why.getMessage());
    return Mono.empty();
  }

  private Rejected away(Throwable why) {
    log.warn("The issuer {} cannot be asked: {}", settings.issuer(), why.toString());
    return new Rejected(
        Failure.passing(
                ErrorCode.UNREACHABLE,
                "The issuer of this token does not answer, so nobody can tell whether it is good.",
                "Try again in a moment; if it stays away, sign in with a local account.")
            .with("issuer", settings.issuer()));
  }
}
