/*
 * node build/measure.mjs: what the device's cryptography costs, in CPU time of Node (so that a busy
 * machine does not spoil it), best of five rounds.
 *
 * Run by hand; its figures stand in README.md.
 */
import { createServer } from 'vite';

const vite = await createServer({
  server: { middlewareMode: true, ws: false },
  logLevel: 'error',
  appType: 'custom',
});
const umbral = await vite.ssrLoadModule('/src/umbral/index.ts');
const envelope = await vite.ssrLoadModule('/src/envelope/envelope.ts');

const owner = umbral.SecretKey.random();
const reader = umbral.SecretKey.random();
const delegation = { delegating: owner, receiving: reader.publicKey, signer: owner, threshold: 1, shares: 1 };
const sealed = umbral.encrypt(owner.publicKey, new Uint8Array(32));
const [kfrag] = umbral.generateKeyFragments(delegation);
const cfrag = umbral.reencrypt(sealed.capsule, kfrag);

await time('encrypt', () => umbral.encrypt(owner.publicKey, new Uint8Array(32)));
await time('kfrags 1/1', () => umbral.generateKeyFragments(delegation));
await time('kfrags 2/3', () => umbral.generateKeyFragments({ ...delegation, threshold: 2, shares: 3 }));
await time('kfrag verify', () => kfrag.verify(owner.publicKey, owner.publicKey, reader.publicKey));
await time('cfrag verify', () =>
  cfrag.verify(sealed.capsule, owner.publicKey, owner.publicKey, reader.publicKey),
);
await time('open own', () => umbral.decryptOriginal(owner, sealed));
await time('open re-encrypted', () => umbral.decryptReencrypted(reader, owner.publicKey, sealed, [cfrag]));
await stream(64 * 1024);
await stream(1024 * 1024);
await vite.close();

/** Milliseconds of CPU this process has used. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function time(what, work, rounds = 5, times = 30) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = cpu();
    for (let turn = 0; turn < times; turn += 1) {
      await work();
    }
    best = Math.min(best, (cpu() - start) / times);
  }
  console.log(`${what.padEnd(20)} ${best.toFixed(2)} ms`);
}

/** A ciphertext in the format of Tink, made here with WebCrypto, opened by the portal's stream. */
async function stream(segmentSize) {
  const total = 64 * 1024 * 1024;
  const key = new Uint8Array(32).fill(1);
  const context = new Uint8Array(8);
  const header = new Uint8Array(40).fill(2);
  header[0] = 40;
  const material = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey']);
  const aes = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: header.slice(1, 33), info: context },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const segments = [header];
  for (let at = 0, counter = 0; at < total; counter += 1) {
    const room = segmentSize - 16 - (counter === 0 ? 40 : 0);
    const size = Math.min(room, total - at);
    at += size;
    const iv = new Uint8Array(12).fill(2, 0, 7);
    new DataView(iv.buffer).setUint32(7, counter);
    iv[11] = at === total ? 1 : 0;
    segments.push(
      new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, new Uint8Array(size))),
    );
  }
  let best = 0;
  for (let round = 0; round < 5; round += 1) {
    const start = cpu();
    const opened = new Blob(segments).stream().pipeThrough(envelope.opening(key, context, segmentSize));
    let length = 0;
    for await (const piece of opened) {
      length += piece.length;
    }
    if (length !== total) {
      throw new Error('the stream gave another length');
    }
    best = Math.max(best, total / (cpu() - start) / 1000);
  }
  console.log(`open stream, ${segmentSize / 1024} KiB segments: ${best.toFixed(0)} MB per CPU-second`);
}
