/** What a policy did to one field: its place, and its value before and after. */
export interface Line {
  place: string;
  before?: string;
  after?: string;
  fate: 'kept' | 'changed' | 'gone' | 'new';
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A resource as its places and values, in the order in which it tells them. */
function flat(value: Json, place: string, into: Map<string, string>): Map<string, string> {
  if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      flat(inner, Array.isArray(value) ? `${place}[${name}]` : place ? `${place}.${name}` : name, into);
    }
  } else {
    into.set(place, String(value));
  }
  return into;
}

/** Two forms of one resource side by side, place by place. */
export function effectOf(before: unknown, after: unknown): Line[] {
  const was = flat(before as Json, '', new Map());
  const is = flat(after as Json, '', new Map());
  const places = [...was.keys(), ...[...is.keys()].filter((place) => !was.has(place))];
  return places.map((place) => {
    const line = { place, before: was.get(place), after: is.get(place) };
    return { ...line, fate: fateOf(line.before, line.after) };
  });
}

function fateOf(before: string | undefined, after: string | undefined): Line['fate'] {
  if (before === undefined) {
    return 'new';
  }
  if (after === undefined) {
    return 'gone';
  }
  return before === after ? 'kept' : 'changed';
}

/** Nobody: a person with every kind of thing that tells who somebody is. */
export const SAMPLE = {
  resourceType: 'Patient',
  id: 'jane-sample',
  identifier: [{ system: 'urn:oid:2.16.840.1.113883.4.1', value: '999-12-3456' }],
  active: true,
  name: [{ family: 'Sample', given: ['Jane'] }],
  telecom: [{ system: 'phone', value: '+1 555 010 9999' }],
  gender: 'female',
  birthDate: '1931-04-17',
  address: [{ line: ['12 Elm Street'], city: 'Springfield', state: 'MA', postalCode: '01101' }],
  maritalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'W' }],
  },
};
