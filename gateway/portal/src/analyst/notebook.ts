import { type Choice, exportQuery } from './choice.ts';

/** The ten lines of infra/notebook/quickstart.py, with this gateway's addresses and this export. */
export function notebookOf(choice: Choice, gateway: { fhir: string; issuer: string }): string {
  const tokens = `${gateway.issuer}/protocol/openid-connect/token`;
  return `# pip install requests "pyjwt[crypto]" duckdb matplotlib
import json, time, uuid, duckdb, jwt, requests, matplotlib.pyplot as plt
fhir, token_url, client = ${python(gateway.fhir)}, ${python(tokens)}, "analyst"
key = json.load(open("analyst.jwk"))
proof = jwt.encode({"iss": client, "sub": client, "aud": token_url, "jti": str(uuid.uuid4()), "exp": int(time.time()) + 240}, jwt.PyJWK(key, "ES384").key, "ES384", {"kid": key["kid"]})
grant = {"grant_type": "client_credentials", "scope": "system/*.rs", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": proof}
web = requests.Session(); web.headers["Authorization"] = "Bearer " + requests.post(token_url, grant).json()["access_token"]
job = web.get(fhir + ${python(`/$export?${exportQuery(choice)}`)}, headers={"Prefer": "respond-async"}).headers["Content-Location"]
while (state := web.get(job)).status_code == 202: print(state.headers["X-Progress"]); time.sleep(1)
for file in state.json()["output"]: open(file["url"].rsplit("/", 1)[1], "wb").write(web.get(file["url"]).content)
${lastLines(choice)}
`;
}

/** With the patients in it, counts by sex; without them, how much there is. */
function lastLines(choice: Choice): string {
  const files = (kind: string) => `'${kind}.*.${choice.format}'`;
  const other = choice.kinds.find((kind) => kind !== 'Patient' && kind !== 'AllergyIntolerance');
  if (!choice.kinds.includes('Patient')) {
    return `print(duckdb.sql(${python(`select count(*) from ${files(choice.kinds[0] ?? '*')}`)}))`;
  }
  const subject = choice.format === 'parquet' ? "o.subject->>'$.reference'" : 'o.subject.reference';
  const from = other
    ? `${files(other)} o join ${files('Patient')} p on ${subject} = 'Patient/' || p.id`
    : `${files('Patient')} p`;
  const counts = `select p.gender, count(*) from ${from} group by 1 order by 1`;
  return `rows = duckdb.sql(${python(counts)}).fetchall()
plt.bar(*zip(*[(gender or "unknown", count) for gender, count in rows])); plt.savefig("results.png"); print(rows)`;
}

function python(text: string): string {
  return JSON.stringify(text);
}
