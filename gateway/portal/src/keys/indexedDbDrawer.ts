import type { KeyDrawer, StoredKeys } from './deviceKeys.ts';

const DATABASE = 'consentry-keys';
const STORE = 'keys';

/** Keeps keys in this browser's IndexedDB, where a CryptoKey can lie without being readable. */
export function indexedDbDrawer(factory: IDBFactory = indexedDB): KeyDrawer {
  return {
    get: (owner) =>
      inStore(factory, 'readonly', (store) => store.get(owner) as IDBRequest<StoredKeys | undefined>),
    async put(keys) {
      await inStore(factory, 'readwrite', (store) => store.put(keys));
    },
    async remove(owner) {
      await inStore(factory, 'readwrite', (store) => store.delete(owner));
    },
  };
}

async function inStore<T>(
  factory: IDBFactory,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open(factory);
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'owner' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds an older version of the key store'));
  });
}
