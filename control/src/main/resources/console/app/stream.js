import { call } from './api.js';
import { ask, el, notice } from './dom.js';
import { listen } from './live.js';
import { badge } from './streams.js';
import { t, when } from './words.js';

/** How often sessions are asked for anew while somebody looks at them. */
const SESSIONS_MS = 5000;

/** One stream: what is going on, how to push and watch, keys, sessions, who may watch. */
export function streamPage(me, id) {
  const may = (permission) => me.permissions.includes(permission);
  const main = el('main', { tabindex: '-1' }, el('p', { class: 'quiet' }, t('loading')));
  const places = {};
  let stream = null;
  let node = null;
  let timer = 0;

  async function attempt(work) {
    try {
      return await work();
    } catch (error) {
      notice(error.message);
      return null;
    }
  }

  function copyField(label, value, secret = false) {
    const input = el('input', { readonly: true, value, type: secret ? 'password' : 'text' });
    const copy = el('button', {
      type: 'button',
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(value);
          notice(t('copied'));
        } catch {
          input.type = 'text';
          input.select();
        }
      },
    }, t('copy'));
    const show = secret
      ? el('button', {
        type: 'button',
        onclick: (event) => {
          const hidden = input.type === 'password';
          input.type = hidden ? 'text' : 'password';
          event.currentTarget.textContent = t(hidden ? 'hide' : 'show');
        },
      }, t('show'))
      : null;
    return el('div', { class: 'copy' },
      el('label', {}, label, input), el('div', { class: 'buttons' }, show, copy));
  }

  function rtmpServer() {
    return `rtmp://${location.hostname}:${node.rtmpPort}/live`;
  }

  function publicHttp() {
    const secure = location.protocol === 'https:' && node.httpsPort;
    return secure
      ? `https://${location.hostname}:${node.httpsPort}`
      : `http://${location.hostname}:${node.httpPort}`;
  }

  function drawState() {
    places.badge.replaceChildren(badge(stream.status));
    places.viewers.textContent = String(stream.viewers);
    places.tracks.textContent = stream.tracks.length === 0
      ? t('nothingPublished')
      : stream.tracks.map(trackText).join(' · ');
    if (places.stop) places.stop.disabled = stream.status === 'OFFLINE';
  }

  function trackText(track) {
    const size = track.width ? ` ${track.width}×${track.height}` : '';
    const sound = track.sampleRateHz ? ` ${track.sampleRateHz / 1000} kHz` : '';
    return `${track.codec.toUpperCase()}${size}${sound}`;
  }

  async function drawKeys() {
    const page = await attempt(() => call('GET', `/streams/${id}/keys`));
    if (!page) return;
    const first = page.items.find((key) => key.active) ?? page.items[0];
    places.push.replaceChildren(
      copyField(t('server'), rtmpServer()),
      first?.key
        ? copyField(t('streamKey'), first.key, true)
        : el('p', { class: 'quiet' }, t('keysHidden')),
      el('p', { class: 'quiet' }, t('pushHint')));
    places.keys.replaceChildren(...page.items.map(keyRow));
  }

  function keyRow(key) {
    const path = `/streams/${id}/keys/${key.id}`;
    const change = async (work) => {
      if (await attempt(async () => (await work()) ?? true)) drawKeys();
    };
    return el('li', { class: 'row', 'data-key': key.id },
      el('span', { class: 'name' }, key.name, ' ',
        key.active ? null : el('span', { class: 'badge off' }, t('off'))),
      el('span', { class: 'side' },
        key.lastUsedAt ? t('lastUsed', { when: when(key.lastUsedAt) }) : t('neverUsed')),
      may('keys:write')
        ? el('span', { class: 'buttons' },
          el('button', {
            onclick: async () => {
              if (await ask(t('rotateSure', { name: key.name }), [], t('rotate'), t('cancel'))) {
                change(() => call('POST', `${path}/rotate`, {}));
              }
            },
          }, t('rotate')),
          el('button', {
            onclick: () => change(() => call('PATCH', path, { active: !key.active })),
          }, t(key.active ? 'switchOff' : 'switchOn')),
          el('button', {
            class: 'danger',
            onclick: async () => {
              if (await ask(t('removeKeySure', { name: key.name }), [], t('remove'), t('cancel'))) {
                change(() => call('DELETE', path));
              }
            },
          }, t('remove')))
        : null);
  }

  async function drawSessions() {
    const page = await call('GET', `/sessions?streamId=${id}&limit=100`).catch(() => null);
    if (!page) return;
    places.sessions.replaceChildren(...(page.items.length === 0
      ? [el('li', { class: 'quiet' }, t('noSessions'))]
      : page.items.map(sessionRow)));
  }

  function sessionRow(session) {
    return el('li', { class: 'row', 'data-session': session.id },
      el('span', { class: 'name' },
        `${session.protocol.toUpperCase()} ${t(session.direction)}`, ' ',
        el('span', { class: 'quiet' }, session.agent)),
      el('span', { class: 'side' }, t('since', { when: when(session.since) })),
      may('sessions:write')
        ? el('button', {
          class: 'danger',
          onclick: async () => {
            if (await ask(t('kickSure'), [], t('kick'), t('cancel'))) {
              await attempt(() => call('DELETE', `/sessions/${session.id}`));
              drawSessions();
            }
          },
        }, t('kick'))
        : null);
  }

  function policyForm() {
    const url = el('label', { hidden: stream.policy.kind !== 'WEBHOOK' }, t('webhookUrl'),
      el('input', { name: 'url', type: 'url', value: stream.policy.url ?? '' }));
    const kind = el('select', {
      name: 'kind',
      onchange: () => { url.hidden = kind.value !== 'WEBHOOK'; },
    }, ['PUBLIC', 'JWT', 'WEBHOOK'].map((each) =>
      el('option', { value: each, selected: each === stream.policy.kind }, t(each))));
    const form = el('form', {
      onsubmit: async (event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(form));
        const policy = values.kind === stream.policy.kind
          ? { ...stream.policy } : { kind: values.kind };
        if (values.kind === 'WEBHOOK') policy.url = values.url;
        const changed = await attempt(() => call('PATCH', `/streams/${id}`,
          { policy, maxViewers: Number(values.maxViewers) }));
        if (changed) {
          stream = changed;
          notice(t('saved'));
          places.secret.textContent = changed.webhookSecret
            ? t('webhookSecret', { secret: changed.webhookSecret }) : '';
        }
      },
    },
    el('label', {}, t('policy'), kind),
    url,
    el('label', {}, t('maxViewers'),
      el('input', { name: 'maxViewers', type: 'number', min: 0, value: stream.maxViewers })),
    places.secret = el('p', {}),
    el('button', { class: 'main', disabled: !may('streams:write') }, t('save')));
    return form;
  }

  function preview() {
    const start = el('button', {
      onclick: () => start.replaceWith(el('iframe', {
        class: 'preview', title: t('preview'), src: watchPage(), allow: 'autoplay; fullscreen',
      })),
    }, t('startPreview'));
    return start;
  }

  function watchPage() {
    return `${publicHttp()}/watch/${stream.playbackId}`;
  }

  function draw() {
    places.badge = el('span', {});
    places.viewers = el('dd', { 'data-figure': 'viewers' });
    places.tracks = el('p', { class: 'quiet' });
    places.push = el('div', {});
    places.keys = el('ul', { class: 'list' });
    places.sessions = el('ul', { class: 'list' });
    places.stop = may('sessions:write')
      ? el('button', {
        onclick: async () => {
          if (await ask(t('stopSure'), [], t('stop'), t('cancel'))) {
            attempt(() => call('POST', `/streams/${id}/stop`, {}));
          }
        },
      }, t('stop'))
      : null;
    const http = publicHttp();
    main.replaceChildren(
      el('div', { class: 'head' },
        el('h1', {}, stream.name), places.badge,
        el('div', { class: 'actions' },
          el('a', { class: 'button', href: watchPage(), target: '_blank', rel: 'noopener' },
            t('openWatchPage')),
          places.stop,
          may('streams:write')
            ? el('button', {
              class: 'danger',
              onclick: async () => {
                const sure = t('deleteSure', { name: stream.name });
                if (await ask(sure, [], t('deleteStream'), t('cancel'))
                  && await attempt(async () => {
                    await call('DELETE', `/streams/${id}`);
                    return true;
                  })) {
                  location.hash = '#/';
                }
              },
            }, t('deleteStream'))
            : null)),
      el('div', { class: 'columns' },
        el('section', { class: 'panel' },
          el('h2', {}, t('status')),
          el('dl', { class: 'figures' },
            el('div', {}, el('dt', {}, t('viewers')), places.viewers)),
          el('h2', {}, t('tracks')), places.tracks,
          preview()),
        el('section', { class: 'panel' }, el('h2', {}, t('push')), places.push),
        el('section', { class: 'panel' }, el('h2', {}, t('watch')),
          copyField(t('watchPage'), watchPage()),
          copyField('HLS', `${http}/hls/${stream.playbackId}/index.m3u8`),
          copyField('DASH', `${http}/dash/${stream.playbackId}/index.mpd`)),
        el('section', { class: 'panel' }, el('h2', {}, t('keys')), places.keys,
          may('keys:write')
            ? el('button', {
              onclick: async () => {
                const values = await ask(t('addKey'),
                  [el('label', {}, t('name'),
                    el('input', { name: 'name', required: true, maxlength: 64 }))],
                  t('create'), t('cancel'));
                if (values && await attempt(() => call('POST', `/streams/${id}/keys`, values))) {
                  drawKeys();
                }
              },
            }, t('addKey'))
            : null),
        el('section', { class: 'panel' }, el('h2', {}, t('sessions')), places.sessions),
        el('section', { class: 'panel' }, el('h2', {}, t('policy')), policyForm())));
    drawState();
    drawKeys();
    drawSessions();
  }

  async function load() {
    try {
      [stream, node] = await Promise.all([call('GET', `/streams/${id}`), call('GET', '/node')]);
      draw();
    } catch (error) {
      main.replaceChildren(
        el('p', { class: 'wrong' }, t('failed', { why: error.message })),
        el('button', { onclick: load }, t('retry')));
    }
  }

  const ended = listen((event) => {
    if (!stream) return;
    if (event.event === 'stream_updated' && event.data.id === id) {
      stream = event.data;
      drawState();
      drawSessions();
    }
    if (event.event === 'stream_deleted' && event.data.id === id) location.hash = '#/';
    if (event.event === 'connected') {
      call('GET', `/streams/${id}`).then((fresh) => {
        stream = fresh;
        drawState();
      }).catch(() => {});
    }
  });
  load();
  timer = setInterval(() => { if (stream && !document.hidden) drawSessions(); }, SESSIONS_MS);
  return {
    page: main,
    leave: () => {
      ended();
      clearInterval(timer);
    },
  };
}
