-- A connection may have two secrets: what its API is logged in to with, and the private key for SSH.
-- Their versions are counted together.
alter table connection.secret add column purpose text not null default 'LOGIN';
