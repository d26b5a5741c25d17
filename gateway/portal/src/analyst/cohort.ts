import type { Parameters } from '../fhir/types.ts';
import type { Bar } from './choice.ts';

/** What is counted: a word in the record, or a code of a kind. */
export interface Cohort {
  keyword: string;
  kind: string;
  code: string;
}

/** Where codes can be looked for, and by which parameter. */
export const CODED: Record<string, string> = {
  Condition: 'code',
  Observation: 'code',
  Procedure: 'code',
  MedicationRequest: 'code',
  AllergyIntolerance: 'code',
  Immunization: 'vaccine-code',
};

/** The path of `$cohort-count`; undefined while nothing is asked that can be counted. */
export function countPath({ keyword, kind, code }: Cohort): string | undefined {
  const query = new URLSearchParams({ by: 'gender' });
  if (keyword.trim().length >= 3) {
    query.set('keyword', keyword.trim());
  }
  const parameter = CODED[kind];
  if (parameter && code.trim()) {
    query.set('criteria', `${kind}?${parameter}=${encodeURIComponent(code.trim())}`);
  }
  return query.has('keyword') || query.has('criteria') ? `$cohort-count?${query}` : undefined;
}

interface Part {
  name: string;
  valueString?: string;
  valueInteger?: number;
  part?: Part[];
}

/** The whole first, then its groups. */
export function barsOf(answer: Parameters, all: string, word: (group: string) => string): Bar[] {
  const parts = (answer.parameter ?? []) as Part[];
  const groups = parts.filter((part) => part.name === 'group');
  return [
    { label: all, ...told(parts) },
    ...groups.map(({ part = [] }) => ({
      label: word(part.find(({ name }) => name === 'name')?.valueString ?? ''),
      ...told(part),
    })),
  ];
}

function told(parts: Part[]): { count?: number; below?: number } {
  const value = (wanted: string) => parts.find(({ name }) => name === wanted)?.valueInteger;
  return { count: value('count'), below: value('below') };
}
