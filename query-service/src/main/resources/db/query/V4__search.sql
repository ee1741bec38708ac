-- Parts of names are found by index where the database brings what that takes, as PostgreSQL's own packages do; else by looking.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_trgm') then
    create extension if not exists pg_trgm;
    create index job_machine on query.job using gin (machine gin_trgm_ops);
  end if;
end
$$;
