-- What connection-service needs at hand: who is called what, how to reach it, and the sealed secret.
create table connection.connection (
  id text primary key,
  name text not null unique,
  endpoint text not null,
  trusted boolean not null default false
);

-- AES-256-GCM: 12 bytes of nonce, then ciphertext and tag; the key is elsewhere.
create table connection.secret (
  connection text not null,
  version int not null,
  key_id text not null,
  sealed bytea not null,
  primary key (connection, version)
);
