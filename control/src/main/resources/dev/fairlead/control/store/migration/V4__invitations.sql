-- Open ones alone: an invitation that was accepted or withdrawn is in the audit log and nowhere else.
create table invitation (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  email text not null,
  email_fold text not null,
  role text not null,
  code_hash text not null unique,
  invited_by text not null,
  sent_at bigint not null,
  expires_at bigint not null,
  created_at bigint not null,
  unique (tenant_id, email_fold)
);

create index invitation_of_tenant on invitation (tenant_id, created_at, id);
