package io.vmto.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vmto.contract.Id;
import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.KeyId;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Step;
import io.vmto.contract.license.LicenseId;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.webhook.WebhookId;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The one JSON form of the contract, wherever it is written: events, views, requests, feeds. Ids
 * are plain strings, steps carry their kind in {@code step}, times are ISO-8601 text.
 */
public final class ContractJson {
  private static final JsonMapper TOLERANT = configure(JsonMapper.builder()).build();
  private static final JsonMapper STRICT =
      configure(JsonMapper.builder())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private ContractJson() {}

  /**
   * For what we wrote ourselves, possibly in another version: unknown fields are skipped, and flags
   * and numbers that are missing are false and 0.
   */
  public static JsonMapper mapper() {
    return TOLERANT;
  }

  /** For what comes from outside: unknown fields are refused. */
  public static JsonMapper strict() {
    return STRICT;
  }

  static JsonMapper.Builder configure(JsonMapper.Builder builder) {
    return builder
        .addModule(ids())
        .addMixIn(Step.class, StepMixIn.class)
        .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
  }

  private static JacksonModule ids() {
    return new SimpleModule("vmto-ids")
        .addSerializer(Id.class, new ToStringSerializer(Id.class))
        .addDeserializer(JobId.class, new FromText<>(JobId::new))
        .addDeserializer(TransferId.class, new FromText<>(TransferId::new))
        .addDeserializer(ConnectionId.class, new FromText<>(ConnectionId::new))
        .addDeserializer(LicenseId.class, new FromText<>(LicenseId::new))
        .addDeserializer(ClaimId.class, new FromText<>(ClaimId::new))
        .addDeserializer(AccountId.class, new FromText<>(AccountId::new))
        .addDeserializer(KeyId.class, new FromText<>(KeyId::new))
        .addDeserializer(WebhookId.class, new FromText<>(WebhookId::new))
        .addDeserializer(PartId.class, new FromText<>(PartId::new));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "step")
  private interface StepMixIn {}

  private static final class FromText<T> extends ValueDeserializer<T> {
    private final Function<String, T> make;

    FromText(Function<String, T> make) {
      this.make = make;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
      var text = parser.getValueAsString();
      try {
        return make.apply(text == null ? "" : text);
      } catch (IllegalArgumentException e) {
        return context.reportInputMismatch(this, "%s", e.getMessage());
      }
    }
  }
}
