import { Refused, SignedOut } from '../fhir/client.ts';

/*
 * The doors of deliveries: what is there for one's hospital, and each once. They are not FHIR, so
 * they have a small client of their own. The token goes to the gateway's own address and nowhere
 * else, whatever a URI says.
 */

/** A document that a patient's consent shows the hospital. */
export interface Listed {
  id: string;
  state: 'available' | 'fetching' | 'delivered';
  documentReference: string;
  patient: string;
  contentType: string;
  size: number;
  announced: string;
}

/** What opens one document; `uri` works once. */
export interface Delivery {
  id: string;
  uri: string;
  capsule?: string;
  encryptedKey?: string;
  cfrags?: string[];
  delegatingKey: string;
  receivingKey: string;
  verifyingKey: string;
  /** For readers without Umbral, in place of all of these. */
  wrappedKey?: string;
  sha256: string;
  size: number;
  sealedSize: number;
  segmentSize: number;
  associatedData: string;
  contentType: string;
  /** Digest of the ledger's entry about the re-encryption. */
  entry?: string;
}

export interface DeliveriesClient {
  list(signal?: AbortSignal): Promise<Listed[]>;
  get(id: string): Promise<Delivery>;
  /** The ciphertext. The URI is spent with its last byte. */
  content(delivery: Delivery): Promise<ReadableStream<Uint8Array>>;
  acknowledge(id: string, sha256: string): Promise<void>;
}

export function createDeliveriesClient(
  origin: string,
  token: () => Promise<string | undefined>,
  fetcher: typeof fetch = fetch,
): DeliveriesClient {
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, origin);
    if (url.origin !== origin) {
      throw new Refused(0, 'a link leads away from the gateway');
    }
    const bearer = await token();
    if (!bearer) {
      throw new SignedOut();
    }
    const response = await fetcher(url.href, {
      ...init,
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      headers: { Authorization: `Bearer ${bearer}`, ...init.headers },
    });
    if (!response.ok) {
      throw new Refused(response.status);
    }
    return response;
  }

  return {
    list: async (signal) => (await (await send('/deliveries', { signal })).json()).deliveries,
    get: async (id) => (await send(`/deliveries/${encodeURIComponent(id)}`)).json(),
    content: async (delivery) => {
      const { body } = await send(delivery.uri);
      if (!body) {
        throw new Refused(0);
      }
      return body;
    },
    acknowledge: async (id, sha256) => {
      await send(`/deliveries/${encodeURIComponent(id)}/ack`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sha256 }),
      });
    },
  };
}
