import { describe, expect, it } from 'vitest';
import { followEvents, type LiveEvent, type LiveState } from './eventStream.ts';

type Answer = { status?: number; chunks?: string[]; fail?: boolean };

/** Plays the answers one after the other, then aborts. */
async function play(answers: Answer[], token: string | undefined = 't') {
  const abort = new AbortController();
  const seen = {
    events: [] as LiveEvent[],
    states: [] as LiveState[],
    waits: [] as number[],
    headers: [] as Record<string, string>[],
  };
  let call = 0;
  await followEvents({
    url: '/events',
    token: async () => token,
    signal: abort.signal,
    onEvent: (event) => seen.events.push(event),
    onState: (state) => seen.states.push(state),
    fetcher: async (_url, init) => {
      seen.headers.push(init?.headers as Record<string, string>);
      const answer = answers[call++] as Answer;
      if (answer.fail) {
        throw new TypeError('network');
      }
      return new Response(streamOf(answer.chunks ?? []), { status: answer.status ?? 200 });
    },
    pause: async (milliseconds) => {
      seen.waits.push(milliseconds);
      if (call >= answers.length) {
        abort.abort();
      }
    },
  });
  return seen;
}

function streamOf(chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(new TextEncoder().encode(chunk));
      }
      controller.close();
    },
  });
}

describe('the event stream', () => {
  it('resumes after the last event it saw', async () => {
    const seen = await play([
      { chunks: ['id: 7\nevent: consent-requested\ndata: {"consent":"c"}\n\n'] },
      { chunks: ['id: 8\nevent: checkpoint\ndata: {}\n\n'] },
      { fail: true },
    ]);

    expect(seen.events.map((event) => [event.id, event.kind])).toEqual([
      ['7', 'consent-requested'],
      ['8', 'checkpoint'],
    ]);
    expect(seen.headers.map((headers) => headers['Last-Event-ID'])).toEqual([undefined, '7', '8']);
  });

  it('reads events cut anywhere, even inside a character', async () => {
    const bytes = new TextEncoder().encode('id: 1\nevent: invitation\ndata: Zoë\n\n');
    const cut = bytes.indexOf(0xc3) + 1;
    const abort = new AbortController();
    const events: LiveEvent[] = [];

    await followEvents({
      url: '/events',
      token: async () => 't',
      signal: abort.signal,
      onEvent: (event) => events.push(event),
      onState: () => {},
      pause: async () => abort.abort(),
      fetcher: async () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(bytes.subarray(0, cut));
              controller.enqueue(bytes.subarray(cut));
              controller.close();
            },
          }),
        ),
    });

    expect(events).toEqual([{ id: '1', kind: 'invitation', data: 'Zoë' }]);
  });

  it('does not pass on heartbeats and comments', async () => {
    const seen = await play([{ chunks: [': ping\n\n', 'event: heartbeat\ndata: {}\n\n'] }]);

    expect(seen.events).toEqual([]);
    expect(seen.states).toContain('live');
  });

  it('waits longer after every failure and as long as the server says', async () => {
    const failing = await play([{ fail: true }, { status: 503 }, { fail: true }]);
    const told = await play([{ chunks: ['retry: 250\n\n'] }]);

    expect(failing.waits).toEqual([1000, 2000, 4000]);
    expect(told.waits).toEqual([250]);
  });

  it('stops when it may not listen or nobody is signed in', async () => {
    const refused = await play([{ status: 403 }]);
    const nobody = await play([{}], '');

    expect(refused.states.at(-1)).toBe('stopped');
    expect(refused.waits).toEqual([]);
    expect(nobody.headers).toEqual([]);
  });

  it('begins anew when its place is not known any more', async () => {
    const seen = await play([
      { chunks: ['id: 7\nevent: checkpoint\ndata: {}\n\n'] },
      { status: 400 },
      { fail: true },
    ]);

    expect(seen.headers.map((headers) => headers['Last-Event-ID'])).toEqual([undefined, '7', undefined]);
  });

  it('gives up a line that fell silent', async () => {
    const abort = new AbortController();
    const states: LiveState[] = [];

    await followEvents({
      url: '/events',
      token: async () => 't',
      signal: abort.signal,
      onEvent: () => {},
      onState: (state) => states.push(state),
      silenceLimit: 1,
      pause: async () => abort.abort(),
      fetcher: async (_url, init) =>
        new Response(
          new ReadableStream({
            start(controller) {
              init?.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
            },
          }),
        ),
    });

    expect(states).toEqual(['connecting', 'live', 'waiting', 'stopped']);
  });
});
