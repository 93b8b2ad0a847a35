// The console: signs in, keeps the live connection, and shows the page that the address names.

import { accountPage } from './account.js';
import { call, onLostAccess, resume, signOut } from './api.js';
import { developerPage } from './developer.js';
import { el, notice } from './dom.js';
import * as live from './live.js';
import { signInPage } from './sign-in.js';
import { forgotPage, joinPage, resetPage, signUpPage } from './sign-up.js';
import { streamPage } from './stream.js';
import { streamsPage } from './streams.js';
import { auditPage, teamPage } from './team.js';
import { t } from './words.js';

const app = document.getElementById('app');
let me = null;
let leave = () => {};

function bar() {
  const may = (permission) => me.permissions.includes(permission);
  return el('header', { class: 'bar' },
    el('a', { class: 'brand', href: '#/' }, 'Fairlead'),
    el('nav', { 'aria-label': t('console') },
      el('a', { href: '#/' }, t('streams')),
      may('tokens:read') ? el('a', { href: '#/developer' }, t('developer')) : null,
      may('users:read') ? el('a', { href: '#/team' }, t('team')) : null,
      may('audit:read') ? el('a', { href: '#/audit' }, t('audit')) : null),
    el('a', { class: 'who', href: '#/account' }, me.email ?? me.name ?? me.id),
    el('button', { onclick: () => signOut().catch(() => {}) }, t('signOut')));
}

function pageOf(path) {
  const stream = path.match(/^\/streams\/([\w-]+)$/);
  if (stream) return streamPage(me, stream[1]);
  const join = path.match(/^\/join\/(fm_\w+)$/);
  if (join) return { page: joinPage(join[1]), leave: () => {} };
  if (path === '/account') return accountPage(me);
  if (path === '/developer') return developerPage(me);
  if (path === '/team') return teamPage(me);
  if (path === '/audit') return auditPage();
  if (path === '/' || path === '') return streamsPage(me);
  return { page: el('main', { tabindex: '-1' }, el('p', {}, t('notFound'))), leave: () => {} };
}

function show() {
  leave();
  const next = pageOf(location.hash.replace(/^#/, ''));
  leave = next.leave;
  app.replaceChildren(bar(), next.page);
  next.page.focus();
}

function showSignIn() {
  leave();
  leave = () => {};
  me = null;
  live.stop();
  app.replaceChildren(doorPage(location.hash.replace(/^#/, '')));
  app.querySelector('input')?.focus();
}

/** The page for somebody who is not signed in. */
function doorPage(path) {
  const code = path.match(/^\/(?:confirm|join|reset)\/(fm_\w+)$/)?.[1];
  if (path === '/sign-up') return signUpPage();
  if (path === '/forgot') return forgotPage();
  if (code && path.startsWith('/reset/')) return resetPage(code);
  if (code && path.startsWith('/join/')) return joinPage(code);
  return signInPage(begin, code);
}

async function begin() {
  me = await call('GET', '/me');
  if (/^#\/(sign-up|forgot|confirm|reset)/.test(location.hash)) {
    history.replaceState(null, '', '#/');
  }
  live.start();
  show();
}

onLostAccess(showSignIn);
live.onState((connected) => { if (!connected) notice(t('connectionLost')); });
addEventListener('hashchange', () => { if (me) show(); else showSignIn(); });

try {
  if (await resume()) {
    await begin();
  } else {
    showSignIn();
  }
} catch {
  showSignIn();
}
