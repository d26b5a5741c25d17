/* npm run fake: the built pages on a made-up world, to look at by hand. */
import { startFake } from './server.mjs';
import { furnish } from './store.mjs';

const fake = await startFake({ port: Number(process.env.PORT ?? 8089) });
furnish(fake.store);
console.log(`portal on a fake gateway: ${fake.origin}`);
