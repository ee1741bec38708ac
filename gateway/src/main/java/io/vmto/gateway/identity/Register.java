package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountCommand.CreateAccount;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.Hashed;
import io.vmto.contract.access.KeyCommand.CreateKey;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Accounts and keys at hand, with their hashes. Written in the transaction of the command that
 * decides, so that the next request already meets what was decided; blocks.
 */
final class Register {
  /** Held while somebody is taken out of the administrators; any number that is ours. */
  private static final long ADMINS = 0x766d746f61646d69L;

  private final JdbcClient jdbc;

  Register(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void add(CreateAccount c, Instant now) {
    try {
      jdbc.sql(
              "insert into identity.account (id, name, roles, password, must_change, created)"
                  + " values (:id, :name, string_to_array(:roles, ','), :password, true, :now)")
          .param("id", c.account().value())
          .param("name", c.name())
          .param("roles", joined(c.roles()))
          .param("password", c.password().reveal())
          .param("now", now.atOffset(ZoneOffset.UTC))
          .update();
    } catch (DuplicateKeyException e) {
      throw taken("an account called " + c.name());
    }
  }

  void changeRoles(AccountId id, Collection<Role> roles) {
    jdbc.sql("update identity.account set roles = string_to_array(:roles, ',') where id = :id")
        .param("roles", joined(roles))
        .param("id", id.value())
        .update();
  }

  void disable(AccountId id, boolean disabled) {
    jdbc.sql("update identity.account set disabled = :disabled where id = :id")
        .param("disabled", disabled)
        .param("id", id.value())
        .update();
    endSessions(id, "");
  }

  /** Also opens the account again where wrong passwords had locked it. */
  void resetPassword(AccountId id, Hashed password) {
    setPassword(id, password, true);
    endSessions(id, "");
  }

  void changePassword(AccountId id, Hashed password, String session) {
    setPassword(id, password, false);
    endSessions(id, session);
  }

  private void setPassword(AccountId id, Hashed password, boolean mustChange) {
    jdbc.sql(
            "update identity.account set password = :password, must_change = :must, wrong = 0,"
                + " locks = 0, locked_until = null where id = :id")
        .param("password", password.reveal())
        .param("must", mustChange)
        .param("id", id.value())
        .update();
  }

  /** All of the account's but one. */
  void endSessions(AccountId id, String but) {
    jdbc.sql("delete from identity.session where account = :account and id <> :but")
        .param("account", id.value())
        .param("but", but)
        .update();
  }

  /** Holds other such questions up until this transaction has ended. */
  boolean hasAdminBeside(AccountId id) {
    jdbc.sql("select 1 from pg_advisory_xact_lock(:key)")
        .param("key", ADMINS)
        .query(Integer.class)
        .single();
    return jdbc.sql(
            "select exists (select from identity.account"
                + " where id <> :id and not disabled and :admin = any (roles))")
        .param("id", id.value())
        .param("admin", Role.ADMIN.name())
        .query(Boolean.class)
        .single();
  }

  void add(CreateKey c, Instant now) {
    try {
      jdbc.sql(
              "insert into identity.api_key (id, name, owner, permissions, hash, created, expires)"
                  + " values (:id, :name, :owner, string_to_array(:permissions, ','), :hash, :now,"
                  + " :expires)")
          .param("id", c.key().value())
          .param("name", c.name())
          .param("owner", c.owner())
          .param("permissions", joined(c.permissions()))
          .param("hash", HexFormat.of().parseHex(c.secret().reveal()))
          .param("now", now.atOffset(ZoneOffset.UTC))
          .param("expires", c.expires().atOffset(ZoneOffset.UTC))
          .update();
    } catch (DuplicateKeyException e) {
      throw taken("a key of yours called " + c.name());
    }
  }

  void remove(KeyId id) {
    jdbc.sql("delete from identity.api_key where id = :id").param("id", id.value()).update();
  }

  private static String joined(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
  }

  private static Rejected taken(String what) {
    return new Rejected(
        ErrorCode.NAME_TAKEN, "There is " + what + " already.", "Choose another name.");
  }
}
