package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login at a vCenter or ESXi host: kept awake, renewed when the server forgot it, ended on close.
 * Servers end a session after about 30 idle minutes, and reading disks does not count as activity.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final long AWAKE_MINUTES = 5;

  private final Endpoint endpoint;
  private final Secret secret;
  private final Address address;
  private final Https https;
  private final SoapClient soap;
  private final Node content;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("vsphere-session").factory());
  private int logins;

  private Session(
      Endpoint endpoint,
      Secret secret,
      Address address,
      Https https,
      SoapClient soap,
      Node content) {
    this.endpoint = endpoint;
    this.secret = secret;
    this.address = address;
    this.https = https;
    this.soap = soap;
    this.content = content;
  }

  /** Checks the certificate, agrees on a version, and logs in. */
  static Session open(Endpoint endpoint, Secret secret, Recorder recorder) {
    var address = Address.of(endpoint.url());
    var https = new Https(address, Trust.parse(endpoint.trust()));
    var soap = new SoapClient(https, recorder);
    try {
      var self = Moref.SERVICE_INSTANCE;
      var content = soap.call("RetrieveServiceContent", self, SoapArgs.none()).at("returnval");
      var session = new Session(endpoint, secret, address, https, soap, content);
      soap.speak(ApiVersion.agree(content.text("about", "apiVersion")));
      session.login(0);
      session.stayAwake();
      return session;
    } catch (SoapFault fault) {
      https.close();
      throw Faults.translate(fault);
    } catch (RuntimeException e) {
      https.close();
      throw e;
    }
  }

  /** Logs in unless somebody else did since {@code seen}; a live session may not log in again. */
  private synchronized void login(int seen) {
    if (logins == seen) {
      soap.forgetCookies();
      var credentials =
          SoapArgs.none().text("userName", endpoint.username()).text("password", secret.reveal());
      var session = soap.call("Login", service("sessionManager"), credentials).at("returnval");
      soap.keepSecret(session.text("key"));
      logins++;
    }
  }

  private synchronized int logins() {
    return logins;
  }

  private void stayAwake() {
    var _ =
        clock.scheduleWithFixedDelay(this::ping, AWAKE_MINUTES, AWAKE_MINUTES, TimeUnit.MINUTES);
  }

  private void ping() {
    try {
      perform(() -> call("CurrentTime", Moref.SERVICE_INSTANCE, SoapArgs.none()));
    } catch (RuntimeException e) {
      LOG.debug("{} did not answer a ping: {}", address, e.getMessage());
    }
  }

  /**
   * Runs an operation, and once more from its beginning when the server forgot the session: views
   * and filters die with it. Faults come out as what they mean to an operator.
   */
  <T> T perform(Supplier<T> operation) {
    var seen = logins();
    try {
      try {
        return operation.get();
      } catch (SoapFault fault) {
        if (!fault.is("NotAuthenticated")) {
          throw fault;
        }
        login(seen);
        return operation.get();
      }
    } catch (SoapFault fault) {
      throw Faults.translate(fault);
    }
  }

  /** Logs in again if the session is over; files are refused before any call says so. */
  void renew() {
    perform(
        () -> {
          var manager = service("sessionManager");
          var current = new Inventory(this).one(manager, "currentSession");
          if (!current.get("currentSession").present()) {
            throw new SoapFault("NotAuthenticated", "there is no current session", Node.NONE);
          }
          return current;
        });
  }

  /** A raw call: use it inside {@link #perform}. */
  Node call(String method, Moref self, SoapArgs args) {
    return soap.call(method, self, args);
  }

  /** One of the singletons the service content names. */
  Moref service(String name) {
    var node = content.at(name);
    if (!node.present()) {
      throw new PlatformException(
          UNSUPPORTED,
          "The server has no " + name,
          "Check that the endpoint is a vCenter or an ESXi host.");
    }
    return node.ref();
  }

  Node about() {
    return content.at("about");
  }

  boolean isHost() {
    return about().text("apiType").equals("HostAgent");
  }

  Address address() {
    return address;
  }

  Trust trust() {
    return Trust.parse(endpoint.trust());
  }

  /** The client of the control connection, for files of the same server. */
  Https https() {
    return https;
  }

  SoapClient soap() {
    return soap;
  }

  /** For servers that take a password where they do not take the session's cookie. */
  String basicAuthorization() {
    var pair = endpoint.username() + ":" + secret.reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      soap.call("Logout", service("sessionManager"), SoapArgs.none());
    } catch (RuntimeException e) {
      LOG.debug("{} did not take the logout: {}", address, e.getMessage());
    }
    clock.shutdownNow();
    soap.close();
  }
}
