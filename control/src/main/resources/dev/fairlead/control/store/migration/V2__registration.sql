-- Accounts that were there before are taken as confirmed.
alter table account add column verified_at bigint;

update account set verified_at = created_at;

-- What links in mails carry, each good for one use.
create table mail_code (
  code_hash text primary key,
  purpose text not null,
  account_id text not null references account (id) on delete cascade,
  expires_at bigint not null
);

create index mail_code_of_account on mail_code (account_id, purpose);
