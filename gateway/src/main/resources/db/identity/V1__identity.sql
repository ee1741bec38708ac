-- Who may come in. What is decided about an account or key is an event; here is what a request is
-- looked up in, and the hashes that no event may carry.
create table identity.account (
  id text primary key,
  name text not null unique,
  roles text[] not null,
  disabled boolean not null default false,
  password text not null, -- Argon2id, as the reference program writes it
  must_change boolean not null,
  wrong int not null default 0, -- passwords since the last right one or lock
  locks int not null default 0, -- since the last right password
  locked_until timestamptz,
  created timestamptz not null
);

-- Nobody shall pass for somebody else by writing a name otherwise.
create unique index account_name on identity.account (lower(name));

-- One row: how often a password was tried, right or wrong, for whatever name.
create table identity.sign_in (tried bigint not null);
insert into identity.sign_in values (0);

-- One sign-in with all the tokens that follow from it.
create table identity.session (
  id text primary key,
  account text not null references identity.account,
  origin text not null,
  opened timestamptz not null,
  expires timestamptz not null
);
create index session_account on identity.session (account);

-- SHA-256 of tokens of 256 random bits. A refresh token expires with its session; a spent one is kept
-- until then, because whoever shows it has stolen it or was stolen from.
create table identity.token (
  hash bytea primary key,
  session text not null references identity.session on delete cascade,
  refresh boolean not null,
  spent boolean not null default false,
  expires timestamptz
);
create index token_session on identity.token (session);

create table identity.api_key (
  id text primary key,
  name text not null,
  owner text not null, -- a caller's name: an account's, local, or one of the issuer's
  permissions text[] not null,
  hash bytea not null unique, -- SHA-256
  created timestamptz not null,
  expires timestamptz not null,
  used timestamptz,
  unique (owner, name)
);
