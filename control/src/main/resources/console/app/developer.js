import { el } from './dom.js';
import { listing } from './listing.js';
import { webhooks } from './webhooks.js';
import { t, when } from './words.js';

const EXPIRES_DAYS = [30, 90, 365];

/** API tokens, and the keys that sign what viewers show. */
export function developerPage(me) {
  const may = (permission) => me.permissions.includes(permission);
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' }, el('h1', {}, t('developer'))),
    may('tokens:read') ? tokens(me, may('tokens:write')) : null,
    may('signing-keys:read') ? signingKeys(may('signing-keys:write')) : null,
    may('webhooks:read') ? webhooks(may('webhooks:write')) : null);
  return { page, leave: () => {} };
}

function tokens(me, mayWrite) {
  return listing({
    title: t('apiTokens'),
    path: '/tokens',
    name: 'token',
    may: mayWrite,
    row: (token) => [
      el('span', { class: 'name' }, token.name, ' ',
        token.permissions.map((scope) => el('span', { class: 'tag' }, scope))),
      el('span', { class: 'side' },
        token.lastUsedAt ? t('lastUsed', { when: when(token.lastUsedAt) }) : t('neverUsed'),
        token.expiresAt ? ` · ${t('endsAt', { when: when(token.expiresAt) })}` : ''),
    ],
    add: {
      title: t('newToken'),
      fields: () => [
        el('label', {}, t('name'), el('input', { name: 'name', required: true, maxlength: 64 })),
        el('label', {}, t('expires'), el('select', { name: 'days' },
          EXPIRES_DAYS.map((days) => el('option', { value: days }, t('days', { days }))),
          el('option', { value: '' }, t('never')))),
        el('fieldset', {}, el('legend', {}, t('permissions')),
          me.permissions.filter((scope) => !scope.startsWith('tenants:')).map((scope) =>
            el('label', { class: 'check' },
              el('input', { type: 'checkbox', name: `scope ${scope}`, checked: scope.endsWith(':read') }), scope))),
      ],
      body: (values) => ({
        name: values.name,
        permissions: Object.keys(values).filter((key) => key.startsWith('scope ')).map((key) => key.slice(6)),
        expiresAt: values.days
          ? new Date(Date.now() + Number(values.days) * 86_400_000).toISOString() : undefined,
      }),
      secret: (made) => made.token,
    },
    end: { action: t('revoke'), sure: (token) => t('revokeSure', { name: token.name }) },
  });
}

function signingKeys(mayWrite) {
  return listing({
    title: t('signingKeys'),
    path: '/signing-keys',
    name: 'signing-key',
    may: mayWrite,
    row: (key) => [
      el('span', { class: 'name' }, key.name),
      el('span', { class: 'side' }, `kid ${key.id}`),
    ],
    add: {
      title: t('newSigningKey'),
      fields: () => [
        el('label', {}, t('name'), el('input', { name: 'name', required: true, maxlength: 64 })),
        el('p', { class: 'quiet' }, t('signingKeyHint')),
      ],
      body: (values) => values,
      secret: (made) => `kid: ${made.id}\n${made.privateKeyPem}`,
    },
    end: { action: t('revoke'), sure: (key) => t('revokeKeySure', { name: key.name }) },
  });
}
