-- Moments are milliseconds since 1970, yes and no are 1 and 0, lists are lines, objects are JSON: the
-- same statements run on SQLite and on PostgreSQL. A column that ends in _fold holds the lower case of
-- its neighbour; one in _hash a SHA-256 in hexadecimal; one in _sealed a text under the master key. A
-- limit of 0 is none.

create table revision (
  id integer primary key,
  changes bigint not null
);

insert into revision (id, changes) values (1, 0);

create table tenant (
  id text primary key,
  name text not null,
  name_fold text not null unique,
  tier text not null,
  active integer not null,
  max_streams integer not null,
  max_publishers integer not null,
  max_viewers integer not null,
  requests_per_minute integer not null,
  request_burst integer not null,
  created_at bigint not null
);

create table account (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  email text not null,
  email_fold text not null unique,
  name text not null,
  password_hash text not null,
  role text not null,
  operator integer not null,
  active integer not null,
  last_login_at bigint,
  created_at bigint not null
);

create index account_of_tenant on account (tenant_id, created_at, id);

-- A family is one login; each use of a token replaces it by the next of its family.
create table refresh_token (
  id text primary key,
  token_hash text not null unique,
  family text not null,
  account_id text not null references account (id) on delete cascade,
  tenant_id text not null references tenant (id) on delete cascade,
  started_at bigint not null,
  issued_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  revoked_at bigint,
  remote text not null,
  agent text not null
);

create index refresh_token_of_family on refresh_token (family);
create index refresh_token_of_account on refresh_token (account_id, expires_at);

create table api_token (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  permissions text not null,
  allowed_ranges text not null,
  expires_at bigint,
  last_used_at bigint,
  revoked_at bigint,
  created_by text not null,
  created_at bigint not null
);

create index api_token_of_tenant on api_token (tenant_id, created_at, id);

create table live_stream (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  name text not null,
  name_fold text not null,
  description text not null,
  tags text not null,
  playback_id text not null,
  playback_id_fold text not null unique,
  broadcast text not null unique,
  active integer not null,
  policy_kind text not null,
  policy text not null,
  webhook_secret_sealed text,
  allowed_origins text not null,
  allowed_ranges text not null,
  max_viewers integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  unique (tenant_id, name_fold)
);

create index live_stream_of_tenant on live_stream (tenant_id, created_at, id);

create table stream_key (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  stream_id text not null references live_stream (id) on delete cascade,
  name text not null,
  name_fold text not null,
  key_hash text not null unique,
  key_sealed text not null,
  active integer not null,
  last_used_at bigint,
  created_at bigint not null,
  unique (stream_id, name_fold)
);

create table signing_key (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  name text not null,
  public_jwk text not null,
  revoked_at bigint,
  created_at bigint not null
);

create index signing_key_of_tenant on signing_key (tenant_id, created_at, id);

-- Keys of the nodes themselves: those that sign access tokens.
create table node_key (
  id text primary key,
  purpose text not null,
  public_jwk text not null,
  private_sealed text not null,
  retired_at bigint,
  created_at bigint not null
);

create table audit (
  id text primary key,
  tenant_id text references tenant (id) on delete cascade,
  at bigint not null,
  actor_kind text not null,
  actor_id text not null,
  remote text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  before text,
  after text
);

create index audit_of_tenant on audit (tenant_id, at, id);

create table idempotency (
  tenant_id text not null references tenant (id) on delete cascade,
  request_key text not null,
  fingerprint text not null,
  status integer not null,
  body_sealed text not null,
  created_at bigint not null,
  primary key (tenant_id, request_key)
);

create index idempotency_by_age on idempotency (created_at);
