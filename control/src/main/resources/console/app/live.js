// Live events by WebSocket: connects, says who we are, listens, and comes back when it is cut.

import { resume, token } from './api.js';

const RETRY_MS = [500, 1000, 2000, 5000, 10000];
/** Below the quarter of an hour after which a token is over. */
const RENEW_MS = 10 * 60 * 1000;

const listeners = new Set();
let socket = null;
let attempt = 0;
let wanted = false;
let renewTimer = 0;
let retryTimer = 0;
let stateListener = () => {};

/** Hears { event, data } of streams, and { event: 'connected' } after each connect. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onState(listener) {
  stateListener = listener;
}

export function start() {
  if (!wanted) {
    wanted = true;
    connect();
  }
}

export function stop() {
  wanted = false;
  clearTimeout(retryTimer);
  clearInterval(renewTimer);
  socket?.close();
  socket = null;
}

function tell(event) {
  for (const listener of listeners) listener(event);
}

function connect() {
  const url = new URL('/api/v1/ws', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const mine = new WebSocket(url);
  socket = mine;
  mine.onopen = () => mine.send(JSON.stringify({ type: 'auth', token: token() ?? '' }));
  mine.onmessage = (message) => {
    const said = JSON.parse(message.data);
    if (said.type === 'authenticated') {
      mine.send(JSON.stringify({ type: 'subscribe', channel: 'streams' }));
    } else if (said.type === 'subscribed') {
      attempt = 0;
      stateListener(true);
      tell({ event: 'connected' });
    } else if (said.type === 'event') {
      tell(said);
    }
  };
  mine.onclose = async (closed) => {
    if (socket !== mine) return;
    clearInterval(renewTimer);
    if (!wanted) return;
    stateListener(false);
    if (closed.code === 4401) {
      try {
        if (!(await resume())) return;
      } catch {
        // The node is away; the next attempt tells.
      }
    }
    retryTimer = setTimeout(connect, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
    attempt += 1;
  };
  clearInterval(renewTimer);
  renewTimer = setInterval(async () => {
    if (await resume().catch(() => false)) {
      mine.send(JSON.stringify({ type: 'auth', token: token() }));
    }
  }, RENEW_MS);
}
