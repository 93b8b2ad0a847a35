import { call, signOut } from './api.js';
import { el, notice } from './dom.js';
import { t, when } from './words.js';

/** Where the account is signed in, and its password. */
export function accountPage(me) {
  const list = el('ul', { class: 'list' });
  const state = el('p', { class: 'quiet' }, t('loading'));

  async function end(login) {
    try {
      await call('DELETE', `/me/logins/${login.id}`);
      await load();
    } catch (error) {
      notice(error.message);
    }
  }

  async function load() {
    try {
      const { items } = await call('GET', '/me/logins');
      list.replaceChildren(...items.map((login) => el('li', { 'data-login': login.id },
        el('div', { class: 'row' },
          el('span', { class: 'name' }, login.agent || t('unknownClient')),
          el('span', { class: 'side' }, `${login.remote} · ${t('lastUsed', { when: when(login.lastUsedAt) })}`),
          el('button', { onclick: () => end(login) }, t('signOutThere'))))));
      state.hidden = items.length > 0;
    } catch (error) {
      state.hidden = false;
      state.replaceChildren(t('failed', { why: error.message }), ' ', el('button', { onclick: load }, t('retry')));
    }
  }

  const form = el('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await call('POST', '/me/password', Object.fromEntries(new FormData(form)));
        notice(t('saved'));
        await signOut();
      } catch (error) {
        notice(error.message);
      }
    },
  },
  el('label', {}, t('currentPassword'),
    el('input', { name: 'current', type: 'password', autocomplete: 'current-password', required: true })),
  el('label', {}, t('newPassword'),
    el('input', { name: 'password', type: 'password', autocomplete: 'new-password', required: true, minlength: 10 })),
  el('button', { class: 'main' }, t('save')));

  load();
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' }, el('h1', {}, t('account'))),
    el('section', { class: 'panel' }, el('h2', {}, t('logins')), state, list),
    me.email ? el('section', { class: 'panel' }, el('h2', {}, t('setPassword')), form) : null);
  return { page, leave: () => {} };
}
