-- Webhooks at hand, and who is delivering to them. "active" from the place of their creation in the
-- event log on; the token of a lease only ever grows.
create table webhook.hook (
  id text primary key,
  subscription text not null,
  enabled boolean not null default true,
  active boolean not null default false,
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
