-- An empty list of events means all. The last_ columns tell of the newest attempt; failures counts those
-- since the last success.
create table webhook (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  name text not null,
  url text not null,
  events text not null,
  secret_sealed text not null,
  active integer not null,
  failures bigint not null,
  dropped bigint not null,
  last_at bigint,
  last_status integer,
  last_error text,
  created_at bigint not null
);

create index webhook_of_tenant on webhook (tenant_id, created_at, id);

-- The outbox: a row is written with what it tells of, and goes on until it was delivered or given up.
-- What is over has no next moment.
create table webhook_delivery (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  webhook_id text not null references webhook (id) on delete cascade,
  event text not null,
  body text not null,
  attempts integer not null,
  delivered integer not null,
  next_at bigint,
  last_at bigint,
  last_status integer,
  last_error text,
  took_ms bigint,
  created_at bigint not null
);

create index webhook_delivery_due on webhook_delivery (next_at);
create index webhook_delivery_of_webhook on webhook_delivery (webhook_id, created_at, id);
