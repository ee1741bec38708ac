package io.vmto.gateway.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The values that GraphQL itself does not know. */
final class Scalars {
  private Scalars() {}

  static List<GraphQLScalarType> all() {
    return List.of(
        scalar("DateTime", new DateTimes()),
        scalar("Long", new Longs()),
        scalar("JSON", new Jsons()));
  }

  private static GraphQLScalarType scalar(String name, Coercing<?, ?> coercing) {
    return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
  }

  /** As in REST: the text of an instant. */
  private static final class DateTimes implements Coercing<Instant, String> {
    @Override
    public String serialize(Object value, GraphQLContext context, Locale locale) {
      return value.toString();
    }

    @Override
    public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
      try {
        return Instant.parse(input.toString());
      } catch (DateTimeException e) {
        throw new CoercingParseValueException("is no time in ISO-8601", e);
      }
    }

    @Override
    public Instant parseLiteral(
        Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (input instanceof StringValue text) {
        return parseValue(String.valueOf(text.getValue()), context, locale);
      }
      throw new CoercingParseLiteralException("is no time in ISO-8601");
    }
  }

  private static final class Longs implements Coercing<Long, Long> {
    @Override
    public Long serialize(Object value, GraphQLContext context, Locale locale) {
      return ((Number) value).longValue();
    }

    @Override
    public Long parseValue(Object input, GraphQLContext context, Locale locale) {
      try {
        return whole(new BigInteger(input.toString()));
      } catch (NumberFormatException e) {
        throw new CoercingParseValueException("is no whole number", e);
      }
    }

    @Override
    public Long parseLiteral(
        Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (input instanceof IntValue number) {
        return whole(number.getValue());
      }
      throw new CoercingParseLiteralException("is no whole number");
    }

    private static Long whole(BigInteger number) {
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        throw new CoercingParseValueException("is no whole number of 64 bits", e);
      }
    }
  }

  /** Only ever an answer. */
  private static final class Jsons implements Coercing<Object, Object> {
    @Override
    public Object serialize(Object value, GraphQLContext context, Locale locale) {
      return value;
    }
  }
}
