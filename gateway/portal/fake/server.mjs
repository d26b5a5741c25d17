/* HTTP around the fake store: the built site, an identity provider of three lines, FHIR, events. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportAnswer } from './exports.mjs';
import { createStore, No, operation } from './store.mjs';

const SITE = fileURLToPath(new URL('../target/classes/META-INF/resources/', import.meta.url));
const RECEIPTS = fileURLToPath(new URL('../../../ledger/src/test/resources/receipts/', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export const PEOPLE = {
  anna: { name: 'Anna Bell', email: 'anna@example.org', fhirUser: 'Patient/anna', roles: ['patient'] },
  jane: {
    name: 'Jane Doe',
    email: 'jane@example.org',
    fhirUser: 'Practitioner/d-1',
    roles: ['practitioner'],
  },
  ali: { name: 'Ali Ng', email: 'ali@example.org', roles: ['analyst'] },
  audrey: { name: 'Audrey Fox', email: 'audrey@example.org', roles: ['auditor'] },
  olga: { name: 'Olga Petrov', email: 'olga@example.org', roles: ['operator'] },
};

/** The headers a gateway should serve the portal with; the browser tests prove that it works so. */
export function pageHeaders() {
  return {
    'Content-Security-Policy': [
      "default-src 'self'",
      "connect-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

export async function startFake({ port = 0, store = createStore() } = {}) {
  const codes = new Map();
  const tokens = new Map();
  const streams = new Set();
  const refreshes = new Map();
  const context = { store, codes, tokens, refreshes, streams, failing: undefined, life: 3600 };
  const server = createServer((request, response) => {
    handle(context, request, response).catch((problem) => {
      if (!response.headersSent) {
        answer(response, problem instanceof No ? problem.status : 500, outcome(problem));
      }
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://localhost:${server.address().port}`;
  context.origin = origin;
  store.origin = origin;
  return {
    origin,
    store,
    /** Ends every open event stream, as a restart of the gateway would. */
    cut: () => streams.forEach((stream) => void stream.destroy()),
    /** Answers FHIR calls whose path holds `part` with a status, until told otherwise. */
    fail: (status, part = '') => {
      context.failing = status && { status, part };
    },
    /** How long new access tokens hold, in seconds. */
    tokenLife: (seconds) => {
      context.life = seconds;
    },
    refreshes,
    expireTokens: () => {
      tokens.clear();
      refreshes.clear();
    },
    close: () => {
      streams.forEach((stream) => void stream.destroy());
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(context, request, response) {
  const url = new URL(request.url, context.origin);
  const path = url.pathname;
  if (path === '/portal-config.json') {
    const { origin } = context;
    return answer(response, 200, {
      issuer: `${origin}/idp`,
      clientId: 'portal',
      fhir: '/fhir',
      events: '/events',
      ledger: '/ledger',
    });
  }
  if (path.startsWith('/idp/')) {
    return identity(context, request, response, url);
  }
  if (path === '/fhir/$export' || path.startsWith('/exports')) {
    authenticated(context, request);
    const { status, headers = {}, body } = exportAnswer(context, request, url);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    return response.end(body && JSON.stringify(body));
  }
  if (path.startsWith('/fhir/') && !path.endsWith('/$audit-report')) {
    authenticated(context, request);
    const { failing } = context;
    if (failing && path.includes(failing.part)) {
      throw new No(failing.status, 'The fake gateway was told to fail.');
    }
    const text = await bodyOf(request);
    const body = text ? JSON.parse(text) : undefined;
    return answer(
      response,
      200,
      operation(context.store, request.method, path.slice(6), url.searchParams, body),
    );
  }
  if (path.startsWith('/operator/ledger')) {
    authenticated(context, request);
    return standing(context, request, response);
  }
  if (path.startsWith('/ledger/')) {
    return ledger(response, path.slice('/ledger/'.length), url.searchParams);
  }
  if (path.endsWith('/$audit-report')) {
    authenticated(context, request);
    response.writeHead(200, { 'Content-Type': 'application/pdf' });
    return response.end(await readFile(join(RECEIPTS, 'report.txt')));
  }
  if (path === '/events') {
    authenticated(context, request);
    return events(context, request, response);
  }
  return site(response, path);
}

/* The log that the Java module made for its own tests: six receipts against one checkpoint. */
const KNOWN = [0, 1, 128, 255, 256, 299];
const KINDS = ['bundle', 'consent-requested', 'consent-granted', 'consent-refused', 'consent-revoked'];

async function ledger(response, path, query) {
  const text = (name) => readFile(join(RECEIPTS, name), 'utf8');
  const plain = (body) => {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(body);
  };
  if (path === 'policy') {
    return plain(await text('one-of-two.policy'));
  }
  if (path === 'proof') {
    const index = Number(query.get('index'));
    return KNOWN.includes(index) ? plain(await text(`entry-${index}.tlog-proof`)) : missing();
  }
  if (path === 'checkpoints') {
    const receipt = await text('entry-0.tlog-proof');
    return answer(response, 200, { checkpoints: [receipt.slice(receipt.indexOf('\n\n') + 2)] });
  }
  const entries = [...KNOWN].reverse().map((index) => ({
    index,
    kind: KINDS[index % KINDS.length],
    title: '',
    time: new Date(1763600000000 + index * 1000).toISOString(),
    digest: '',
    reference: '',
    who: index === 1 ? 'Lakeside General Hospital' : '',
  }));
  const fits = (entry) =>
    query.get('kind') !== 'export' &&
    entry.time >= (query.get('since') ?? '') &&
    entry.time <= (query.get('until') ?? '9999') &&
    Number(query.get('block') ?? 300) === 300;
  return answer(response, 200, { entries: entries.filter(fits) });
}

function standing(context, request, response) {
  if (request.method === 'POST') {
    context.swept = true;
    return answer(response, 202, {});
  }
  const sweep = {
    phase: 'idle',
    started: '',
    finished: context.swept ? '2026-11-20T02:31:00Z' : '',
    total: 4,
    checked: context.swept ? 4 : 0,
    findings: context.swept ? 1 : 0,
    places: context.swept ? ['Patient/anna/_history/2: altered'] : [],
  };
  return answer(response, 200, { condition: 'publishing', reason: '', published: 300, sweep });
}

function missing() {
  throw new No(404, 'No such entry');
}

function authenticated(context, request) {
  const person = context.tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (!person) {
    throw new No(401, 'Please sign in.');
  }
  return person;
}

async function identity(context, request, response, url) {
  const { origin, codes, store } = context;
  const issuer = `${origin}/idp`;
  const query = url.searchParams;
  switch (url.pathname) {
    case '/idp/.well-known/openid-configuration':
      return answer(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/logout`,
        revocation_endpoint: `${issuer}/revoke`,
        jwks_uri: `${issuer}/jwks`,
      });
    case '/idp/authorize': {
      const links = Object.keys(PEOPLE).map((person) => {
        const code = randomUUID();
        codes.set(code, { person, challenge: query.get('code_challenge') });
        const back = new URL(query.get('redirect_uri'));
        back.search = new URLSearchParams({ code, state: query.get('state') }).toString();
        return `<p><a id="as-${person}" href="${back.href.replaceAll('&', '&amp;')}">${PEOPLE[person].name}</a></p>`;
      });
      return html(response, `<h1>Sign in as</h1>${links.join('')}`);
    }
    case '/idp/token': {
      const form = new URLSearchParams(await bodyOf(request));
      if (form.get('grant_type') === 'refresh_token') {
        return refresh(context, response, issuer, form.get('refresh_token'));
      }
      const code = codes.get(form.get('code'));
      codes.delete(form.get('code'));
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!code || code.challenge !== challenge) {
        return answer(response, 400, { error: 'invalid_grant' });
      }
      return answer(response, 200, issue(context, issuer, code.person));
    }
    case '/idp/consent':
      return consentScreen(store, response, query.get('request'));
    case '/idp/decide': {
      const consent = store.consents.get(query.get('request'));
      consent.approved = query.get('answer') === 'yes';
      if (!consent.approved) {
        consent.status = 'rejected';
      }
      const outcome = consent.approved ? '' : '?outcome=refused';
      response.writeHead(303, { Location: `/requests/${consent.id}/finish${outcome}` }).end();
      return;
    }
    case '/idp/logout':
      response.writeHead(303, { Location: query.get('post_logout_redirect_uri') ?? '/' }).end();
      return;
    default:
      return answer(response, 200, {});
  }
}

function consentScreen(store, response, id) {
  const { chosen } = store.consents.get(id);
  return html(
    response,
    `<h1>Consent screen of the fake</h1><p id="chosen">${chosen.kinds.join(' ')}</p>
     <p><a id="yes" href="/idp/decide?request=${id}&amp;answer=yes">Yes</a></p>
     <p><a id="no" href="/idp/decide?request=${id}&amp;answer=no">No</a></p>`,
  );
}

/** Each refresh token is taken once; one that comes a second time ends the session. */
function refresh(context, response, issuer, token) {
  const session = context.refreshes.get(token);
  if (!session || session.used) {
    context.refreshes.clear();
    return answer(response, 400, { error: 'invalid_grant' });
  }
  session.used = true;
  return answer(response, 200, issue(context, issuer, session.person));
}

function issue({ tokens, refreshes, life }, issuer, person) {
  const { name, email, fhirUser, roles } = PEOPLE[person];
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: person, aud: 'portal', iat: now, exp: now + life, name, email };
  const token = jwt({ ...claims, fhirUser, realm_access: { roles }, jti: randomUUID() });
  tokens.set(token, person);
  const refreshToken = randomUUID();
  refreshes.set(refreshToken, { person, used: false });
  return {
    access_token: token,
    id_token: jwt(claims),
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_in: life,
    scope: 'openid profile email fhirUser',
  };
}

function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part(claims)}.${Buffer.from('unsigned').toString('base64url')}`;
}

function events({ store, streams }, request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const write = (event) => response.write(`id: ${event.id}\nevent: ${event.kind}\ndata: ${event.data}\n\n`);
  response.write('retry: 200\n\n: hello\n\n');
  const last = Number(request.headers['last-event-id'] ?? store.events.length);
  for (const event of store.events.slice(last)) {
    write(event);
  }
  store.listeners.add(write);
  streams.add(response);
  request.on('close', () => {
    store.listeners.delete(write);
    streams.delete(response);
  });
}

async function site(response, path) {
  const file = extname(path) in TYPES ? normalize(path) : '/index.html';
  try {
    const bytes = await readFile(join(SITE, file));
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)], ...pageHeaders() }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function html(response, body) {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><title>Fake</title><body>${body}</body></html>`);
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

function outcome(problem) {
  const text = problem instanceof No ? problem.message : 'The fake gateway stumbled.';
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'processing', diagnostics: text }],
  };
}
