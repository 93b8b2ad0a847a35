// The API as any tenant's program would use it. The access token lives in this module's memory and
// nowhere else; the refresh token is in a cookie that no script reads.

let accessToken = null;
let refreshing = null;
let lostAccess = () => {};

export class ApiError extends Error {
  constructor(problem, status) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem?.code ?? 'unknown';
    this.field = problem?.field;
  }
}

/** Called when nobody is signed in any more. */
export function onLostAccess(listener) {
  lostAccess = listener;
}

/** The token for whoever opens a connection of its own. */
export function token() {
  return accessToken;
}

async function send(method, path, body, credential) {
  const headers = {};
  if (credential) headers.Authorization = `Bearer ${credential}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(`/api/v1${path}`, {
    method,
    headers,
    credentials: path.startsWith('/auth/') ? 'same-origin' : 'omit',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // Something between us and the node answered.
  }
  if (!answer.ok) throw new ApiError(json, answer.status);
  return json;
}

/** Calls without a credential, before anybody is signed in. */
export function open(method, path, body) {
  return send(method, path, body, null);
}

export async function signIn({ email, password, code, secondFactor }) {
  const tokens = await send('POST', '/auth/login', {
    email, password, code, secondFactor: secondFactor || undefined, cookie: true,
  });
  accessToken = tokens.accessToken;
}

export async function signOut() {
  accessToken = null;
  await send('POST', '/auth/logout', {});
  lostAccess();
}

/** Goes on with the login that the cookie remembers; false when there is none. */
export function resume() {
  refreshing ??= send('POST', '/auth/refresh', {})
    .then((tokens) => {
      accessToken = tokens.accessToken;
      return true;
    })
    .catch((error) => {
      if (error.status !== 401) throw error;
      accessToken = null;
      return false;
    })
    .finally(() => { refreshing = null; });
  return refreshing;
}

/** Calls; renews the access token once when it is over. */
export async function call(method, path, body) {
  try {
    return await send(method, path, body, accessToken);
  } catch (error) {
    if (error.status !== 401) throw error;
    if (!(await resume())) {
      lostAccess();
      throw error;
    }
    return send(method, path, body, accessToken);
  }
}
