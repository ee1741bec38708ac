-- Tables as Axon 4.13's JDBC stores expect them.
create table axon.domain_event_entry (
  globalIndex bigserial primary key,
  aggregateIdentifier varchar(255) not null,
  sequenceNumber bigint not null,
  type varchar(255),
  eventIdentifier varchar(255) not null unique,
  metaData bytea,
  payload bytea not null,
  payloadRevision varchar(255),
  payloadType varchar(255) not null,
  timeStamp varchar(255),
  unique (aggregateIdentifier, sequenceNumber)
);

create table axon.snapshot_event_entry (
  aggregateIdentifier varchar(255) not null,
  sequenceNumber bigint not null,
  type varchar(255) not null,
  eventIdentifier varchar(255) not null unique,
  metaData bytea,
  payload bytea not null,
  payloadRevision varchar(255),
  payloadType varchar(255) not null,
  timeStamp varchar(255),
  primary key (aggregateIdentifier, sequenceNumber)
);

create table axon.token_entry (
  processorName varchar(255) not null,
  segment int not null,
  token bytea,
  tokenType varchar(255),
  timestamp varchar(255),
  owner varchar(255),
  primary key (processorName, segment)
);

create table axon.saga_entry (
  sagaId varchar(255) primary key,
  revision varchar(255),
  sagaType varchar(255),
  serializedSaga bytea
);

create table axon.association_value_entry (
  id bigserial primary key,
  associationKey varchar(255),
  associationValue varchar(255),
  sagaId varchar(255),
  sagaType varchar(255)
);
create index on axon.association_value_entry (sagaType, associationKey, associationValue);
create index on axon.association_value_entry (sagaId, sagaType);

create table axon.dead_letter_entry (
  deadLetterIdentifier varchar(255) primary key,
  processingGroup varchar(255) not null,
  sequenceIdentifier varchar(255) not null,
  sequenceIndex bigint not null,
  messageType varchar(255) not null,
  eventIdentifier varchar(255) not null,
  timestamp varchar(255) not null,
  payloadType varchar(255) not null,
  payloadRevision varchar(255),
  payload bytea not null,
  metaData bytea,
  type varchar(255),
  aggregateIdentifier varchar(255),
  sequenceNumber bigint,
  tokenType varchar(255),
  token bytea,
  enqueuedAt varchar(255) not null,
  lastTouched varchar(255),
  processingStarted varchar(255),
  causeType varchar(255),
  causeMessage varchar(1023),
  diagnostics bytea,
  unique (processingGroup, sequenceIdentifier, sequenceIndex)
);

-- Appends are ordered: the lock is taken before the sequence is drawn and held until commit, so
-- globalIndex is commit order and no reader can skip a committed event.
create function axon.order_appends() returns trigger language plpgsql as
$$ begin perform pg_advisory_xact_lock(4711); return null; end $$;

create trigger order_appends before insert on axon.domain_event_entry
  for each statement execute function axon.order_appends();
