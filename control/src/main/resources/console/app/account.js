import { call, signOut } from './api.js';
import { ask, el, notice } from './dom.js';
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

  const factor = el('div', {});

  /** Asks for the password, then goes on with what the node answers. */
  async function withPassword(title, work) {
    const values = await ask(title, [el('label', {}, t('password'),
      el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true }))],
    t('goOn'), t('cancel'));
    if (!values) return;
    try {
      await work(values);
    } catch (error) {
      notice(error.message);
    }
    drawFactor();
  }

  async function switchOn(values) {
    const secret = await call('POST', '/me/second-factor', values);
    const shown = await ask(t('authenticator'), [
      el('p', {}, t('authenticatorHint')),
      el('label', {}, t('secret'), el('input', { readonly: true, value: secret.secret, 'data-totp': true })),
      el('p', {}, el('a', { href: secret.uri }, t('openAuthenticator'))),
      el('label', {}, t('authenticatorCode'),
        el('input', { name: 'code', inputmode: 'numeric', autocomplete: 'one-time-code', required: true, maxlength: 6 })),
    ], t('goOn'), t('cancel'));
    if (!shown) return;
    const { codes } = await call('POST', '/me/second-factor/confirm', { code: shown.code });
    await ask(t('shownOnce'), [
      el('p', {}, t('backupHint')),
      el('label', {}, t('backupCodes'), el('textarea', { readonly: true, rows: 10, 'data-secret': true }, codes.join('\n'))),
    ], t('kept'), t('close'));
  }

  async function drawFactor() {
    try {
      const { on } = await call('GET', '/me/second-factor');
      factor.replaceChildren(
        el('p', { class: 'quiet' }, t(on ? 'authenticatorOn' : 'authenticatorOff')),
        on
          ? el('button', {
            onclick: () => withPassword(t('switchOff'), (values) => call('POST', '/me/second-factor/end', values)),
          }, t('switchOff'))
          : el('button', { class: 'main', onclick: () => withPassword(t('switchOn'), switchOn) }, t('switchOn')));
    } catch (error) {
      factor.replaceChildren(el('p', { class: 'quiet' }, t('failed', { why: error.message })));
    }
  }

  load();
  if (me.email) drawFactor();
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' }, el('h1', {}, t('account'))),
    el('section', { class: 'panel' }, el('h2', {}, t('logins')), state, list),
    me.email ? el('section', { class: 'panel' }, el('h2', {}, t('authenticator')), factor) : null,
    me.email ? el('section', { class: 'panel' }, el('h2', {}, t('setPassword')), form) : null);
  return { page, leave: () => {} };
}
