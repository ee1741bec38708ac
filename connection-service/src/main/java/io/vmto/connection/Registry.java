package io.vmto.connection;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionQuery.Access;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.vault.Vault;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Connections at hand: unique names, how to reach them, sealed secrets. Written in the transaction
 * of the command that decides.
 */
class Registry {
  private static final String LOGIN = "LOGIN";
  private static final String SSH = "SSH";

  private final JdbcClient jdbc;
  private final Vault vault;

  Registry(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  void register(ConnectionId id, String name, Endpoint endpoint) {
    try {
      jdbc.sql("insert into connection.connection (id, name, endpoint) values (:id, :name, :e)")
          .param("id", id.value())
          .param("name", name)
          .param("e", json(endpoint))
          .update();
    } catch (DuplicateKeyException e) {
      throw new Rejected(
          ErrorCode.NAME_TAKEN,
          "There is a connection called " + name + " already.",
          "Choose another name, or use that connection.");
    }
  }

  void update(ConnectionId id, Endpoint endpoint, boolean trusted) {
    jdbc.sql("update connection.connection set endpoint = :e, trusted = :trusted where id = :id")
        .param("e", json(endpoint))
        .param("trusted", trusted)
        .param("id", id.value())
        .update();
  }

  void remove(ConnectionId id) {
    jdbc.sql("delete from connection.secret where connection = :id")
        .param("id", id.value())
        .update();
    jdbc.sql("delete from connection.connection where id = :id").param("id", id.value()).update();
  }

  void seal(SecretRef ref, Secret secret) {
    seal(ref, secret, LOGIN);
  }

  void sealSshKey(SecretRef ref, Secret key) {
    seal(ref, key, SSH);
  }

  private void seal(SecretRef ref, Secret secret, String purpose) {
    var sealed = vault.seal(ref.connection(), ref.version(), secret);
    jdbc.sql(
            "insert into connection.secret (connection, version, key_id, sealed, purpose)"
                + " values (:id, :version, :key, :sealed, :purpose)")
        .param("id", ref.connection().value())
        .param("version", ref.version())
        .param("key", sealed.keyId())
        .param("sealed", sealed.bytes())
        .param("purpose", purpose)
        .update();
  }

  Endpoint endpoint(ConnectionId id) {
    return jdbc.sql("select endpoint from connection.connection where id = :id")
        .param("id", id.value())
        .query(String.class)
        .optional()
        .map(text -> ContractJson.mapper().readValue(text, Endpoint.class))
        .orElseThrow(() -> unknown(id));
  }

  /** Endpoint and secret of a connection whose certificate is trusted. */
  Access access(ConnectionId id) {
    var endpoint = endpoint(id);
    boolean trusted =
        jdbc.sql("select trusted from connection.connection where id = :id")
            .param("id", id.value())
            .query(Boolean.class)
            .single();
    if (!trusted) {
      throw new Rejected(
          ErrorCode.CERTIFICATE_UNTRUSTED,
          "The certificate of this connection is not confirmed.",
          "Compare the presented fingerprint with the server's and confirm it.");
    }
    var key = endpoint.ssh().wanted() ? secret(id, SSH) : new Secret("");
    return new Access(endpoint, secret(id, LOGIN), key);
  }

  private Secret secret(ConnectionId id, String purpose) {
    return jdbc.sql(
            "select version, key_id, sealed from connection.secret where connection = :id"
                + " and purpose = :purpose order by version desc limit 1")
        .param("id", id.value())
        .param("purpose", purpose)
        .query(
            (row, n) ->
                vault.open(id, row.getInt(1), new Vault.Sealed(row.getString(2), row.getBytes(3))))
        .optional()
        .orElseThrow(() -> unknown(id));
  }

  private static Rejected unknown(ConnectionId id) {
    return new Rejected(
        ErrorCode.UNKNOWN_CONNECTION,
        "There is no connection " + id + ".",
        "List the connections to see what there is.");
  }

  private static String json(Endpoint endpoint) {
    return ContractJson.mapper().writeValueAsString(endpoint);
  }
}
