-- The id is the account's. The last step is the newest time slot whose code was used: none counts twice.
create table second_factor (
  id text primary key references account (id) on delete cascade,
  tenant_id text not null references tenant (id) on delete cascade,
  secret_sealed text not null,
  confirmed integer not null,
  last_step bigint not null,
  created_at bigint not null
);

create table backup_code (
  code_hash text not null,
  account_id text not null references account (id) on delete cascade,
  primary key (account_id, code_hash)
);
