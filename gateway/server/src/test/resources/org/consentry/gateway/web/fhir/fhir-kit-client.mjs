// fhir-kit-client, as it comes from npm, through the life of a resource.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const require = createRequire(process.argv[2] + '/');
const module = require('fhir-kit-client');
const Client = module.default ?? module;
const client = new Client({ baseUrl: process.argv[3] });

const statement = await client.capabilityStatement();
assert.equal(statement.fhirVersion, '4.0.1');
const created = await client.create({
  resourceType: 'Organization',
  body: { resourceType: 'Organization', name: 'Kit' },
});
const read = await client.read({ resourceType: 'Organization', id: created.id });
assert.equal(read.name, 'Kit');
await client.update({ resourceType: 'Organization', id: created.id, body: { ...read, name: 'Kit two' } });
await client.patch({
  resourceType: 'Organization',
  id: created.id,
  JSONPatch: [{ op: 'add', path: '/active', value: true }],
});
const history = await client.history({ resourceType: 'Organization', id: created.id });
assert.equal(history.total, 3);
const first = await client.vread({ resourceType: 'Organization', id: created.id, version: '1' });
assert.equal(first.name, 'Kit');
for (let i = 0; i < 3; i += 1) {
  await client.create({ resourceType: 'Location', body: { resourceType: 'Location', name: 'Kitpage' } });
}
let page = await client.search({ resourceType: 'Location', searchParams: { name: 'kitpage', _count: 2 } });
assert.equal(page.entry.length, 2);
page = await client.nextPage({ bundle: page });
assert.equal(page.entry.length, 1);
page = await client.prevPage({ bundle: page });
assert.equal(page.entry.length, 2);
const posted = await client.search({
  resourceType: 'Location',
  searchParams: { name: 'kitpage', _total: 'accurate', _count: 1 },
  options: { postSearch: true },
});
assert.equal(posted.total, 3);
const answer = await client.transaction({
  body: {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ request: { method: 'POST', url: 'Basic' }, resource: { resourceType: 'Basic', code: { text: 'x' } } }],
  },
});
assert.equal(answer.type, 'transaction-response');
const batch = await client.batch({
  body: {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      { request: { method: 'GET', url: `Organization/${created.id}` } },
      { request: { method: 'GET', url: 'Organization/nobody' } },
    ],
  },
});
assert.deepEqual(batch.entry.map((entry) => entry.response.status), ['200', '404']);
const child = await client.create({
  resourceType: 'Organization',
  body: { resourceType: 'Organization', name: 'Kit child', partOf: { reference: `Organization/${created.id}` } },
});
const family = await client.search({
  resourceType: 'Organization',
  searchParams: { 'partof.name': 'kit', _include: 'Organization:partof' },
});
assert.deepEqual(family.entry.map((entry) => entry.search.mode), ['match', 'include']);
const conditional = await client.update({
  resourceType: 'Organization',
  searchParams: { name: 'kit child' },
  body: { resourceType: 'Organization', name: 'Kit child', active: true },
});
assert.equal(conditional.id, child.id);
assert.equal((await client.resourceHistory({ resourceType: 'Organization', id: child.id })).total, 2);
assert.ok((await client.typeHistory({ resourceType: 'Organization' })).entry.length > 4);
assert.ok((await client.systemHistory()).entry.length > 4);
const compartment = await client.compartmentSearch({
  resourceType: 'Observation',
  compartment: { resourceType: 'Patient', id: (await client.create({ resourceType: 'Patient', body: { resourceType: 'Patient' } })).id },
});
assert.equal(compartment.total, 0);
await assert.rejects(
  client.search({ resourceType: 'Organization', searchParams: { nonsense: 1 } }),
  (e) => e.response.status === 400 && e.response.data.resourceType === 'OperationOutcome',
);
await client.delete({ resourceType: 'Organization', id: created.id });
await assert.rejects(client.read({ resourceType: 'Organization', id: created.id }), (e) => e.response.status === 410);
console.log('fhir-kit-client: done');
