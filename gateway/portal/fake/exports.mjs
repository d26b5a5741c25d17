/* Exports and counts as an analyst meets them: a job that takes two looks to be done, and its files. */
import { No } from './no.mjs';

export const ANALYST_ROUTES = {
  'POST $deidentify': ({ body }) => {
    const policy = body.parameter.find((one) => one.name === 'policy').valueString;
    const { resourceType, gender, active, birthDate } = body.parameter.find(
      (one) => one.name === 'resource',
    ).resource;
    const dates = policy === 'limited-dataset' ? { birthDate } : {};
    return { resourceType, id: 'f3a1', meta: { security: [{ code: policy }] }, active, gender, ...dates };
  },
  'GET $cohort-count': ({ query }) => {
    if (query.get('keyword') === 'rare') {
      return { resourceType: 'Parameters', parameter: [{ name: 'below', valueInteger: 11 }] };
    }
    const group = (name, count) => ({
      name: 'group',
      part: [{ name: 'name', valueString: name }, count],
    });
    return {
      resourceType: 'Parameters',
      parameter: [
        { name: 'count', valueInteger: 1234 },
        group('female', { name: 'count', valueInteger: 700 }),
        group('male', { name: 'count', valueInteger: 523 }),
        group('other', { name: 'below', valueInteger: 11 }),
      ],
    };
  },
};

/** Answers what is below /exports and $export; undefined for everything else. */
export function exportAnswer(context, request, url) {
  context.jobs ??= new Map();
  const path = url.pathname;
  if (path === '/fhir/$export') {
    const id = String(context.jobs.size + 1);
    context.jobs.set(id, { looks: 0, query: url.search, types: url.searchParams.get('_type').split(',') });
    return { status: 202, headers: { 'Content-Location': `https://elsewhere.test/exports/${id}` } };
  }
  if (path === '/exports') {
    return { status: 200, body: { exports: [...context.jobs].reverse().map(listed) } };
  }
  const [, id, name] = /^\/exports\/(\d+)(?:\/(.+))?$/.exec(path) ?? [];
  if (!id) {
    return undefined;
  }
  const job = context.jobs.get(id);
  if (!job) {
    throw new No(404, 'No such export');
  }
  if (request.method === 'DELETE') {
    context.jobs.delete(id);
    return { status: 202 };
  }
  return name ? { status: 200, body: { resourceType: 'Patient' } } : { status: 200, body: manifest(id, job) };
}

function listed([id, job]) {
  job.looks += 1;
  const state = job.looks > 2 ? 'done' : `${job.looks}00 resources written`;
  return {
    url: `https://elsewhere.test/exports/${id}`,
    request: `https://elsewhere.test/fhir/$export${job.query}`,
    policy: new URLSearchParams(job.query).get('_deidentify'),
    state,
    expires: new Date(Date.now() + 86_400_000).toISOString(),
  };
}

function manifest(id, job) {
  const output = job.types.map((type, index) => ({
    type,
    url: `https://elsewhere.test/exports/${id}/${type}.1.parquet`,
    count: 100 * (index + 1),
  }));
  return { transactionTime: new Date().toISOString(), output, error: [] };
}
