// Whom the tenant wants told what happens, and what came of it.

import { call } from './api.js';
import { ask, el, notice } from './dom.js';
import { listing } from './listing.js';
import { t, when } from './words.js';

/** As the node knows them. */
const EVENTS = [
  'stream.live', 'stream.ended', 'viewer.cut_off', 'stream.created', 'stream.updated', 'stream.deleted',
  'stream_key.created', 'stream_key.updated', 'stream_key.rotated', 'stream_key.deleted',
  'signing_key.created', 'signing_key.revoked', 'user.joined', 'user.created', 'user.deleted',
];

/** What came of an attempt, in words. */
function outcome(attempt) {
  if (!attempt.lastAt) return t('neverTold');
  const what = attempt.lastStatus ? `HTTP ${attempt.lastStatus}` : attempt.lastError;
  return `${what} · ${when(attempt.lastAt)}`;
}

export function webhooks(mayWrite) {
  return listing({
    title: t('webhooks'),
    path: '/webhooks',
    name: 'webhook',
    may: mayWrite,
    row: (webhook) => {
      const last = el('span', { class: 'side', role: 'status' }, outcome(webhook));
      return [
        el('span', { class: 'name' }, webhook.name, ' ',
          webhook.events.length
            ? webhook.events.map((event) => el('span', { class: 'tag' }, event))
            : el('span', { class: 'tag' }, t('allEvents')),
          webhook.active ? null : el('span', { class: 'badge off' }, t('off'))),
        el('span', { class: 'side' }, webhook.url),
        last,
        mayWrite ? el('button', { onclick: () => test(webhook, last) }, t('test')) : null,
        mayWrite ? toggle(webhook) : null,
        el('button', { onclick: () => showDeliveries(webhook, mayWrite) }, t('deliveries')),
      ];
    },
    add: {
      title: t('newWebhook'),
      fields: () => [
        el('p', { class: 'quiet' }, t('webhookHint')),
        el('label', {}, t('name'), el('input', { name: 'name', required: true, maxlength: 64 })),
        el('label', {}, t('webhookAddress'),
          el('input', { name: 'url', type: 'url', required: true, maxlength: 2048, placeholder: 'https://' })),
        el('fieldset', {}, el('legend', {}, t('eventsHint')),
          EVENTS.map((event) => el('label', { class: 'check' },
            el('input', { type: 'checkbox', name: `event ${event}` }), event))),
      ],
      body: (values) => ({
        name: values.name,
        url: values.url,
        events: Object.keys(values).filter((key) => key.startsWith('event ')).map((key) => key.slice(6)),
      }),
      secret: (made) => made.secret,
    },
    end: { action: t('remove'), sure: (webhook) => t('removeSure', { name: webhook.name }) },
  });
}

async function test(webhook, last) {
  last.textContent = t('loading');
  try {
    last.textContent = outcome(await call('POST', `/webhooks/${webhook.id}/test`));
  } catch (error) {
    last.textContent = error.message;
  }
}

function toggle(webhook) {
  const button = el('button', {
    onclick: async () => {
      try {
        webhook.active = (await call('PATCH', `/webhooks/${webhook.id}`, { active: !webhook.active })).active;
        button.textContent = t(webhook.active ? 'switchOff' : 'switchOn');
        notice(t('saved'));
      } catch (error) {
        notice(error.message);
      }
    },
  }, t(webhook.active ? 'switchOff' : 'switchOn'));
  return button;
}

async function showDeliveries(webhook, mayWrite) {
  try {
    const { items } = await call('GET', `/webhooks/${webhook.id}/deliveries?limit=50`);
    await ask(t('deliveries'), items.length
      ? el('ul', { class: 'list' }, items.map((delivery) => el('li', { 'data-delivery': delivery.id },
        el('div', { class: 'row' },
          el('span', { class: 'name' }, delivery.event),
          el('span', { class: 'side' }, outcome(delivery)),
          el('span', { class: 'side' },
            delivery.nextAt ? t('nextAt', { when: when(delivery.nextAt) }) : t(delivery.delivered ? 'delivered' : 'givenUp')),
          mayWrite && !delivery.nextAt
            ? el('button', { type: 'button', onclick: () => retry(webhook, delivery) }, t('tellAgain')) : null,
          el('details', {}, el('summary', {}, t('details')), el('pre', {}, delivery.body))))))
      : el('p', { class: 'quiet' }, t('nothingYet')), t('close'), t('cancel'));
  } catch (error) {
    notice(error.message);
  }
}

async function retry(webhook, delivery) {
  try {
    await call('POST', `/webhooks/${webhook.id}/deliveries/${delivery.id}/retry`);
    notice(t('mailSent'));
  } catch (error) {
    notice(error.message);
  }
}
