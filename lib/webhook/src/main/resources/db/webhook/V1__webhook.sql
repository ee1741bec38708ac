-- Webhooks at hand, and who is delivering to them. "routed" is what they listen to at the place in
-- the event log up to which events were put before them, null where they listen to nothing. The
-- token of a lease only ever grows.
create table webhook.hook (
  id text primary key,
  subscription text not null,
  enabled boolean not null default true,
  routed text,
  created timestamptz not null,
  failing_since timestamptz,
  token bigint not null default 0,
  leased_until timestamptz not null default '-infinity'
);

-- AES-256-GCM: 12 bytes of nonce, then ciphertext and tag; the key is elsewhere.
create table webhook.secret (
  hook text not null,
  version int not null,
  key_id text not null,
  sealed bytea not null,
  primary key (hook, version)
);

-- What is to be sent, was sent, or was given up on; one row for an event and a webhook.
create table webhook.delivery (
  hook text not null,
  position bigint not null,
  type text not null,
  job text not null,
  body text not null,
  state text not null default 'WAITING',
  attempts int not null default 0,
  due timestamptz not null default now(),
  tried timestamptz,
  status int,
  answer text not null default '',
  reason text not null default '',
  primary key (hook, position)
);
create index delivery_waiting on webhook.delivery (hook, position) where state = 'WAITING';
