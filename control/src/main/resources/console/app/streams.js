import { call } from './api.js';
import { ask, el, notice } from './dom.js';
import { listen } from './live.js';
import { t } from './words.js';

export function badge(status) {
  return el('span', { class: `badge ${status}`, 'data-status': status }, t(status));
}

/** All streams of the tenant, live. */
export function streamsPage(me) {
  const list = el('ul', { class: 'list' });
  const state = el('p', { class: 'quiet' }, t('loading'));
  const more = el('button', { hidden: true, onclick: () => load() }, t('more'));
  const known = new Map();
  let cursor = null;

  function row(stream) {
    return el('li', { 'data-stream': stream.id },
      el('a', { class: 'row', href: `#/streams/${stream.id}` },
        badge(stream.status),
        el('span', { class: 'name' }, stream.name, ' ',
          stream.tags.map((tag) => el('span', { class: 'tag' }, tag))),
        el('span', { class: 'side' }, `${t('viewers')}: ${stream.viewers}`)));
  }

  function put(stream) {
    const fresh = row(stream);
    const old = known.get(stream.id);
    if (old) old.replaceWith(fresh); else list.append(fresh);
    known.set(stream.id, fresh);
    showState();
  }

  function showState() {
    state.hidden = known.size > 0;
    state.textContent = t('noStreams');
  }

  async function load() {
    try {
      const page = await call('GET', `/streams?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
      cursor = page.nextCursor ?? null;
      more.hidden = cursor == null;
      page.items.forEach(put);
      showState();
    } catch (error) {
      state.hidden = false;
      state.replaceChildren(t('failed', { why: error.message }), ' ',
        el('button', { onclick: load }, t('retry')));
    }
  }

  async function create() {
    const values = await ask(t('newStream'), [
      el('label', {}, t('name'), el('input', { name: 'name', required: true, maxlength: 64 })),
      el('label', {}, t('description'), el('textarea', { name: 'description', maxlength: 2000 })),
    ], t('create'), t('cancel'));
    if (!values) return;
    try {
      const stream = await call('POST', '/streams', values);
      location.hash = `#/streams/${stream.id}`;
    } catch (error) {
      notice(error.message);
    }
  }

  const ended = listen((event) => {
    if (event.event === 'stream_updated') put(event.data);
    if (event.event === 'stream_deleted') {
      known.get(event.data.id)?.remove();
      known.delete(event.data.id);
      showState();
    }
    if (event.event === 'connected') {
      cursor = null;
      load();
    }
  });
  load();
  const page = el('main', { tabindex: '-1' },
    el('div', { class: 'head' },
      el('h1', {}, t('streams')),
      el('div', { class: 'actions' },
        me.permissions.includes('streams:write')
          ? el('button', { class: 'main', onclick: create }, t('newStream'))
          : null)),
    el('section', { class: 'panel' }, state, list, more));
  return { page, leave: ended };
}
