// Pages that are lists of one kind of thing: a heading, what can be added, rows, more of them.

import { call } from './api.js';
import { ask, el, notice } from './dom.js';
import { t } from './words.js';

/**
 * One list. `row` makes the inside of a row of an entry; `add`, when there is one, has a title and
 * fields, and makes the body of what is sent.
 */
export function listing({ title, path, name, row, add, end, may }) {
  const list = el('ul', { class: 'list' });
  const state = el('p', { class: 'quiet' }, t('loading'));
  const more = el('button', { hidden: true, onclick: () => load() }, t('more'));
  let cursor = null;

  function put(entry) {
    const line = el('li', { [`data-${name}`]: entry.id },
      el('div', { class: 'row' }, row(entry),
        end && may
          ? el('button', {
            onclick: async () => {
              if (!(await ask(end.sure(entry), [], end.action, t('cancel')))) return;
              try {
                await call('DELETE', `${path}/${entry.id}`);
                line.remove();
                state.hidden = list.childElementCount > 0;
              } catch (error) {
                notice(error.message);
              }
            },
          }, end.action)
          : null));
    list.append(line);
  }

  async function load() {
    try {
      const page = await call('GET', `${path}?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
      cursor = page.nextCursor ?? null;
      more.hidden = cursor == null;
      page.items.forEach(put);
      state.textContent = t('nothingYet');
      state.hidden = list.childElementCount > 0;
    } catch (error) {
      state.hidden = false;
      state.replaceChildren(t('failed', { why: error.message }), ' ', el('button', { onclick: load }, t('retry')));
    }
  }

  async function create() {
    const values = await ask(add.title, add.fields(), t('create'), t('cancel'));
    if (!values) return;
    try {
      const made = await call('POST', path, add.body(values));
      put(made);
      state.hidden = true;
      const secret = add.secret?.(made);
      if (secret) await showOnce(secret);
    } catch (error) {
      notice(error.message);
    }
  }

  load();
  return el('section', { class: 'panel' },
    el('div', { class: 'head' }, el('h2', {}, title),
      add && may ? el('div', { class: 'actions' }, el('button', { class: 'main', onclick: create }, add.title)) : null),
    state, list, more);
}

/** A secret that nothing shows again. */
function showOnce(secret) {
  return ask(t('shownOnce'), [
    el('label', {}, t('secret'),
      el('textarea', { readonly: true, rows: 6, 'data-secret': true, spellcheck: 'false' }, secret)),
  ], t('kept'), t('close'));
}
