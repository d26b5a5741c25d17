import { describe, expect, it } from 'vitest';
import type { Changed, Task } from '../fhir/types.ts';
import { changesOf, proposalOf, readable } from './changes.ts';
import { waitingTasks } from './useTasks.ts';

const condition = (more: object): Changed => ({
  resourceType: 'Condition',
  id: 'c',
  subject: { reference: 'Patient/p' },
  code: { text: 'Asthma' },
  ...more,
});

describe('a proposed change', () => {
  it('shows every element that would be different, also one nobody has words for', () => {
    const before = condition({ onsetDateTime: '2020', note: [{ text: 'mild' }] });
    const after = condition({ onsetDateTime: '2021', severity: { text: 'Severe' }, madeUpElement: { x: 1 } });

    expect(changesOf(before, after)).toEqual([
      { element: 'onsetDateTime', before: '2020', after: '2021' },
      { element: 'severity', before: '', after: 'Severe' },
      { element: 'madeUpElement', before: '', after: '1' },
      { element: 'note', before: 'mild', after: '' },
    ]);
  });

  it('shows all of what is new', () => {
    expect(changesOf(undefined, condition({})).map((change) => change.element)).toEqual(['code']);
  });

  it('hides no part of a value behind another', () => {
    const value = { text: 'Penicillin', extension: [{ url: 'urn:x', valueString: 'and more' }] };

    expect(readable(value)).toContain('Penicillin');
    expect(readable(value)).toContain('and more');
    expect(readable([{ coding: [{ display: 'A' }, { code: 'b' }] }])).toBe('A; b');
  });

  it('makes what a stranger wrote plain and bounded', () => {
    expect(readable({ text: 'a\u202Eb' })).toBe('ab');
    expect([...readable('x'.repeat(1000))]).toHaveLength(300);
  });

  it('knows which version it was made for', () => {
    const task: Task = {
      resourceType: 'Task',
      id: 't',
      requester: { reference: 'Organization/h' },
      contained: [
        {
          resourceType: 'Bundle',
          entry: [
            { resource: condition({}), request: { method: 'PUT', url: 'Condition/c', ifMatch: 'W/"3"' } },
            { resource: condition({}), request: { method: 'POST', url: 'Condition' } },
          ],
        },
      ],
    };

    expect(proposalOf(task).entries.map((entry) => entry.replaces)).toEqual([
      { reference: 'Condition/c', version: '3' },
      undefined,
    ]);
  });

  it('believes the kind of a task by its system, and asks once for both kinds', async () => {
    const asked: string[] = [];
    const task = (system: string, code: string): Task => ({
      resourceType: 'Task',
      id: code,
      code: { coding: [{ system, code }] },
    });
    const fhir = {
      async get<T>(path: string): Promise<T> {
        asked.push(path);
        const ours = 'https://consentry.org/fhir/CodeSystem/task';
        return {
          resourceType: 'Bundle',
          entry: [
            { resource: task(ours, 'propose-update') },
            { resource: task('urn:other', 'propose-update') },
            { resource: task(ours, 'break-glass-review') },
          ],
        } as T;
      },
      post: () => Promise.reject(new Error('reading posts nothing')),
      put: () => Promise.reject(new Error('reading puts nothing')),
    };

    const { proposals, emergencies } = await waitingTasks(fhir, 'Patient/p');

    expect(proposals.map((one) => one.id)).toEqual(['propose-update']);
    expect(emergencies.map((one) => one.id)).toEqual(['break-glass-review']);
    expect(asked).toHaveLength(1);
  });
});
