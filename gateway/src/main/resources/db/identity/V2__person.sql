-- People of the issuer as their newest token told of them: a key of theirs may no more than that.
create table identity.person (
  name text primary key, -- a caller's: oidc:…
  roles text[] not null,
  signed_in timestamptz not null -- when that token was issued
);
