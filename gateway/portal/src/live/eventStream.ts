import { createParser } from 'eventsource-parser';

/*
 * The gateway's event stream, read with fetch because the browser's own EventSource cannot send a
 * bearer token.
 *
 * An event carries ids and no health data; all it does here is to say "ask again". The stream is
 * resumed with the last id that was seen, so nothing is lost over a broken line; a line that has
 * been silent for three heartbeats is taken for broken.
 */

export type LiveState = 'connecting' | 'live' | 'waiting' | 'stopped';

export interface LiveEvent {
  id?: string;
  kind: string;
  data: string;
}

export interface StreamOptions {
  url: string;
  token: () => Promise<string | undefined>;
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  signal: AbortSignal;
  fetcher?: typeof fetch;
  /** Waits, or ends early when the signal fires. Comes in so that tests need no time. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  silenceLimit?: number;
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
export const SILENCE_LIMIT = 45_000;

export async function followEvents(options: StreamOptions): Promise<void> {
  const { signal, onState, pause = wait } = options;
  const position = { lastId: undefined as string | undefined, wait: FIRST_WAIT, failures: 0 };
  while (!signal.aborted) {
    onState(position.failures === 0 ? 'connecting' : 'waiting');
    const ended = await readOnce(options, position).catch(() => 'broken' as const);
    if (ended === 'refused' || signal.aborted) {
      break;
    }
    onState('waiting');
    await pause(Math.min(position.wait * 2 ** position.failures, LONGEST_WAIT), signal);
    position.failures += 1;
  }
  onState('stopped');
}

interface Position {
  lastId: string | undefined;
  wait: number;
  failures: number;
}

async function readOnce(options: StreamOptions, position: Position): Promise<'ended' | 'refused'> {
  const token = await options.token();
  if (!token) {
    return 'refused';
  }
  const line = new AbortController();
  const stop = () => line.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  const watch = watchdog(options.silenceLimit ?? SILENCE_LIMIT, stop);
  try {
    const response = await (options.fetcher ?? fetch)(options.url, {
      headers: {
        Accept: 'text/event-stream',
        Authorization: `Bearer ${token}`,
        ...(position.lastId === undefined ? {} : { 'Last-Event-ID': position.lastId }),
      },
      cache: 'no-store',
      signal: line.signal,
    });
    if (response.status === 403) {
      return 'refused';
    }
    if (response.status === 400) {
      // The stream does not know our place in it any more; begin where it is now.
      position.lastId = undefined;
    }
    if (!response.ok || !response.body) {
      throw new Error(`the event stream answered ${response.status}`);
    }
    position.failures = 0;
    options.onState('live');
    await readAll(response.body, options, position, watch.seen);
    return 'ended';
  } finally {
    watch.stop();
    options.signal.removeEventListener('abort', stop);
  }
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  options: StreamOptions,
  position: Position,
  seen: () => void,
): Promise<void> {
  const parser = createParser({
    onEvent(event) {
      if (event.id !== undefined && event.id !== '') {
        position.lastId = event.id;
      }
      if (event.event !== 'heartbeat') {
        options.onEvent({ id: event.id, kind: event.event ?? 'message', data: event.data });
      }
    },
    onRetry(milliseconds) {
      position.wait = Math.min(Math.max(milliseconds, 100), LONGEST_WAIT);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    seen();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

function watchdog(limit: number, bark: () => void) {
  let timer = setTimeout(bark, limit);
  return {
    seen() {
      clearTimeout(timer);
      timer = setTimeout(bark, limit);
    },
    stop: () => clearTimeout(timer),
  };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
