/*
 * A gateway small enough to hold in one hand, for the portal's own tests and for trying pages.
 *
 * It keeps one patient's world in memory, follows the gateway's public interfaces closely enough for
 * every page, and checks what the portal sends (the JWS with the registered key, the shape of the
 * fragments) so that a portal that signs nothing cannot pass here.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';

import { ANALYST_ROUTES } from './exports.mjs';
import { No } from './no.mjs';

export { No } from './no.mjs';

const REASON = 'https://consentry.org/fhir/StructureDefinition/request-reason';
const RESOURCE_TYPES = 'http://hl7.org/fhir/resource-types';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const DAY = 86_400_000;
/** A valid secp256k1 point: the generator. */
const READER_KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

export function createStore(now = () => new Date()) {
  const store = { consents: new Map(), audit: [], keys: new Map(), events: [], listeners: new Set() };
  Object.assign(store, { tasks: new Map(), proxies: new Map(), emergency: true, sign: undefined });
  let serial = 0;

  store.propose = (change = {}) => {
    serial += 1;
    const consent = {
      resourceType: 'Consent',
      id: `c-${serial}`,
      status: 'proposed',
      patient: { reference: 'Patient/anna' },
      dateTime: now().toISOString(),
      organization: [{ reference: 'Organization/hospital-b', display: change.who ?? 'St. Mary’s Hospital' }],
      extension: change.reason ? [{ url: REASON, valueString: change.reason }] : undefined,
      provision: {
        period: { end: new Date(now().getTime() + (change.days ?? 72) * DAY).toISOString() },
        purpose: [{ system: ACT_REASON, code: change.purpose ?? 'TREAT' }],
        class: (change.kinds ?? ['Observation']).map((code) => ({ system: RESOURCE_TYPES, code })),
        dataPeriod: change.dataPeriod,
        actor: change.actor
          ? [
              {
                role: { text: 'reader' },
                reference: { display: change.actor, reference: 'Practitioner/d-1' },
              },
            ]
          : undefined,
      },
    };
    store.consents.set(consent.id, consent);
    store.tell('consent-requested', { consent: consent.id });
    return consent;
  };

  store.tell = (kind, body) => {
    const event = { id: String(store.events.length + 1), kind, data: JSON.stringify(body) };
    store.events.push(event);
    for (const listener of store.listeners) {
      listener(event);
    }
  };

  store.record = (change = {}) => {
    store.audit.unshift({
      resourceType: 'AuditEvent',
      id: `a-${store.audit.length + 1}`,
      recorded: (change.when ?? now()).toISOString(),
      action: 'R',
      subtype: [{ code: change.interaction ?? 'read' }],
      outcome: change.refused ? '4' : '0',
      outcomeDesc: change.refused,
      purposeOfEvent: [{ coding: [{ system: ACT_REASON, code: change.purpose ?? 'TREAT' }] }],
      agent: [
        { who: { reference: 'Practitioner/d-1' }, name: change.who ?? 'Dr. Jane Doe', requestor: true },
        {
          who: { reference: 'Organization/hospital-b', display: change.house ?? 'St. Mary’s Hospital' },
          requestor: false,
        },
      ],
      entity: [
        { what: { reference: 'Patient/anna' } },
        ...(change.kinds ?? ['Observation']).map((kind) => ({ what: { reference: `${kind}/1` } })),
        ...(change.refused ? [] : [{ what: { reference: 'Consent/c-0' } }]),
      ],
    });
  };

  return store;
}

const TASKS = 'https://consentry.org/fhir/CodeSystem/task';

/** A change that a hospital proposes, and an emergency that waits for her word. */
export function furnishTasks(store) {
  const subject = { reference: 'Patient/anna' };
  store.tasks.set('t-1', {
    resourceType: 'Task',
    id: 't-1',
    status: 'requested',
    code: { coding: [{ system: TASKS, code: 'propose-update' }] },
    description: 'After your visit of Monday',
    authoredOn: new Date().toISOString(),
    requester: { reference: 'Organization/hospital-b' },
    contained: [
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            resource: {
              resourceType: 'Condition',
              id: 'asthma',
              subject,
              code: { text: 'Asthma' },
              clinicalStatus: { coding: [{ code: 'resolved' }] },
              onsetDateTime: '2019-04-01',
              abatementDateTime: '2026-11-01',
            },
            request: { method: 'PUT', url: 'Condition/asthma', ifMatch: 'W/"1"' },
          },
          {
            resource: { resourceType: 'AllergyIntolerance', patient: subject, code: { text: 'Penicillin' } },
            request: { method: 'POST', url: 'AllergyIntolerance' },
          },
        ],
      },
    ],
  });
  store.tasks.set('t-2', {
    resourceType: 'Task',
    id: 't-2',
    status: 'requested',
    code: { coding: [{ system: TASKS, code: 'break-glass-review' }] },
    authoredOn: new Date().toISOString(),
    requester: { reference: 'Practitioner/d-2' },
    owner: { reference: 'Organization/hospital-b' },
    focus: { reference: 'Consent/c-3' },
    reasonCode: { text: 'Brought in unconscious after a fall' },
  });
}

/** The world the pages are looked at with. */
export function furnish(store) {
  const hour = 3_600_000;
  store.propose({
    reason: 'You are admitted to our cardiology ward next week; we want to avoid repeating your blood tests.',
    actor: 'Dr. Jane Doe',
  });
  store.propose({
    who: 'Northern Health Insurance',
    purpose: 'HPAYMT',
    kinds: ['Coverage', 'Encounter', 'Procedure', 'DocumentReference'],
    days: 20,
    dataPeriod: { start: '2026-03-01', end: '2026-05-31' },
  });
  const granted = store.propose({
    who: 'Riverside Clinic',
    kinds: ['MedicationRequest', 'AllergyIntolerance'],
  });
  granted.status = 'active';
  for (let index = 60; index >= 0; index -= 1) {
    const when = new Date(Date.now() - index * 5 * hour);
    store.record(
      index % 6 === 1
        ? { when, refused: 'No approval covered this.', kinds: ['Condition'], who: 'Dr. Max Roe' }
        : {
            when,
            interaction: index % 2 ? 'search' : 'read',
            kinds: index % 3 ? ['Observation'] : ['DocumentReference'],
          },
    );
  }
}

export function operation(store, method, path, query, body) {
  const [type, id, name] = path.split('/');
  const route = `${method} ${type}${id ? '/:id' : ''}${name ? `/${name}` : ''}`;
  const found = ROUTES[route];
  if (!found) {
    throw new No(404, 'There is no such interaction here.');
  }
  return found({ store, id, query, body });
}

const ROUTES = {
  ...ANALYST_ROUTES,
  'GET Consent': ({ store, query }) => {
    mine(query);
    const status = query.get('status');
    return bundle([...store.consents.values()].filter((consent) => consent.status === status));
  },
  'GET Consent/:id': ({ store, id }) => (id === '$evaluate' ? evaluated(store) : known(store, id)),
  'POST Consent/:id/$authorize': ({ store, id, body }) => {
    const consent = known(store, id);
    must(consent.status === 'proposed', 409, 'This request was answered already.');
    const kinds = all(body, 'class').map((one) => one.valueCode);
    const asked = consent.provision.class.map((coding) => coding.code);
    must(
      kinds.length > 0 && kinds.every((kind) => asked.includes(kind)),
      422,
      'More was allowed than was asked.',
    );
    consent.chosen = { kinds, end: all(body, 'end')[0]?.valueDateTime };
    return parameters({ name: 'redirect', valueUrl: `${store.origin}/idp/consent?request=${id}` });
  },
  'GET Consent/:id/$signing': ({ store, id }) => {
    const consent = known(store, id);
    must(
      consent.approved && consent.status === 'proposed',
      409,
      'This request is not waiting for a signature.',
    );
    return parameters(
      { name: 'payload', valueBase64Binary: payloadOf(consent).toString('base64') },
      {
        name: 'recipient',
        part: [
          { name: 'organization', valueReference: consent.organization[0] },
          { name: 'umbralKey', valueString: READER_KEY },
        ],
      },
    );
  },
  'POST Consent/:id/$complete': ({ store, id, body }) => {
    const consent = known(store, id);
    must(
      consent.approved && consent.status === 'proposed',
      409,
      'This request is not waiting for a signature.',
    );
    must(signed(store, consent, all(body, 'signature')[0]?.valueString), 422, 'The signature is wrong.');
    const kfrags = all(body, 'kfrag').map(
      (one) => all({ parameter: one.part }, 'bytes')[0]?.valueBase64Binary,
    );
    must(
      kfrags.length === 1 && Buffer.from(kfrags[0], 'base64').length === 310,
      422,
      'The key fragments are missing.',
    );
    consent.status = 'active';
    consent.provision.class = consent.provision.class.filter((coding) =>
      consent.chosen.kinds.includes(coding.code),
    );
    consent.provision.period.end = consent.chosen.end ?? consent.provision.period.end;
    store.tell('consent-granted', { consent: id });
    return consent;
  },
  'GET Consent/:id/$keys-to-wrap': () => parameters(),
  'POST Consent/:id/$refuse': ({ store, id }) => ended(store, id, 'proposed', 'rejected', 'consent-refused'),
  'POST Consent/:id/$revoke': ({ store, id }) => ended(store, id, 'active', 'inactive', 'consent-revoked'),
  'GET Patient/:id': ({ id }) => {
    must(id === 'anna', 404, 'There is no such record.');
    return { resourceType: 'Patient', id, name: [{ family: 'Bell', given: ['Anna'] }] };
  },
  'GET Task': ({ store }) => bundle([...store.tasks.values()].filter((task) => task.status === 'requested')),
  'GET Task/:id': ({ store, id }) => {
    must(id === 'sign-of-life-anna' && store.sign, 404, 'There is no such task.');
    return {
      resourceType: 'Task',
      status: 'requested',
      restriction: { period: { end: store.sign.due } },
      input: [
        { type: { text: 'days' }, valueInteger: store.sign.days },
        { type: { text: 'lapse' }, valueBoolean: store.sign.lapse },
      ],
    };
  },
  'POST Task/:id/$accept': ({ store, id }) => answered(store, id, 'completed'),
  'POST Task/:id/$reject': ({ store, id }) => answered(store, id, 'rejected'),
  'POST Task/:id/$review': ({ store, id, body }) => {
    const finding = all(body, 'finding')[0]?.valueCode;
    must(finding === 'justified' || finding === 'not-justified', 400, 'finding: justified or not-justified');
    const task = store.tasks.get(id);
    task.output = [{ type: { text: 'patient' }, valueString: finding }];
    return task;
  },
  'GET RelatedPerson': ({ query }) => {
    mine(query);
    return bundle([
      {
        resourceType: 'RelatedPerson',
        id: 'eve',
        name: [{ given: ['Eve'], family: 'Bell' }],
        relationship: [{ text: 'Mother' }],
      },
      {
        resourceType: 'RelatedPerson',
        id: 'tom',
        name: [{ text: 'Tom Bell' }],
        relationship: [{ text: 'Son' }],
      },
    ]);
  },
  'POST Patient/:id/$proxy': ({ store, body }) => {
    const person = all(body, 'relatedPerson')[0]?.valueString;
    const is = (name) => all(body, name)[0]?.valueBoolean === true;
    if (person && is('remove')) {
      store.proxies.delete(person);
    } else if (person) {
      store.proxies.set(person, { suspended: is('suspended'), onSilence: is('onSilence') });
    }
    return parameters(
      ...[...store.proxies].map(([id, acting]) => ({
        name: 'proxy',
        part: [
          { name: 'relatedPerson', valueReference: { reference: `RelatedPerson/${id}` } },
          { name: 'suspended', valueBoolean: acting.suspended },
          { name: 'onSilence', valueBoolean: acting.onSilence },
        ],
      })),
    );
  },
  'POST Patient/:id/$touch': ({ store, body }) => {
    const days = all(body, 'days')[0]?.valueString;
    const lapse = all(body, 'lapse')[0]?.valueBoolean ?? false;
    const chosen = days === undefined ? store.sign : { days: Number(days), lapse };
    store.sign =
      chosen?.days > 0
        ? { ...chosen, due: new Date(Date.now() + chosen.days * DAY).toISOString() }
        : undefined;
    return parameters();
  },
  'POST Patient/:id/$break-glass': ({ store, body }) => {
    store.emergency = all(body, 'allowed')[0]?.valueBoolean ?? store.emergency;
    return parameters({ name: 'allowed', valueString: String(store.emergency) });
  },
  'POST Patient/:id/$recover-key': ({ store, id, body }) => {
    must(!JSON.parse(all(body, 'jwk')[0].valueString).d, 422, 'A private key never belongs here.');
    must(store.fresh, 401, 'Sign in again.');
    store.keys.set(id, body);
    return body;
  },
  'GET Organization': () => bundle([]),
  'GET Organization/:id': () => ({ resourceType: 'Organization', name: 'St. Mary’s Hospital' }),
  'GET Practitioner/:id': () => ({ resourceType: 'Practitioner', name: [{ text: 'Dr. Max Roe' }] }),
  'GET Condition/:id': ({ id }) => ({
    resourceType: 'Condition',
    id,
    subject: { reference: 'Patient/anna' },
    code: { text: 'Asthma' },
    clinicalStatus: { coding: [{ code: 'active' }] },
    onsetDateTime: '2019-04-01',
  }),
  'GET Patient/:id/$keys': ({ store, id }) => {
    return store.keys.get(id) ?? parameters();
  },
  'POST Patient/:id/$register-key': ({ store, id, body }) => {
    must(!store.keys.has(id), 409, 'A live key is registered already.');
    must(!JSON.parse(all(body, 'jwk')[0].valueString).d, 422, 'A private key never belongs here.');
    store.keys.set(id, body);
    return body;
  },
  'GET AuditEvent': ({ store, query }) => {
    mine(query);
    const count = Number(query.get('_count') ?? 50);
    const from = Number(query.get('_from') ?? 0);
    const more = from + count < store.audit.length;
    const next = `/fhir/AuditEvent?patient=Patient/anna&_count=${count}&_from=${from + count}`;
    return {
      ...bundle(store.audit.slice(from, from + count)),
      link: more ? [{ relation: 'next', url: next }] : [],
    };
  },
};

function evaluated(store) {
  const access = (why, who, more = []) => ({
    name: 'access',
    part: [{ name: 'why', valueCode: why }, { name: 'who', valueReference: { reference: who } }, ...more],
  });
  const open = [...store.consents.values()].filter((consent) => consent.status === 'active');
  return parameters(
    access('contributed', 'Organization/hospital-a'),
    ...[...store.proxies].map(([id]) => access('proxy', `RelatedPerson/${id}`)),
    ...open.map((consent) =>
      access('consent', consent.organization[0].reference, [
        { name: 'action', valueCode: 'access' },
        ...consent.provision.class.map((coding) => ({ name: 'class', valueCode: coding.code })),
        ...consent.provision.purpose.map((coding) => ({ name: 'purpose', valueCode: coding.code })),
        { name: 'consent', valueReference: { reference: `Consent/${consent.id}` } },
        { name: 'until', valueInstant: consent.provision.period.end },
      ]),
    ),
  );
}

function answered(store, id, status) {
  const task = store.tasks.get(id);
  must(task?.status === 'requested', 409, 'This was answered already.');
  task.status = status;
  return task;
}

function ended(store, id, before, after, kind) {
  const consent = known(store, id);
  must(consent.status === before, 409, 'This was answered already.');
  consent.status = after;
  store.tell(kind, { consent: id });
  return consent;
}

function payloadOf(consent) {
  return Buffer.from(JSON.stringify({ id: consent.id, chosen: consent.chosen }));
}

function signed(store, consent, jws) {
  const [header, , signature] = (jws ?? '').split('.');
  const jwk = JSON.parse(all(store.keys.get('anna') ?? {}, 'jwk')[0]?.valueString ?? '{}');
  const { crv, kty, x, y } = jwk;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const { alg, kid: named } = JSON.parse(Buffer.from(header, 'base64url').toString() || '{}');
  const input = Buffer.from(`${header}.${payloadOf(consent).toString('base64url')}`);
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  return (
    alg === 'ES256' && named === kid && verify('sha256', input, key, Buffer.from(signature, 'base64url'))
  );
}

function known(store, id) {
  const consent = store.consents.get(id);
  must(consent, 404, 'There is no such request.');
  return consent;
}

function mine(query) {
  must(query.get('patient') === 'Patient/anna', 403, 'That is not your record.');
}

function must(holds, status, diagnostics) {
  if (!holds) {
    throw new No(status, diagnostics);
  }
}

function all(body, name) {
  return (body?.parameter ?? []).filter((parameter) => parameter.name === name);
}

function parameters(...parameter) {
  return { resourceType: 'Parameters', parameter };
}

function bundle(resources) {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}
