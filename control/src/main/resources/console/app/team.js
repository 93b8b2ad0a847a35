import { call } from './api.js';
import { el, notice } from './dom.js';
import { listing } from './listing.js';
import { t, when } from './words.js';

const ROLES = ['VIEWER', 'DEVELOPER', 'ADMIN', 'OWNER'];

/** People of the tenant. */
export function teamPage(me) {
  const may = (permission) => me.permissions.includes(permission);
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' }, el('h1', {}, t('team'))),
    listing({
      title: t('people'),
      path: '/users',
      name: 'user',
      may: may('users:write'),
      row: (user) => [
        el('span', { class: 'name' }, user.name, ' ', el('span', { class: 'tag' }, t(`role${user.role}`)),
          user.active ? null : el('span', { class: 'badge off' }, t('off'))),
        el('span', { class: 'side' },
          `${user.email} · ${user.lastLoginAt ? t('lastUsed', { when: when(user.lastLoginAt) }) : t('neverUsed')}`),
      ],
      add: {
        title: t('addPerson'),
        fields: () => [
          el('label', {}, t('email'), el('input', { name: 'email', type: 'email', required: true })),
          el('label', {}, t('name'), el('input', { name: 'name', required: true, maxlength: 64 })),
          el('label', {}, t('role'), el('select', { name: 'role' },
            ROLES.map((role) => el('option', { value: role }, t(`role${role}`))))),
        ],
        body: (values) => values,
        secret: (made) => (made.password ? `${made.email}\n${made.password}` : null),
      },
      end: { action: t('remove'), sure: (user) => t('removeSure', { name: user.name }) },
    }),
    invitations(may('users:write')));
  return { page, leave: () => {} };
}

async function sendAgain(invitation) {
  try {
    await call('POST', `/invitations/${invitation.id}/resend`);
    notice(t('mailSent'));
  } catch (error) {
    notice(error.message);
  }
}

/** People who were asked and did not come yet. */
function invitations(mayWrite) {
  return listing({
    title: t('invitations'),
    path: '/invitations',
    name: 'invitation',
    may: mayWrite,
    row: (invitation) => [
      el('span', { class: 'name' }, invitation.email, ' ',
        el('span', { class: 'tag' }, t(`role${invitation.role}`))),
      el('span', { class: 'side' }, t(new Date(invitation.expiresAt) < new Date() ? 'endedAt' : 'endsAt',
        { when: when(invitation.expiresAt) })),
      mayWrite ? el('button', { onclick: () => sendAgain(invitation) }, t('sendAgain')) : null,
    ],
    add: {
      title: t('invite'),
      fields: () => [
        el('p', { class: 'quiet' }, t('inviteHint')),
        el('label', {}, t('email'), el('input', { name: 'email', type: 'email', required: true, maxlength: 254 })),
        el('label', {}, t('role'), el('select', { name: 'role' },
          ROLES.map((role) => el('option', { value: role }, t(`role${role}`))))),
      ],
      body: (values) => values,
    },
    end: { action: t('withdraw'), sure: (invitation) => t('withdrawSure', { name: invitation.email }) },
  });
}

/** Who changed what. */
export function auditPage() {
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' }, el('h1', {}, t('audit'))),
    listing({
      title: t('auditEntries'),
      path: '/audit',
      name: 'audit',
      row: (entry) => [
        el('span', { class: 'name' }, entry.action.replaceAll('_', ' ')),
        el('span', { class: 'side' }, `${when(entry.at)} · ${entry.remote || entry.actorKind}`),
        entry.after || entry.before
          ? el('details', {}, el('summary', {}, t('details')),
            el('pre', {}, [entry.before, entry.after].filter(Boolean).join('\n→ ')))
          : null,
      ],
    }));
  return { page, leave: () => {} };
}
