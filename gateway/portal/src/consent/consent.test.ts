import type { i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTexts, readerLocale } from '../app/i18n.ts';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { allNamed, type Consent, named, type Parameters, parameters } from '../fhir/types.ts';
import { fromBase64, toBase64, utf8 } from '../keys/bytes.ts';
import { storedFrom } from '../keys/deviceKeys.ts';
import { newSeed, scopeKeys } from '../keys/rootSeed.ts';
import {
  decryptReencrypted,
  encrypt,
  KeyFragment,
  PublicKey,
  reencrypt,
  SecretKey,
} from '../umbral/index.ts';
import { authorize, finish, type Step } from './ceremony.ts';
import { authorizeParameters, isAnything, narrow, shorterPeriods } from './narrowing.ts';
import { plainText } from './plainText.ts';
import { requestOf } from './request.ts';
import { allowingSentence, askSentence, dataPeriodOf, limitsOf } from './wording.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

function consent(change: Partial<Consent> = {}): Consent {
  return {
    resourceType: 'Consent',
    id: 'c-1',
    status: 'proposed',
    dateTime: '2026-11-19T08:00:00Z',
    organization: [{ reference: 'Organization/b', display: 'St. Mary’s Hospital' }],
    provision: {
      period: { end: '2027-01-31T12:00:00Z' },
      purpose: [{ code: 'TREAT' }],
      class: [{ code: 'Observation' }, { code: 'Condition' }],
    },
    ...change,
  };
}

describe('the sentence of a request', () => {
  let texts: i18n;
  beforeAll(async () => {
    texts = await createTexts();
  });
  const say = (change: Partial<Consent> = {}, now = NOW) =>
    askSentence(texts.t, 'en-GB', requestOf(consent(change)), now);

  it('says who, what, why and how long in plain words', () => {
    expect(say()).toBe(
      'St. Mary’s Hospital asks to read your laboratory and other results and diagnoses, to treat you, until 31 January 2027.',
    );
    expect(say({}, new Date('2027-01-02T00:00:00Z'))).toContain('until 31 January.');
  });

  it('says everything that limits it, and that it includes what is usually kept back', () => {
    const request = requestOf(
      consent({
        provision: {
          class: [{ code: 'Observation' }, { system: 'urn:c', code: 'laboratory' }],
          securityLabel: [{ code: 'R' }],
          actor: [
            { role: { coding: [{ code: 'CST' }] }, reference: { display: 'Riverside Clinic' } },
            { reference: { display: 'Dr. Doe' } },
          ],
          provision: [{ securityLabel: [{ code: 'HIV' }] }, { class: [{ code: 'Condition' }] }],
        },
      }),
    );

    expect(limitsOf(texts.t, 'en-GB', request, NOW)).toEqual([
      'Only: laboratory.',
      'Only what Riverside Clinic contributed.',
      'This includes what is marked as restricted.',
      'Not included: what concerns HIV.',
      'Not included: diagnoses.',
    ]);
    expect(request.actors).toEqual(['Dr. Doe']);
    expect(limitsOf(texts.t, 'en-GB', requestOf(consent()), NOW)).toEqual([]);
  });

  it('hides neither a whole record, nor a missing end, nor a missing purpose', () => {
    expect(say({ provision: {} })).toBe(
      'St. Mary’s Hospital asks to read your whole record, without saying why, without an end.',
    );
  });

  it('says what a narrowed answer would share, and nothing while it is not narrowed', () => {
    const request = requestOf(consent());
    const allowing = (kinds: string[], until?: Date) =>
      allowingSentence(texts.t, 'en-GB', request, { kinds, until }, NOW);

    expect(allowing(['Observation', 'Condition'])).toBeUndefined();
    expect(allowing(['Condition'])).toBe(
      'You would allow St. Mary’s Hospital to read your diagnoses, until 31 January 2027.',
    );
    expect(allowing(['Observation', 'Condition'], new Date(2026, 10, 27, 9))).toContain('until 27 November.');
  });

  it('never shows a request to change the record as one to read it', () => {
    const asking = (...codes: string[]) =>
      say({
        provision: { action: codes.map((code) => ({ coding: [{ code }] })), class: [{ code: 'Condition' }] },
      });

    expect(asking('access', 'correct')).toContain('asks to read and correct your diagnoses');
    expect(asking('use')).toContain('asks to add to your diagnoses');
    expect(asking('obliterate')).toContain('asks to obliterate your diagnoses');
    expect(asking('Constructor', 'constructor')).toContain('asks to Constructor and constructor your');
  });

  it('shows codes it has no words for as they are', () => {
    expect(
      say({ provision: { class: [{ code: 'Zebra' }], purpose: [{ code: 'X1', display: 'Xenology' }] } }),
    ).toBe('St. Mary’s Hospital asks to read your Zebra, for another purpose (Xenology), without an end.');
  });

  it.each([
    '{{who}} $t(app.name) {{- why}}',
    '<b>bold</b><script>alert(1)</script>',
    '$& $1 $$ __proto__',
    'constructor',
  ])('takes %s for a name and for nothing more', (name) => {
    expect(say({ organization: [{ display: name }] })).toContain(`${name} asks to read`);
  });

  it('does not let a name reorder or hide the words around it', () => {
    expect(say({ organization: [{ display: 'A\u202Eevil\u2066 B\u200B\n\n\tC' }] })).toMatch(
      /^Aevil BC asks|^Aevil B C asks/,
    );
    expect(say({ organization: [{ display: '\u202E\u200B' }] })).toContain('Somebody without a name');
    expect(say({ organization: undefined })).toContain('Somebody without a name');
    expect(say({ organization: [{ display: 'x'.repeat(10_000) }] }).length).toBeLessThan(250);
  });

  it('takes a prototype’s name for an unknown code', () => {
    expect(say({ provision: { class: [{ code: 'constructor' }, { code: 'toString' }] } })).toContain(
      'your constructor and toString',
    );
  });

  it('counts a day that ends at midnight as the last one', () => {
    const end = new Date(2027, 1, 1).toISOString();

    expect(say({ provision: { period: { end } } })).toContain('until 31 January 2027');
  });

  it('names the time the data is from', () => {
    const request = requestOf(
      consent({ provision: { dataPeriod: { start: '2026-03-01', end: '2026-05-31' } } }),
    );

    expect(dataPeriodOf(texts.t, 'en-GB', request, NOW)).toBe(
      'Only what was recorded from 1 March to 31 May.',
    );
    expect(dataPeriodOf(texts.t, 'en-GB', requestOf(consent()), NOW)).toBeUndefined();
  });

  it('does not stumble over dates that are none', () => {
    expect(requestOf(consent({ dateTime: 'yesterday', provision: { period: { end: '' } } }))).toMatchObject({
      askedAt: undefined,
      until: undefined,
    });
  });
});

describe('plainText', () => {
  it('cuts between characters and not inside them', () => {
    expect(plainText('😀😀😀😀', 3)).toBe('😀😀…');
    expect(plainText(undefined, 3)).toBe('');
  });
});

describe('narrowing', () => {
  const request = requestOf(consent());

  it('never widens what was asked', () => {
    const wider = { kinds: ['Observation', 'Binary'], until: new Date('2030-01-01') };

    expect(narrow(request, wider)).toMatchObject({ kinds: ['Observation'], until: undefined });
    const dated = requestOf(
      consent({ provision: { class: [{ code: 'Observation' }], dataPeriod: { start: '2026-03-01' } } }),
    );
    expect(narrow(dated, { kinds: ['Observation'], from: '2020-01-01' }).from).toBeUndefined();
    expect(narrow(dated, { kinds: ['Observation'], from: '2026-03-02' }).from).toBe('2026-03-02');
  });

  it('keeps back what is sensitive, and sends no category for kinds that are not shared', () => {
    const choice = {
      kinds: ['Condition'],
      from: '2026-01-01',
      withhold: ['HIV'],
      categories: ['urn:c|laboratory'],
    };

    expect(authorizeParameters(request, choice).parameter).toEqual([
      { name: 'class', valueCode: 'Condition' },
      { name: 'from', valueDate: '2026-01-01' },
      { name: 'withhold', valueCode: 'HIV' },
    ]);
    expect(authorizeParameters(request, { ...choice, kinds: ['Observation'] }).parameter?.at(-1)).toEqual({
      name: 'withholdCategory',
      valueString: 'urn:c|laboratory',
    });
  });

  it('takes a category for no kind of its own', () => {
    const narrower = requestOf(
      consent({
        provision: { class: [{ code: 'Observation' }, { system: 'urn:c', code: 'laboratory' }] },
      }),
    );

    expect(narrower.kinds).toEqual(['Observation']);
    expect(narrower.only).toEqual(['laboratory']);
  });

  it('sends exactly what was chosen', () => {
    const until = new Date('2026-11-27T10:00:00.000Z');

    expect(authorizeParameters(request, { kinds: ['Condition'], until }).parameter).toEqual([
      { name: 'class', valueCode: 'Condition' },
      { name: 'end', valueDateTime: '2026-11-27T10:00:00.000Z' },
    ]);
    expect(authorizeParameters(requestOf(consent({ provision: {} })), { kinds: [] }).parameter).toEqual([]);
  });

  it('leaves the end to the gateway when the patient did not change it', () => {
    expect(authorizeParameters(request, { kinds: ['Condition'] }).parameter).toEqual([
      { name: 'class', valueCode: 'Condition' },
    ]);
  });

  it('offers only periods shorter than the one asked for', () => {
    expect(shorterPeriods(request, NOW).map((period) => period.days)).toEqual([7, 30]);
    expect(shorterPeriods(requestOf(consent({ provision: {} })), NOW)).toHaveLength(4);
  });

  it('knows when nothing is left', () => {
    expect(isAnything(request, { kinds: [] })).toBe(false);
    expect(isAnything(request, { kinds: ['Binary'] })).toBe(false);
    expect(isAnything(request, { kinds: ['Condition'] })).toBe(true);
  });
});

/** Answers by path; remembers what was posted. */
class FakeGateway implements FhirClient {
  posted: Record<string, Parameters> = {};

  constructor(private readonly answers: Record<string, unknown>) {}

  async get<T>(path: string): Promise<T> {
    return this.answer(path);
  }

  async post<T>(path: string, body: Parameters): Promise<T> {
    this.posted[path] = body;
    return this.answer(path);
  }

  async put<T>(path: string): Promise<T> {
    return this.answer(path);
  }

  private answer<T>(path: string): T {
    const answer = this.answers[path];
    if (typeof answer === 'number') {
      throw new Refused(answer);
    }
    return answer as T;
  }
}

describe('the ceremony', () => {
  it('goes nowhere but to a consent screen', async () => {
    const asked = requestOf(consent());
    const answering = (url: string) =>
      authorize(
        new FakeGateway({ 'Consent/c-1/$authorize': parameters({ name: 'redirect', valueUrl: url }) }),
        asked,
        { kinds: ['Condition'] },
      );

    await expect(answering('javascript:alert(1)')).rejects.toThrow('no consent screen');
    await expect(answering('')).rejects.toThrow('no consent screen');
    await expect(answering('https://id.example/auth')).resolves.toBe('https://id.example/auth');
  });

  it('signs the bytes it was given and lets the named reader open documents', async () => {
    const seed = newSeed();
    const keys = await storedFrom(seed, 'o', NOW);
    const reader = SecretKey.random();
    const gateway = new FakeGateway({
      'Consent/c-1/$signing': parameters(
        { name: 'payload', valueBase64Binary: toBase64(utf8('{"a":1}')) },
        {
          name: 'recipient',
          part: [
            { name: 'organization', valueReference: { reference: 'Organization/b' } },
            { name: 'umbralKey', valueString: reader.publicKey.toHex() },
          ],
        },
        {
          name: 'recipient',
          part: [{ name: 'organization', valueReference: { reference: 'Organization/c' } }],
        },
      ),
      'Consent/c-1/$complete': consent({ status: 'active' }),
    });
    const steps: Step[] = [];

    const granted = await finish(gateway, 'c-1', keys, (step) => steps.push(step));

    expect(granted.status).toBe('active');
    expect(steps).toEqual(['asking', 'signing', 'delegating', 'sending', 'done']);
    const sent = gateway.posted['Consent/c-1/$complete'] as Parameters;
    expect(named(sent, 'signature')?.valueString).toMatch(/^[\w-]+\.\.[\w-]{86}$/);
    const fragments = allNamed(sent, 'kfrag');
    expect(fragments).toHaveLength(1);
    const part = (name: string) => named(fragments[0] ?? { part: [] }, name);
    expect(part('recipient')?.valueReference?.reference).toBe('Organization/b');
    const kfrag = KeyFragment.fromBytes(fromBase64(part('bytes')?.valueBase64Binary ?? ''));
    const owner = scopeKeys(seed, 'documents').delegating.publicKey;
    kfrag.verify(PublicKey.fromHex(part('verifyingKey')?.valueString ?? ''), owner, reader.publicKey);
    const sealed = encrypt(owner, utf8('data key'));
    expect(decryptReencrypted(reader, owner, sealed, [reencrypt(sealed.capsule, kfrag)])).toEqual(
      utf8('data key'),
    );
  });

  it('takes a reload after the grant for a success', async () => {
    const gateway = new FakeGateway({
      'Consent/c-1/$signing': 409,
      'Consent/c-1': consent({ status: 'active' }),
    });

    await expect(
      finish(gateway, 'c-1', await storedFrom(newSeed(), 'o', NOW), () => {}),
    ).resolves.toMatchObject({
      status: 'active',
    });
    expect(gateway.posted).toEqual({});
  });

  it('signs nothing for a request that was not approved', async () => {
    const keys = await storedFrom(newSeed(), 'o', NOW);
    const pending = new FakeGateway({ 'Consent/c-1/$signing': 409, 'Consent/c-1': consent() });
    const away = new FakeGateway({ 'Consent/c-1/$signing': 503 });
    const empty = new FakeGateway({ 'Consent/c-1/$signing': parameters() });

    await expect(finish(pending, 'c-1', keys, () => {})).rejects.toMatchObject({ status: 409 });
    await expect(finish(away, 'c-1', keys, () => {})).rejects.toMatchObject({ status: 503 });
    await expect(finish(empty, 'c-1', keys, () => {})).rejects.toThrow('nothing to sign');
  });

  it('makes no fragment for a key that is none', async () => {
    const keys = await storedFrom(newSeed(), 'o', NOW);
    const gateway = new FakeGateway({
      'Consent/c-1/$signing': parameters(
        { name: 'payload', valueBase64Binary: 'e30=' },
        {
          name: 'recipient',
          part: [
            { name: 'organization', valueReference: { reference: 'Organization/b' } },
            { name: 'umbralKey', valueString: `02${'ff'.repeat(32)}` },
          ],
        },
      ),
    });

    await expect(finish(gateway, 'c-1', keys, () => {})).rejects.toThrow('not a point');
    expect(gateway.posted).toEqual({});
  });
});

describe('readerLocale', () => {
  it('follows the reader within the language of the texts', () => {
    expect(readerLocale('en', ['de-DE', 'en-AU', 'en-US'])).toBe('en-AU');
    expect(readerLocale('en', ['de-DE'])).toBe('en');
  });
});
